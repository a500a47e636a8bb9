/** How much a run of a scenario keeps for its result: windows of tenants, tables and stations, and classes of requests. */
import { isManaged } from '../../admission/capacity.js';
import { availabilityWindowNs, availabilityWindowsMax } from '../../measurement/availability.js';
import { batchedClassesMax } from '../../measurement/batches/latency-batches.js';
import { looksMax } from '../../measurement/fleet-probe.js';
import { classesMax } from '../../measurement/measurements.js';
import { tenantWindowsMax } from '../../measurement/tenant-series.js';
import { tableWindowsMax } from '../../measurement/usage-probe.js';
import { partitionLooksMax } from '../../measurement/windows/partition-windows.js';
import { isWrite, operation as kinds } from '../../protocol/operations.js';
import type { Path } from '../reading/yaml-document.js';
import type { Scenario, TenantSpec } from '../scenario.js';
import { figure, largest, type Product, so, sum } from './product.js';

export function productsOfRecord(scenario: Scenario): Product[] {
  return [...series(scenario), availabilityWindows(scenario), classes(scenario), ...batches(scenario)];
}

/** That one run of the scenario keeps. */
export const tenantWindows = ({ tenants, durationNs, seriesWindowNs }: Scenario) =>
  tenants.length * Math.ceil(durationNs / seriesWindowNs);

function series(scenario: Scenario): Product[] {
  const { regions, tables, tenants, durationNs, seriesWindowNs, isolation, parameters } = scenario;
  const windows = Math.ceil(durationNs / seriesWindowNs);
  const runs = isolation === null ? '' : ' x 2 runs';
  const { router, storageNode, disk } = parameters;
  const ofNode = storageNode.cores + disk.parallelism;
  const servers = sum(
    regions.map((each) => each.zones * (each.routersPerZone * router.cores + each.storageNodesPerZone * ofNode)),
  );
  const product = (count: number, one: string, max: number, of: string, from: Path): Product => ({
    factors: `${so(count, one)}${one === 'core' ? ' and channels of drives' : ''} x ${so(windows, 'window')}${one === 'core' ? '' : runs}`,
    amount: count * windows * (one === 'core' || isolation === null ? 1 : 2),
    max,
    of,
    remedy: `a wider seriesWindow, a shorter duration or fewer ${one}s`,
    path: ['seriesWindow'],
    from: [['seriesWindow'], ['duration'], from],
  });
  return [
    product(tenants.length, 'tenant', tenantWindowsMax, 'windows in the series of tenants', ['tenants']),
    product(copiesOf(tables.filter(isManaged)), 'table', tableWindowsMax, 'windows in the series of tables', [
      'tables',
    ]),
    product(partitionsLookedAt(scenario), 'partition', partitionLooksMax, 'looks at how busy they are', ['tables']),
    product(servers, 'core', looksMax, 'looks at how busy they are', ['regions']),
  ];
}

/** A global table is a table in each of its regions. */
const copiesOf = (tables: Scenario['tables']) => sum(tables.map(({ regions }) => regions.length));

function partitionsLookedAt({ tables, parameters }: Scenario): number {
  const withCapacity = tables.filter(({ capacity }) => capacity !== null);
  const splits = withCapacity.length === 0 ? 0 : parameters.autoadmin.newPartitionsMax;
  return sum(withCapacity.map(({ partitions, regions }) => partitions * regions.length)) + splits;
}

function availabilityWindows({ regions, tables, tenants, durationNs }: Scenario): Product {
  const rows = regions.length + tables.length + tenants.length;
  const windows = Math.ceil(durationNs / availabilityWindowNs);
  return {
    factors: `${figure(rows)} regions, tables and tenants x ${so(windows, 'window')} of 5 minutes`,
    amount: rows * windows,
    max: availabilityWindowsMax,
    of: 'windows of availability',
    remedy: 'a shorter duration or fewer tenants',
    path: ['duration'],
    from: [['duration'], ['regions'], ['tables'], ['tenants']],
  };
}

/** A class of requests is an operation and its consistency. */
function classesOf({ mix, strongReadShare }: TenantSpec): number {
  const both = strongReadShare > 0 && strongReadShare < 1;
  const pairs = mix.flatMap(({ operation }) =>
    operation === 'readModifyWrite' ? (['getItem', 'updateItem'] as const) : [operation],
  );
  return sum([...new Set(pairs)].map((operation) => (both && !isWrite(kinds[operation]) ? 2 : 1)));
}

function classes({ tenants }: Scenario): Product {
  const tenant = largest(tenants, classesOf);
  return {
    factors: `${so(tenants.length, 'tenant')}, such as ${tenant.name} with ${classesOf(tenant)} operations and consistencies,`,
    amount: sum(tenants.map(classesOf)),
    max: classesMax,
    of: 'kinds of requests to measure',
    remedy: 'fewer tenants, or fewer operations in their mixes',
    path: ['tenants', tenant.name, 'mix'],
    from: [['tenants']],
  };
}

function batches({ tenants, isolation }: Scenario): Product[] {
  if (isolation === null) return [];
  const victims = tenants.filter(({ name }) => isolation.victims.includes(name));
  return [
    {
      factors: `${so(victims.length, 'victim')} with their operations and consistencies`,
      amount: sum(victims.map(classesOf)),
      max: batchedClassesMax,
      of: 'kinds of requests to compare',
      remedy: 'fewer victims, or fewer operations in their mixes',
      path: ['isolation'],
      from: [['tenants'], ['isolation']],
    },
  ];
}
