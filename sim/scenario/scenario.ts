/**
 * A scenario after reading: every name resolved, every default filled in, every quantity a plain number in the unit its
 * name says. This is what a run is a function of (with the seed). The file format that people write is in schema.ts;
 * shares and percentages are fractions in 0..1 here.
 */

import type { CapacitySpec, SplittingSpec } from '../admission/capacity.js';
import type { BackupSpec } from '../control-plane/recovery/backups.js';
import type { RestoreSpec } from '../control-plane/recovery/restores.js';
import type { DistributionSpec } from '../engine/distribution-spec.js';
import type { FailureProcess } from '../faults/failures/drawn-failures.js';
import type { FaultSpec } from '../faults/fault-kinds.js';
import type { RegionSpec } from '../infrastructure/roles.js';
import type { TenantSpec as Workload } from '../workload/tenant.js';
import type { Parameters } from './parameters/parameters.js';

export type { RegionSpec } from '../infrastructure/roles.js';
export type { OperationName } from '../protocol/operations.js';
export type { ArrivalSpec } from '../workload/load.js';
export type { PopularitySpec as KeySpec } from '../workload/popularity.js';
export type { RateChange } from '../workload/rate-profile.js';
export type { ClientSpec } from '../workload/sdk-client.js';

export interface Scenario {
  readonly title: string;
  readonly shows: string;
  readonly seed: number;
  readonly durationNs: number;
  /** Requests issued before this are served but not counted in latencies, outcomes and availability. */
  readonly warmupNs: number;
  /** Width of the time windows behind charts and series. */
  readonly seriesWindowNs: number;
  readonly regions: readonly RegionSpec[];
  /** Of the pairs of regions that have one of their own or a published one, each way. */
  readonly delays: readonly RegionDelay[];
  readonly tables: readonly TableSpec[];
  readonly tenants: readonly TenantSpec[];
  readonly faults: readonly FaultSpec[];
  /** What fails by itself, class by class: a run draws more faults from it. */
  readonly failures: readonly FailureProcess[];
  /** What an operator orders: copies of tables that are kept, and tables as they were; the tables that these make are the last of `tables`. */
  readonly backups: readonly BackupSpec[];
  readonly restores: readonly RestoreSpec[];
  readonly objectives: readonly ObjectiveSpec[];
  readonly expectations: readonly ExpectationSpec[];
  /** When given, the run is repeated without the neighbours, on the same draws, and both percentiles are reported. */
  readonly isolation: { readonly victims: readonly string[]; readonly neighbours: readonly string[] } | null;
  readonly parameters: Parameters;
}

export interface RegionDelay {
  readonly from: string;
  readonly to: string;
  /** One way. */
  readonly delayNs: DistributionSpec;
}

export interface AdditionSpec {
  readonly region: string;
  readonly atNs: number;
}

export interface TableSpec {
  readonly name: string;
  /** Those that have a copy of it, in the order of the file; a global table has several. */
  readonly regions: readonly string[];
  /** Three regions agree on each write before it is acknowledged; `witness`: one that serves nobody. Left out: they do not. */
  readonly agreement?: { readonly witness: string | null };
  /** Those of them that get theirs in the course of the run, the last of them. */
  readonly additions: readonly AdditionSpec[];
  readonly partitions: number;
  readonly items: { readonly count: number; readonly sizeBytes: DistributionSpec };
  /** How items lie on the line of keys that partitions are ranges of: by a hash, or side by side in their order. */
  readonly order: 'hashed' | 'sorted';
  /** Null where the scenario leaves capacity unlimited: nothing is counted and nothing refused. */
  readonly capacity: CapacitySpec | null;
  readonly splitting: SplittingSpec;
}

/** One customer's load on one table. */
export interface TenantSpec extends Workload {
  readonly table: string;
  /** Where its clients are. */
  readonly region: string;
}

export interface ObjectiveSpec {
  readonly tenant: string;
  /** A share such as `availability`, or `<operation>.<latency field without unit>` such as `getItem.p99`. */
  readonly metric: string;
  /** Shares as a fraction, latency in nanoseconds. */
  readonly target: number;
}

export interface ExpectationSpec {
  /** A path into the result; the vocabulary is in sim/metrics.ts. */
  readonly metric: string;
  readonly during: { readonly fromNs: number; readonly toNs: number } | null;
  readonly is: number | null;
  readonly atLeast: number | null;
  readonly atMost: number | null;
}
