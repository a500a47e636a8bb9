/**
 * Who watches a run: what is measured and what is checked, in one list. The model speaks to their trace and knows none of
 * them; a new observer is a line here, and nothing else changes.
 */
import { AcknowledgedWriteCheck } from '../checkers/acknowledged-writes.js';
import { ArchivedLogCheck } from '../checkers/archived-log.js';
import type { Check, Checker } from '../checkers/check.js';
import { ConvergenceCheck } from '../checkers/convergence.js';
import { DurabilityCheck } from '../checkers/durability.js';
import { FlushedCommitCheck } from '../checkers/flushed-commits.js';
import { LeaderCheck } from '../checkers/leaders.js';
import { LinearizableCheck } from '../checkers/linearizable.js';
import { ObservedTrace } from '../checkers/observed-trace.js';
import { OwnerCheck } from '../checkers/owners.js';
import { RequestBalanceCheck } from '../checkers/request-balance.js';
import { RestoredCutCheck } from '../checkers/restored-cut.js';
import { RightReadCheck } from '../checkers/right-reads.js';
import { ScrubCheck } from '../checkers/scrubbed.js';
import { StrongReadCheck } from '../checkers/strong-reads.js';
import { ZoneCheck } from '../checkers/zones.js';
import { none } from '../engine/pool.js';
import { type FaultSpec, specOf } from '../faults/fault-kinds.js';
import type { FaultSchedule } from '../faults/fault-schedule.js';
import type { RegionFills } from '../global-tables/region-fills.js';
import type { Replicator } from '../global-tables/replicator.js';
import type { Host } from '../infrastructure/host.js';
import { ExemplarRecorder } from '../measurement/exemplars/exemplar-recorder.js';
import { FaultPhases, type Lasting } from '../measurement/fault-phases.js';
import { CopyMeasurement } from '../measurement/healing/copies.js';
import { CopiesOverTime } from '../measurement/healing/copies-over-time.js';
import { ForegroundWhileRebuilding } from '../measurement/healing/foreground-while-rebuilding.js';
import { GrayDetection } from '../measurement/healing/gray-detection.js';
import { DamageOverTime } from '../measurement/integrity/damage-over-time.js';
import { IntegrityMeasurement } from '../measurement/integrity/integrity.js';
import { ToldDamage } from '../measurement/integrity/told-damage.js';
import { type Batching, Measurements } from '../measurement/measurements.js';
import { OutageLog } from '../measurement/outages/outage-log.js';
import { type Cut, LostFromCuts } from '../measurement/recovery/lost-from-cuts.js';
import { LostPartitions } from '../measurement/recovery/lost-partitions.js';
import { ClientMoves } from '../measurement/regions/client-moves.js';
import { RegionLinks } from '../measurement/regions/region-links.js';
import { RegionLosses } from '../measurement/regions/region-losses.js';
import type { WarmUp } from '../measurement/warm-up.js';
import { ObjectivesOverTime } from '../measurement/windows/objective-windows.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { StageTimes } from '../protocol/stage-times.js';
import { majorityOf, type ReplicaTable } from '../replication/replica-table.js';
import type { Scenario } from '../scenario/scenario.js';
import { isShareObjective } from '../scenario/verdicts/schema-verdict.js';
import { LeaderReads } from '../storage/leader-reads.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Observer, Trace } from '../trace.js';
import { isArchived } from './archive.js';
import { changesPartitions } from './capacity.js';
import { copiesOf, isGlobal, isStrong, regionLinks } from './global-tables.js';
import { maySplit, type Table, type Tables } from './tables.js';

/** What observers may look at beside the trace: they read it, and their types let them do nothing else. */
export interface Observed {
  readonly faultList: readonly FaultSpec[];
  readonly underWay: { readonly stageTimes: StageTimes };
  readonly keySpaces: KeySpaces;
  readonly tables: Pick<Tables, 'serversOf' | 'partitionName'> & {
    readonly list: readonly Pick<Table, 'spec' | 'versions' | 'region' | 'addedAtNs'>[];
  };
  readonly warmUp: WarmUp;
  readonly groups: Pick<ReplicaTable, 'hostsWithItems' | 'count'>;
  /** These are asked when they are there. */
  readonly storage: StorageService;
  readonly replicator: Replicator | null;
  readonly regionFills: Pick<RegionFills, 'isFilled'> | null;
  readonly faults: Pick<FaultSchedule, 'isTroubledSince'>;
  readonly topology: { readonly hosts: readonly Pick<Host, 'name' | 'role' | 'region' | 'zone'>[] };
}

/** Who else watches a run: nobody, by default. */
export interface Watching {
  readonly observers?: readonly Observer[];
}

export class Observers {
  readonly measurements: Measurements;
  /** In the order of the result's checks. */
  private readonly checkers: readonly Checker[];
  readonly exemplars: ExemplarRecorder;
  /** Null of a run without faults. */
  readonly phases: FaultPhases | null;
  readonly outages: OutageLog | null;
  /** Null of a run without latency objectives. */
  readonly objectives: ObjectivesOverTime | null;
  /** Null where nothing damages copies and nobody compares them. */
  readonly integrity: IntegrityMeasurement | null;
  /** Null where nothing is healed, as the next. */
  readonly copies: CopyMeasurement | null;
  readonly foreground: ForegroundWhileRebuilding | null;
  /** Null where nobody looks for slow nodes. */
  readonly gray: GrayDetection | null;
  readonly losses: LostPartitions;
  /** Null where nothing is backed up or restored. */
  readonly lostFromCuts: LostFromCuts | null;
  /** Null where each table is in one region. */
  readonly regionLinks: RegionLinks | null;
  /** Null where no region of a global table is lost whole. */
  readonly regionLosses: RegionLosses | null;
  /** Null where no clients fail over. */
  readonly clientMoves: ClientMoves | null;
  readonly trace: Trace;

  constructor(scenario: Scenario, observed: Observed, { observers = [] }: Watching) {
    const { faultList, underWay, keySpaces, tables, warmUp, groups } = observed;
    const { tenants, seriesWindowNs } = scenario;
    const { scrub } = scenario.parameters;
    const told = scrub.enabled || faultList.some(harmsData) ? new ToldDamage() : null;
    this.checkers = checkersOf(scenario, observed, told);
    const durability = this.checkers.find((each) => each instanceof DurabilityCheck)!;
    this.measurements = new Measurements(
      underWay.stageTimes,
      tenants.length,
      seriesWindowNs,
      warmUp,
      batching(scenario),
    );
    this.exemplars = new ExemplarRecorder(underWay.stageTimes, tenants.length, seriesWindowNs, warmUp);
    this.phases = phasesOf(faultList, scenario, warmUp);
    this.outages = outagesOf(faultList, scenario, keySpaces, warmUp);
    this.objectives = objectivesOverTime(scenario, warmUp);
    const { healing, replication } = scenario.parameters;
    const overTime = new CopiesOverTime(replication.replicas, seriesWindowNs, groups);
    this.copies = healing.enabled ? new CopyMeasurement(replication.replicas, overTime) : null;
    this.foreground = this.copies && new ForegroundWhileRebuilding(this.copies, warmUp);
    this.gray = healing.enabled && healing.checkUps ? new GrayDetection() : null;
    this.integrity = told && new IntegrityMeasurement(told, new DamageOverTime(seriesWindowNs));
    // The checkers are told first.
    this.losses = new LostPartitions(majorityOf(replication.replicas), (group) => durability.lostWithGroup.get(group)!);
    const cuts = cutsOf(scenario, tables);
    this.lostFromCuts = cuts.length === 0 ? null : new LostFromCuts(cuts, (group) => keySpaces.tableOf(group));
    this.regionLinks = regionLinksOf(scenario, observed);
    this.regionLosses = regionLossesOf(scenario, observed);
    this.clientMoves = clientMovesOf(scenario, tables);
    const asked = [
      told,
      this.phases,
      this.outages,
      this.objectives,
      this.copies,
      this.foreground,
      this.gray,
      this.integrity,
      this.losses,
      this.lostFromCuts,
      this.regionLinks,
      this.regionLosses,
      this.clientMoves,
    ].filter((each) => each !== null);
    this.trace = new ObservedTrace([...this.checkers, this.measurements, this.exemplars, ...asked, ...observers]);
  }

  /** `requestsUnderWay`: what the workload still holds. To be called once, at the end. */
  checks(endNs: number, requestsUnderWay: number): readonly Check[] {
    return this.checkers.flatMap((checker) => checker.results(endNs, requestsUnderWay));
  }
}

/** It makes copies differ from what was written. */
const harmsData = ({ kind }: FaultSpec) => specOf(kind).harmsData === true;

function checkersOf(scenario: Scenario, observed: Observed, told: ToldDamage | null): Checker[] {
  const { faultList, keySpaces, tables } = observed;
  const { scrub } = scenario.parameters;
  const nameOf = (group: number) => tables.partitionName(group);
  return [
    new RequestBalanceCheck(),
    new DurabilityCheck(
      keySpaces,
      tables.list.map(({ spec, versions }) => (maySplit(spec) ? versions.tracked : 0)),
      nameOf,
    ),
    new FlushedCommitCheck(nameOf),
    new StrongReadCheck(
      tables.list.map(({ versions }, table) => (isReadStrongly(scenario, tables, table) ? versions.tracked : 0)),
      (group) => keySpaces.tableOf(group),
      told,
    ),
    new LeaderCheck(keySpaces.groupsAtStart, nameOf),
    ...(changesPartitions(scenario) ? [new OwnerCheck(keySpaces.spaces, nameOf)] : []),
    ...(scenario.parameters.healing.enabled ? [zoneCheck(scenario, observed)] : []),
    ...(isArchived(scenario) ? [new ArchivedLogCheck(nameOf)] : []),
    ...(faultList.length > 0 && !tables.list.every(isGlobal) ? [acknowledgedWriteCheck(scenario, observed)] : []),
    ...(told === null
      ? []
      : [
          new RightReadCheck(
            told,
            tables.list.map((table) => copiesOf(table, tables.list)[0].table),
          ),
        ]),
    ...(scrub.enabled
      ? [new ScrubCheck(keySpaces.spaces, scrub.period, faultList.every(harmsData), isArchived(scenario))]
      : []),
    ...restoredCutsOf(scenario, keySpaces, tables),
    ...(tables.list.some(isGlobal) ? [convergenceCheck(scenario, observed)] : []),
    ...(tables.list.some(isStrong) ? [linearizableCheck(observed, told)] : []),
  ];
}

function linearizableCheck({ tables: { list }, keySpaces: { spaces } }: Observed, told: ToldDamage | null) {
  const firsts = firstCopies(list).filter(isStrong);
  return new LinearizableCheck(
    firsts.map((table) => ({
      copies: copiesOf(table, list).map((copy) => copy.table),
      tracked: table.versions.tracked,
    })),
    (table, item) => spaces[table].groupOf(item),
    told,
  );
}

/** Of each table that several regions have, one. */
const firstCopies = (list: Observed['tables']['list']) =>
  list.filter((table) => isGlobal(table) && list.find(({ spec }) => spec === table.spec) === table);

/** Needed where something fails: nothing else can lose what was acknowledged. */
function acknowledgedWriteCheck(
  { parameters: { replication }, durationNs }: Scenario,
  observed: Observed,
): AcknowledgedWriteCheck {
  const { tables, keySpaces, groups } = observed;
  let reads: LeaderReads | null = null;
  return new AcknowledgedWriteCheck(
    // Of what a region wrote to a global table, another may have written later: convergence tells.
    tables.list.map((table) => (isGlobal(table) ? 0 : table.versions.tracked)),
    {
      replicas: replication.replicas,
      quorum: replication.quorum,
      groupsOf: (node) => observed.storage.nodes.groups[node],
      hostsWithItems: (group) => groups.hostsWithItems(group),
      groupOf: (table, item) => keySpaces.spaces[table].groupOf(item),
      parentOf: (group) => (keySpaces.isFromSplit(group) ? keySpaces.parentOf(group) : none),
    },
    {
      read: (table, item) => {
        reads ??= new LeaderReads(observed.storage, keySpaces.spaces);
        return reads.read(table, item);
      },
    },
    durationNs,
  );
}

function convergenceCheck({ regions }: Scenario, observed: Observed): ConvergenceCheck {
  const { list } = observed.tables;
  const { spaces } = observed.keySpaces;
  let reads: LeaderReads | null = null;
  return new ConvergenceCheck(
    firstCopies(list).map((table) => ({
      copies: copiesOf(table, list).map((copy) => ({ ...copy, isAdded: list[copy.table].addedAtNs !== null })),
      ...{ loaded: table.spec.items.count, tracked: table.versions.tracked },
    })),
    {
      read: (table, item) => {
        reads ??= new LeaderReads(observed.storage, spaces);
        return reads.read(table, item);
      },
      unanswered: () => observed.replicator!.unanswered(),
      isFilled: (table) => observed.regionFills?.isFilled(table) ?? true,
      groupOf: (table, item) => spaces[table].groupOf(item),
      regionName: (region) => regions[region].name,
    },
  );
}

function regionLinksOf({ seriesWindowNs }: Scenario, { tables: { list }, warmUp }: Observed): RegionLinks | null {
  if (!list.some(isGlobal)) return null;
  return new RegionLinks(regionLinks(list), (table) => list[table].region, seriesWindowNs, warmUp);
}

function regionLossesOf({ regions }: Scenario, { faultList, tables: { list } }: Observed): RegionLosses | null {
  const copies = list.flatMap((table, index) => (isGlobal(table) ? [{ table: index, region: table.region }] : []));
  const outages = faultList.flatMap((fault) => {
    const { kind, target, peer, atNs } = fault;
    if (specOf(kind).takesServiceDown !== true || target.kind !== 'region' || peer !== null) return [];
    const region = regions.findIndex(({ name }) => name === target.region);
    const isOfGlobal = copies.some((copy) => copy.region === region);
    return isOfGlobal ? [{ region, atNs, backNs: lasting(fault).toNs }] : [];
  });
  if (outages.length === 0) return null;
  return new RegionLosses(
    outages.sort((a, b) => a.atNs - b.atNs),
    copies,
  );
}

function clientMovesOf({ tenants }: Scenario, tables: Observed['tables']): ClientMoves | null {
  const followed = tenants.flatMap((spec, tenant) =>
    spec.client.failover === undefined ? [] : { tenant, tables: tables.serversOf(spec) },
  );
  return followed.length === 0 ? null : new ClientMoves(followed);
}

function zoneCheck({ parameters: { healing, replication } }: Scenario, observed: Observed): ZoneCheck {
  return new ZoneCheck(
    observed.topology.hosts.filter(({ role }) => role.hasDisk),
    replication.replicas,
    (node, sinceNs) => observed.faults.isTroubledSince(node, sinceNs),
    healing.trustAfterMax + replication.membershipTimeout,
    (group) => observed.tables.partitionName(group),
  );
}

/** What backups and restores are to hold. */
function cutsOf({ backups, restores }: Scenario, { list }: Observed['tables']): Cut[] {
  const numberOf = (name: string) => list.findIndex(({ spec }) => spec.name === name);
  return [
    ...backups.map(({ of, atNs }) => ({ table: numberOf(of), toNs: atNs })),
    ...restores.map(({ of, toNs }) => ({ table: numberOf(of), toNs })),
  ];
}

function restoredCutsOf(
  { restores }: Scenario,
  keySpaces: KeySpaces,
  { list }: Observed['tables'],
): RestoredCutCheck[] {
  if (restores.length === 0) return [];
  const planned = restores.map(({ of, toNs }) => {
    const table = list.findIndex(({ spec }) => spec.name === of);
    return { of: table, toNs, items: list[table].versions.tracked };
  });
  return [new RestoredCutCheck(planned, (group) => keySpaces.tableOf(group))];
}

function isReadStrongly({ tenants }: Scenario, tables: Observed['tables'], table: number): boolean {
  return tenants.some((tenant) => tenant.strongReadShare > 0 && tables.serversOf(tenant).includes(table));
}

function phasesOf(faults: readonly FaultSpec[], { tenants }: Scenario, warmUp: WarmUp): FaultPhases | null {
  if (faults.length === 0) return null;
  const names = tenants.map(({ name }) => name);
  return new FaultPhases(faults.map(lasting), names, warmUp);
}

function outagesOf(
  faults: readonly FaultSpec[],
  { tables, tenants }: Scenario,
  { spaces }: KeySpaces,
  warmUp: WarmUp,
): OutageLog | null {
  if (faults.length === 0) return null;
  const tableOf = tenants.map(({ table }) => tables.findIndex(({ name }) => name === table));
  return new OutageLog({ tableOf, tables: tables.length, spaces, warmUp });
}

function objectivesOverTime(
  { objectives, tenants, seriesWindowNs, durationNs }: Scenario,
  warmUp: WarmUp,
): ObjectivesOverTime | null {
  const watched = objectives
    .filter(({ metric }) => !isShareObjective(metric))
    .map(({ tenant: tenantName, metric }) => ({
      ...{ tenantName, metric },
      tenant: tenants.findIndex(({ name }) => name === tenantName),
    }));
  if (watched.length === 0) return null;
  return new ObjectivesOverTime(watched, seriesWindowNs, Math.ceil(durationNs / seriesWindowNs), warmUp);
}

/** What cannot last is over at once. */
export function lasting({ kind, atNs, forNs }: FaultSpec): Lasting {
  if (!specOf(kind).extent.includes('for')) return { fromNs: atNs, toNs: atNs };
  return { fromNs: atNs, toNs: forNs === null ? Infinity : atNs + forNs };
}

function batching({ isolation, tenants, durationNs }: Scenario): Batching {
  const victims = tenants.flatMap(({ name }, index) => (isolation?.victims.includes(name) ? [index] : []));
  return { victims: new Set(victims), untilNs: durationNs };
}
