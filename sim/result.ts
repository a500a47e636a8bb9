/**
 * What a run answers: one plain, versioned, JSON-safe value, the contract between `sim/` and `reports/`. The same
 * scenario, seed and version give the same bytes; wall-clock figures live elsewhere. Times are in the unit that the name
 * says; shares and availabilities are fractions in 0..1. A number that cannot be known (a percentile of nothing) is null.
 */
import type { CapacityMode } from './admission/capacity.js';
import type { Check } from './checkers/check.js';
import type { ControlPlaneFacts } from './control-plane/control-plane-facts.js';
import type { Phase } from './measurement/fault-phases.js';
import type { GrayNodeRow } from './measurement/healing/gray-detection.js';
import type { OutageRow } from './measurement/outages/outage-rows.js';
import type { OutcomeCounts } from './measurement/outcome-counts.js';
import type { BackupRow } from './measurement/recovery/backup-rows.js';
import type { LossRow } from './measurement/recovery/lost-partitions.js';
import type { RestoreRow } from './measurement/recovery/restore-rows.js';
import type { AdditionRow } from './measurement/regions/addition-rows.js';
import type { FailoverRow, RegionMoveRow } from './measurement/regions/client-moves.js';
import type { OverruledRow, RegionLinkRow } from './measurement/regions/region-links.js';
import type { RegionLossRow } from './measurement/regions/region-losses.js';
import type { ServiceFacts } from './measurement/service-facts.js';
import type { StationRow } from './measurement/station-meters.js';
import type { ExemplarRow, RequestKind, TailRow } from './request-time.js';
import type { Series } from './series.js';

export const resultVersion = 1;

/** Of what the mechanisms count there is a section each: `serviceFacts` say what its fields mean. */
export interface Result extends ServiceFacts {
  readonly version: typeof resultVersion;
  readonly scenario: { readonly title: string; readonly shows: string; readonly digest: string };
  readonly seed: number;
  readonly run: RunFacts;
  readonly latency: readonly ClientLatencyRow[];
  readonly serviceLatency: readonly LatencyRow[];
  /** Shape of each latency row's distribution, for charts: upper edges and counts of the log-linear buckets in use. */
  readonly distributions: readonly LatencyDistribution[];
  readonly outcomes: readonly OutcomeRow[];
  /** A row for each tenant and operation with eventual reads. */
  readonly staleness: readonly StalenessRow[];
  readonly availability: readonly AvailabilityRow[];
  readonly objectives: readonly ObjectiveRow[];
  readonly expectations: readonly ExpectationRow[];
  readonly isolation: readonly IsolationRow[];
  readonly checks: readonly CheckRow[];
  readonly faults: readonly FaultRow[];
  /** A row for each fault, in their order. */
  readonly recovery: readonly RecoveryRow[];
  /** What lay between the moments at which faults began or ended; none of a run without faults. */
  readonly phases: readonly Phase[];
  /** Those that cost most, of all tables; none of a run without faults. */
  readonly outages: readonly OutageRow[];
  /** Its facts, and the first of the changes of leaders. */
  readonly elections: ServiceFacts['elections'] & { readonly list: readonly ElectionRow[] };
  /** Where a node was taken for slow though alive: the first times. */
  readonly grayNodes?: readonly GrayNodeRow[];
  /** Its facts, and the first of the partitions that lost their last copy and are rebuilt from the archive. */
  readonly losses: ServiceFacts['losses'] & { readonly list: readonly LossRow[] };
  /** Its facts, and a row for each on-demand backup that was ordered. */
  readonly backups: ServiceFacts['backups'] & { readonly list: readonly BackupRow[] };
  /** Its facts, and a row for each restore that was ordered. */
  readonly restores: ServiceFacts['restores'] & { readonly list: readonly RestoreRow[] };
  /** Its facts, replication between each two regions that have a global table, and the first writes that lost. */
  readonly globalTables: ServiceFacts['globalTables'] & {
    readonly links: readonly RegionLinkRow[];
    readonly overruled: readonly OverruledRow[];
    /** For each region that was lost whole and each other one: the recovery point. */
    readonly regionLosses: readonly RegionLossRow[];
    /** A row for each region that was added to a table in use. */
    readonly additions: readonly AdditionRow[];
  };
  /** Its facts, a row for each tenant whose clients fail over, and the first client instances that went to another region. */
  readonly failover: ServiceFacts['failover'] & {
    readonly tenants: readonly FailoverRow[];
    readonly list: readonly RegionMoveRow[];
  };
  readonly stations: readonly StationRow[];
  /** A row for each tenant of a table with a capacity. */
  readonly usage: readonly UsageRow[];
  /** A row for each table with a capacity, and for each that splits. */
  readonly tables: readonly TableRow[];
  /** Where the units went, at most `busiestMax` rows of each. */
  readonly busiest: Busiest;
  readonly controlPlane: ControlPlaneFacts;
  readonly series: Series;
  readonly tail: readonly TailRow[];
  /** A row for each class of requests, of the first that there are; what intervals of differences to other runs are made of. */
  readonly batches: readonly BatchRow[];
  /** A few requests of each class, kept whole; sim/measurement/exemplars.ts says which. */
  readonly exemplars: readonly ExemplarRow[];
}

export interface RunFacts {
  readonly digest: string;
  readonly events: number;
  /** Issued after warm-up. */
  readonly requests: number;
  readonly simulatedSeconds: number;
  readonly warmupSeconds: number;
  /** True when the run was stopped before its end: everything below then speaks of the part that ran. */
  readonly interrupted: boolean;
}

export interface LatencyRow extends RequestKind {
  /** Successful requests after warm-up. */
  readonly requests: number;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly p99_9Ms: number | null;
  readonly p99_99Ms: number | null;
  readonly maxMs: number | null;
}

/** As the clients saw it. */
export interface ClientLatencyRow extends LatencyRow {
  /** Requests that ended without a success, which the figures above leave out. */
  readonly failed: number;
  /** Percentiles of all requests that ended, a failed one slower than any other; null where it would be one of those. */
  readonly ofAll: Readonly<Record<'p50Ms' | 'p90Ms' | 'p95Ms' | 'p99Ms' | 'p99_9Ms' | 'p99_99Ms', number | null>>;
}

export interface LatencyDistribution extends RequestKind {
  readonly view: 'client' | 'service';
  /** Ascending upper bucket edges with the number of requests in each; empty buckets are left out. */
  readonly buckets: readonly { readonly upToMs: number; readonly count: number }[];
}

/** Its counts are `outcomeFacts`, which say what they mean. */
export interface OutcomeRow extends Readonly<OutcomeCounts> {
  readonly tenant: string;
  readonly operation: string;
}

/** Successful eventual reads after warm-up, and those of which a newer version had been committed before they began. */
export interface StalenessRow {
  readonly tenant: string;
  readonly operation: string;
  readonly reads: number;
  readonly stale: number;
  readonly share: number;
  /** Of the stale ones: for how long it had been when they began. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

export interface AvailabilityRow {
  readonly scope: 'region' | 'table' | 'tenant';
  readonly name: string;
  readonly target: number;
  readonly windowSeconds: number;
  readonly windows: readonly {
    readonly fromS: number;
    /** Of the window, between the end of the warm-up and the end of the run: its weight in the means. */
    readonly observedSeconds: number;
    /** Attempts that a router answered, and those of them that it answered 500 or 503. */
    readonly requests: number;
    readonly errors: number;
    readonly availability: number;
  }[];
  /** The attempts once more, of all in equal stretches of the measured time in which their requests were issued. */
  readonly batches: { readonly requests: readonly number[]; readonly errors: readonly number[] };
  /** Mean over windows of 1 - (attempts answered 500 or 503) / attempts, by the seconds observed; throttles are not errors. */
  readonly achieved: number;
  /** Times that requests failed, and where another such run would lie with 95 %: it counts outages, not requests; null of none. */
  readonly outages: number;
  readonly achievedLow: number | null;
  readonly achievedHigh: number | null;
  /** The same, each attempt weighing alike. */
  readonly requestWeighted: number;
  /** Requests (not attempts) that succeeded / all that ended: a throttle or no answer at all is a failure to a client. */
  readonly clientView: number;
  /** The run placed in a 30-day month otherwise healthy, whatever its length; objectives are judged on this. */
  readonly monthly: number;
  /** The same of what the clients saw, by the windows in which their requests ended. */
  readonly clientMonthly: number;
  /** What the target allows to fail of a month, what of it `monthly` used, and the share; null of a target of 100 %. */
  readonly budgetMinutes: number;
  readonly budgetUsedMinutes: number;
  readonly budgetUsedShare: number | null;
  readonly met: boolean;
  /** Of a global table and its tenants; absent of anything else. */
  readonly global?: GlobalAvailability;
}

/** A global table has a target of its own, and a published one beside it: whether a month meets them, as counted and as clients saw it. */
export interface GlobalAvailability {
  readonly clientsMet: boolean;
  readonly publishedTarget: number;
  readonly publishedMet: boolean;
  readonly clientsMetPublished: boolean;
}

export interface ObjectiveRow {
  readonly tenant: string;
  readonly metric: string;
  /** Shares as a fraction, latency in milliseconds. */
  readonly target: number;
  readonly actual: number | null;
  readonly unit: 'ms' | 'fraction';
  readonly bound: 'atLeast' | 'atMost';
  /** Of the actual to the target, in the row's unit: negative where it was missed, null without data. */
  readonly margin: number | null;
  /**
   * Requests that a latency leaves out, since they failed, of the consistency that decides and of one that failed throughout;
   * null where all count.
   */
  readonly leftOut: number | null;
  /** Where the actual is null since it lies among the failures: the share of the requests that failed. Null elsewhere. */
  readonly amongFailures: number | null;
  readonly met: boolean;
}

export interface ExpectationRow {
  readonly metric: string;
  /** The condition in words, such as "at most 10 ms" or "during 40 s to 42 s at least 90 %". */
  readonly condition: string;
  /** A fraction where the unit is `share`. */
  readonly actual: number | null;
  /** As `dynamosim metrics` prints it. */
  readonly unit: string;
  /** To the nearest of its bounds, as an objective's. */
  readonly margin: number | null;
  /** As an objective's. */
  readonly amongFailures: number | null;
  readonly met: boolean;
}

export interface IsolationRow extends RequestKind {
  readonly p50AloneMs: number | null;
  readonly p50SharedMs: number | null;
  readonly p99AloneMs: number | null;
  readonly p99SharedMs: number | null;
  readonly p99_9AloneMs: number | null;
  readonly p99_9SharedMs: number | null;
  /** p99 shared / p99 alone. */
  readonly ratio: number | null;
  /** 95 % interval of the ratio, from batches of the run; null where there are too few requests or disturbed batches. */
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
}

/** Requests in equal stretches of the measured time, the batches, by when they were issued. */
export interface BatchRow extends RequestKind {
  /** Of each batch: requests that succeeded, those that ended otherwise, and those of these that were throttled. */
  readonly succeeded: readonly number[];
  readonly failed: readonly number[];
  readonly throttled: readonly number[];
  /** Latency of those that succeeded in all batches but one, for each batch. */
  readonly without: Readonly<
    Record<'meanMs' | 'p50Ms' | 'p90Ms' | 'p95Ms' | 'p99Ms' | 'p99_9Ms', readonly (number | null)[]>
  >;
}

/** What one tenant used, from the end of the warm-up. */
export interface UsageRow {
  readonly tenant: string;
  readonly table: string;
  readonly consumedReadUnits: number;
  readonly consumedWriteUnits: number;
  /** Of the consumed units, those beyond the partition's allocation; none where the savings are the table's. */
  readonly burstReadUnits: number;
  readonly burstWriteUnits: number;
  /** Refused attempts, by reason as the service names it; reasons that never occurred are left out. */
  readonly throttledAttempts: Readonly<Record<string, number>>;
  readonly throttledUnits: number;
  /** Refused attempts / all attempts that reached admission. */
  readonly throttledShare: number;
}

/** What one table had and used, from the end of the warm-up. */
export interface TableRow {
  readonly table: string;
  readonly mode: CapacityMode | null;
  readonly partitionsAtStart: number;
  readonly partitionsAtEnd: number;
  readonly consumedReadUnits: number;
  readonly consumedWriteUnits: number;
  /** Provision integrated over time; null without one, as under on-demand. */
  readonly provisionedReadUnits: number | null;
  readonly provisionedWriteUnits: number | null;
  /** Provisioned and not consumed / provisioned, of reads and writes together, weighted by what was provisioned. */
  readonly wastedShare: number | null;
  /** Units consumed at its busiest partition / at the mean partition; null while nothing was consumed. */
  readonly skew: number | null;
}

export interface Busiest {
  /** The partitions, and the storage nodes, that consumed most. */
  readonly partitions: readonly BusyRow[];
  readonly nodes: readonly BusyRow[];
  /** The partitions at whose nodes most units were refused, and what was refused; routers that refuse blame no partition. */
  readonly throttledPartitions: readonly BusyRow[];
}

/** Units from the end of the warm-up. A node counts the writes of all replicas on it, and the reads that it served. */
export interface BusyRow {
  readonly name: string;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export const busiestMax = 20;

export type CheckRow = Check;

/** Hosts named of a fault that hit more. */
export const faultHostsMax = 20;

export interface FaultRow {
  readonly kind: string;
  /** As the scenario says it. */
  readonly target: string;
  /** What that was when the fault began, a drawn target or a leader: the first of their names, and how many there were. */
  readonly hosts: readonly string[];
  readonly hostsHit: number;
  readonly fromS: number;
  /** Null: not healed within the run. That of a planned hand-over, which does not last, is its beginning. */
  readonly toS: number | null;
  /** What the target was or did meanwhile, as in "us-east-1/az-2 was dark"; null where the kind's name says it best. */
  readonly condition: string | null;
}

/** Whether all tenants fared as before after a fault; sim/verdicts/recovery.ts says what that means. */
export interface RecoveryRow {
  /** `unknown`: no tenant sent enough requests before, or one sends more than ever from the fault on. */
  readonly state: 'undisturbed' | 'recovered' | 'notRecovered' | 'unknown';
  /** From when on they did; null where they did not, or where that is not known. */
  readonly atS: number | null;
  /** The same from the end of the fault, or from its beginning where it never heals; 0 where it came first. */
  readonly afterS: number | null;
  /** Judged up to here: the next fault, a load that there was never before, or the end of the run. */
  readonly untilS: number;
}

export interface ElectionRow {
  readonly partition: string;
  readonly term: number;
  readonly cause: 'suspicion' | 'handover';
  readonly from: string;
  readonly to: string;
  readonly suspectedS: number;
  readonly electedS: number;
  readonly servingS: number;
}
