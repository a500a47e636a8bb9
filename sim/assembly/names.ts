/** The names of a run's things, as its scenario gives them; asked late, when all of them are there. */
import type { HostRoleName } from '../faults/host-roles.js';
import type { Topology } from '../infrastructure/topology.js';
import type { Names } from '../protocol/names.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Tables } from './tables.js';

/** Whoever is named; the parts need not be built yet. */
interface Named {
  readonly scenario: Scenario;
  readonly topology: Topology<HostRoleName>;
  readonly tables: Tables;
}

export function namesOf(run: Named): Names {
  return {
    tenant: (index) => run.scenario.tenants[index].name,
    partition: (group) => run.tables.partitionName(group),
    ownerOf: (table, item) => run.tables.partitionName(run.tables.keySpaces.spaces[table].groupOf(item)),
    host: (id) => run.topology.hosts[id].name,
  };
}
