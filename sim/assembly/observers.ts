/**
 * Who watches a run: what is measured and what is checked, in one list. The model speaks to their trace and knows none of
 * them; a new observer is a line here, and nothing else changes.
 */
import { ArchivedLogCheck } from '../checkers/archived-log.js';
import type { Check, Checker } from '../checkers/check.js';
import { DurabilityCheck } from '../checkers/durability.js';
import { FlushedCommitCheck } from '../checkers/flushed-commits.js';
import { LeaderCheck } from '../checkers/leaders.js';
import { ObservedTrace } from '../checkers/observed-trace.js';
import { OwnerCheck } from '../checkers/owners.js';
import { RequestBalanceCheck } from '../checkers/request-balance.js';
import { StrongReadCheck } from '../checkers/strong-reads.js';
import { ZoneCheck } from '../checkers/zones.js';
import { type FaultSpec, specOf } from '../faults/fault-kinds.js';
import type { Host } from '../infrastructure/host.js';
import { CopyMeasurement } from '../measurement/copies.js';
import { ExemplarRecorder } from '../measurement/exemplars/exemplar-recorder.js';
import { FaultPhases, type Lasting } from '../measurement/fault-phases.js';
import { type Batching, Measurements } from '../measurement/measurements.js';
import type { WarmUp } from '../measurement/warm-up.js';
import { ObjectivesOverTime } from '../measurement/windows/objective-windows.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { StageTimes } from '../protocol/stage-times.js';
import type { Scenario } from '../scenario/scenario.js';
import { isShareObjective } from '../scenario/verdicts/schema-verdict.js';
import type { Observer, Trace } from '../trace.js';
import { isArchived } from './archive.js';
import { changesPartitions } from './capacity.js';
import { maySplit, type Table, type Tables } from './tables.js';

/** What observers may look at beside the trace: they read it, and their types let them do nothing else. */
export interface Observed {
  readonly faultList: readonly FaultSpec[];
  readonly underWay: { readonly stageTimes: StageTimes };
  readonly keySpaces: KeySpaces;
  readonly tables: Pick<Tables, 'serving'> & { readonly list: readonly Pick<Table, 'spec' | 'versions'>[] };
  readonly warmUp: WarmUp;
  readonly topology: { readonly hosts: readonly Pick<Host, 'name' | 'role' | 'region' | 'zone' | 'isUp'>[] };
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
  /** Null of a run without latency objectives. */
  readonly objectives: ObjectivesOverTime | null;
  /** Null where nothing is healed. */
  readonly copies: CopyMeasurement | null;
  readonly trace: Trace;

  constructor(
    scenario: Scenario,
    { faultList, underWay, keySpaces, tables, warmUp, topology }: Observed,
    { observers = [] }: Watching,
  ) {
    const { tenants, seriesWindowNs } = scenario;
    this.checkers = [
      new RequestBalanceCheck(),
      new DurabilityCheck(
        keySpaces,
        tables.list.map(({ spec, versions }) => (maySplit(spec) ? versions.tracked : 0)),
      ),
      new FlushedCommitCheck(),
      new StrongReadCheck(
        tables.list.map(({ versions }, table) => (isReadStrongly(scenario, tables, table) ? versions.tracked : 0)),
      ),
      new LeaderCheck(keySpaces.groupsAtStart),
      ...(changesPartitions(scenario) ? [new OwnerCheck(keySpaces.spaces)] : []),
      ...(scenario.parameters.healing.enabled
        ? [new ZoneCheck(topology.hosts.filter(({ role }) => role.hasDisk))]
        : []),
      ...(isArchived(scenario) ? [new ArchivedLogCheck()] : []),
    ];
    this.measurements = new Measurements(
      underWay.stageTimes,
      tenants.length,
      seriesWindowNs,
      warmUp,
      batching(scenario),
    );
    this.exemplars = new ExemplarRecorder(underWay.stageTimes, tenants.length, seriesWindowNs, warmUp);
    this.phases = phasesOf(faultList, scenario, warmUp);
    this.objectives = objectivesOverTime(scenario, warmUp);
    const { healing, replication } = scenario.parameters;
    this.copies = healing.enabled ? new CopyMeasurement(replication.replicas) : null;
    const asked = [this.phases, this.objectives, this.copies].filter((each) => each !== null);
    this.trace = new ObservedTrace([...this.checkers, this.measurements, this.exemplars, ...asked, ...observers]);
  }

  /** `requestsUnderWay`: what the workload still holds. To be called once, at the end. */
  checks(endNs: number, requestsUnderWay: number): readonly Check[] {
    return this.checkers.flatMap((checker) => checker.results(endNs, requestsUnderWay));
  }
}

function isReadStrongly({ tenants }: Scenario, tables: Observed['tables'], table: number): boolean {
  return tenants.some((tenant) => tenant.strongReadShare > 0 && tables.serving(tenant) === table);
}

function phasesOf(faults: readonly FaultSpec[], { tenants }: Scenario, warmUp: WarmUp): FaultPhases | null {
  if (faults.length === 0) return null;
  const names = tenants.map(({ name }) => name);
  return new FaultPhases(faults.map(lasting), names, warmUp);
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
function lasting({ kind, atNs, forNs }: FaultSpec): Lasting {
  if (!specOf(kind).extent.includes('for')) return { fromNs: atNs, toNs: atNs };
  return { fromNs: atNs, toNs: forNs === null ? Infinity : atNs + forNs };
}

function batching({ isolation, tenants, durationNs }: Scenario): Batching {
  const victims = tenants.flatMap(({ name }, index) => (isolation?.victims.includes(name) ? [index] : []));
  return { victims: new Set(victims), untilNs: durationNs };
}
