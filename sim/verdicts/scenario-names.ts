/** The names that metrics of a scenario may use, known before it is run. */
import { properties } from '../checkers/properties.js';
import { type HostRoleName, hostRoles } from '../faults/host-roles.js';
import { planOf } from '../infrastructure/topology.js';
import type { Scenario, TableSpec, TenantSpec } from '../scenario/scenario.js';
import type { Names } from './metric-path.js';

export type NamedParts = Pick<Scenario, 'tenants' | 'tables' | 'regions' | 'parameters'>;

export function namesOfScenario(scenario: NamedParts): Names {
  const { tenants, tables, regions } = scenario;
  const capacityTables = new Set(tables.filter(({ capacity }) => capacity !== null).map(({ name }) => name));
  const served = new Set(tenants.map((tenant) => servingRegion(tenant, tables)));
  return {
    tenants: tenants.map(({ name, mix }) => ({ name, operations: mix.map((part) => part.operation) })),
    tables: tables.map(({ name }) => name).filter((name) => tenants.some(({ table }) => table === name)),
    meteredTenants: tenants.filter(({ table }) => capacityTables.has(table)).map(({ name }) => name),
    meteredTables: tables.filter(isMetered).map(({ name }) => name),
    regions: regions.map(({ name }) => name).filter((name) => served.has(name)),
    stations: stationsOf(scenario),
    links: linksOf(scenario),
    properties: properties.map(({ name }) => name),
  };
}

/** Where a tenant's requests are answered: at its table's copy in its own region, or else where the table is first. */
function servingRegion({ table, region }: TenantSpec, tables: readonly TableSpec[]): string | undefined {
  const regions = tables.find(({ name }) => name === table)?.regions ?? [];
  return regions.includes(region) ? region : regions[0];
}

/** As the result has them. */
function linksOf({ tables, regions }: NamedParts): Names['links'] {
  const share = (from: string, to: string) =>
    tables.some((table) => [from, to].every((name) => table.regions.includes(name)));
  const names = regions.map(({ name }) => name);
  return names.flatMap((from) => names.filter((to) => to !== from && share(from, to)).map((to) => ({ from, to })));
}

/** Has a row among the result's tables. */
function isMetered({ capacity, splitting }: TableSpec): boolean {
  return capacity !== null || splitting.bySize || splitting.byConsumption;
}

/** One a kind and zone, as the fleet will have them. */
function stationsOf(scenario: NamedParts): readonly string[] {
  const plans = hostRoles.map((role) => ({ role, plan: planOf<NamedParts, HostRoleName>(role, scenario) }));
  return scenario.regions.flatMap((region) =>
    Array.from({ length: region.zones }, (_, zone) => `${region.name}.az-${zone + 1}`).flatMap((place) =>
      plans.flatMap(({ role: { processorsRow, hasDisk }, plan }) => {
        if (processorsRow === null || plan.hostsPerZone(region) === 0) return [];
        return hasDisk ? [`${place}.${processorsRow}`, `${place}.disks`] : [`${place}.${processorsRow}`];
      }),
    ),
  );
}
