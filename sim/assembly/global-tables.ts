/** Replication between the copies of global tables, built where a scenario has a table in several regions. */
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { FrontDoor } from '../front-door/front-door.js';
import { Journal } from '../global-tables/journal/journal.js';
import { RegionFill, RegionFills } from '../global-tables/region-fills.js';
import { type GlobalCopy, Replicator } from '../global-tables/replicator.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { AdditionRow } from '../measurement/regions/addition-rows.js';
import type { RegionLink } from '../measurement/regions/region-links.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { TablePartitions } from '../partitions/table-partitions.js';
import type { UnderWay } from '../protocol/under-way.js';
import { ItemRegister } from '../replication/journal/item-register.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { VersionStamps } from '../replication/version-stamps.js';
import type { Routers } from '../routing/router.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import { distancesOf } from './region-distances.js';
import type { Table, Tables } from './tables.js';

/** Whether several regions have the table. */
export const isGlobal = ({ spec }: Pick<Table, 'spec'>) => spec.regions.length > 1;

/** Whether these agree on each write before it is acknowledged. */
export const isStrong = ({ spec }: Pick<Table, 'spec'>) => spec.agreement !== undefined;

/** What stamps are built with. */
export interface StampContext {
  readonly simulation: Simulation;
  readonly topology: Topology<HostRoleName>;
  readonly tables: Tables;
}

/** Null where each table is in one region. */
export function stampsOf({ parameters }: Scenario, context: StampContext, trace: Trace): VersionStamps | null {
  const { simulation, topology, tables } = context;
  if (!tables.list.some(isGlobal)) return null;
  return new VersionStamps(
    simulation,
    tables.list.map((table) => (isGlobal(table) ? { ...table, register: registerOf(table) } : null)),
    (node) => topology.hosts[node].clockNs(simulation.nowNs),
    { ...parameters.globalTables, defects: parameters.defects },
    trace,
  );
}

function registerOf(table: Table): ItemRegister | null {
  const { region, versions } = table;
  if (!isStrong(table)) return null;
  const applied = (item: number) => Math.max(0, versions.stampNs(item));
  return new ItemRegister(region, { applied, appliedWriteId: (item) => versions.writeId(item) });
}

/** What replication between regions is built on. */
export interface GlobalTableContext extends StampContext {
  readonly streams: RandomStreams;
  readonly network: Network;
  readonly groups: ReplicaTable;
  readonly underWay: UnderWay;
  readonly storage: StorageService;
  readonly frontDoors: readonly FrontDoor[];
  readonly routers: Routers;
}

/** Null where each table is in one region. */
export function replicatorOf({ parameters }: Scenario, context: GlobalTableContext): Replicator | null {
  const { simulation, streams, topology, network, groups, underWay, storage, frontDoors, routers, tables } = context;
  const { stamps } = storage.replication;
  if (stamps === null) return null;
  const replicator = new Replicator(
    {
      ...{ simulation, network, hosts: topology.hosts, groups, underWay, frontDoors },
      others: tables.list.map((table, index) => {
        if (table.addedAtNs !== null) return [];
        return othersOf(index, tables.list).filter((copy) => tables.list[copy.table].addedAtNs === null);
      }),
      zonesOf: (region) => topology.regions[region].zones.length,
      stream: streams.stream('global tables', 'changes'),
      arrive: (attempt) => routers.attemptArrives(attempt),
    },
    { ...parameters.globalTables, defects: parameters.defects },
  );
  stamps.teller = replicator;
  routers.otherRegions = replicator;
  return replicator;
}

/** Null where no table's regions agree on each write. */
export function journalOf({ parameters }: Scenario, context: GlobalTableContext): Journal | null {
  const { simulation, streams, network, groups, underWay, storage, tables } = context;
  const { stamps } = storage.replication;
  if (stamps === null || !tables.list.some(isStrong)) return null;
  const journal = new Journal(
    {
      ...{ simulation, network, groups, underWay, stamps },
      keySpaces: tables.keySpaces,
      callType: storage.callType,
      versions: tables.list.map(({ versions }) => versions),
      copies: tables.list.map((table) => (isStrong(table) ? copiesOf(table, tables.list) : [])),
      resume: (call) => storage.resume(call),
      reply: (call, status) => storage.reply(call, status),
      stream: streams.stream('global tables', 'journal'),
    },
    { ...parameters.globalTables, defects: parameters.defects },
  );
  stamps.journal = journal;
  storage.journal = journal;
  storage.replication.notTaken = (call) => journal.notTaken(call);
  return journal;
}

const othersOf = (index: number, list: Tables['list']) =>
  copiesOf(list[index], list).filter(({ table }) => table !== index);

/** What regions are added with. */
export interface RegionFillContext extends GlobalTableContext {
  readonly keySpaces: KeySpaces;
  readonly replicator: Replicator | null;
}

/** Null where every region has its tables from the beginning. */
export function regionFillsOf(scenario: Scenario, context: RegionFillContext): RegionFills | null {
  const { simulation, replicator, keySpaces, groups, tables, storage, routers } = context;
  const { list, itemCounts } = tables;
  const { stamps } = storage.replication;
  const added = list.flatMap(({ region, addedAtNs }, table) =>
    addedAtNs === null ? [] : { table, region, addedAtNs },
  );
  if (added.length === 0 || replicator === null || stamps === null) return null;
  const distanceNs = distancesOf(scenario);
  const partitions = new TablePartitions(keySpaces, groups);
  const absent = new Set(added.map(({ table }) => table));
  routers.absentTables = absent;
  return new RegionFills(
    {
      ...{ simulation, replicator, partitionsOf: (table) => partitions.of(table) },
      itemsOf: (table) => ({ loaded: list[table].spec.items.count, all: itemCounts.of(table) }),
      read: (table, item) => ({
        ...stamps.of(table, item),
        ...{ writeId: list[table].versions.writeId(item), bytes: list[table].itemSizes.of(item) },
        group: keySpaces.spaces[table].groupOf(item),
      }),
    },
    added.map(({ table, region, addedAtNs }) => {
      const nearest = othersOf(table, list).sort((a, b) => distanceNs(a.region, region) - distanceNs(b.region, region));
      return new RegionFill({ table, region }, addedAtNs, nearest);
    }),
    scenario.parameters.globalTables,
    ({ table }) => {
      absent.delete(table);
      if (absent.size === 0) routers.absentTables = null;
    },
  );
}

export function additionRows(fills: RegionFills | null, { regions }: Scenario, list: Tables['list']): AdditionRow[] {
  const nameOf = (region: number) => regions[region].name;
  return (fills?.list ?? []).map(({ copy, source, atNs, filledAtNs, items, itemsToCopy, bytes }) => ({
    ...{ table: list[copy.table].spec.name, region: nameOf(copy.region), from: source && nameOf(source.region) },
    ...{ atS: atNs / 1e9, filledS: filledAtNs === null ? null : filledAtNs / 1e9 },
    ...{ items, itemsToCopy, bytes: Math.round(bytes) },
  }));
}

/** All copies of the same table, in the order of the regions. */
export function copiesOf({ spec }: Pick<Table, 'spec'>, list: readonly Pick<Table, 'spec' | 'region'>[]): GlobalCopy[] {
  const copies = list.flatMap((each, table) => (each.spec === spec ? [{ table, region: each.region }] : []));
  return copies.sort((a, b) => a.region - b.region);
}

/** Pairs of regions that have a table both, each way. */
export function regionLinks(list: readonly Pick<Table, 'spec' | 'region'>[]): RegionLink[] {
  const regions = [...new Set(list.map(({ region }) => region))].sort((a, b) => a - b);
  const share = (from: number, to: number) =>
    list.some((table) => table.region === from && copiesOf(table, list).some(({ region }) => region === to));
  return regions.flatMap((from) => regions.filter((to) => to !== from && share(from, to)).map((to) => ({ from, to })));
}
