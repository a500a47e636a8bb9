/**
 * A scenario after reading: every name resolved, every default filled in, every quantity a plain number in the unit its
 * name says. This is what a run is a function of (with the seed). The file format that people write is in schema.ts;
 * shares and percentages are fractions in 0..1 here.
 */
import type { DistributionSpec } from '../engine/distribution-spec.js';
import type { FaultSpec } from '../faults/fault-spec.js';
import type { Parameters } from './parameters.js';

export {
  type FaultKind,
  type FaultSpec,
  faultKinds,
  type HostRole,
  type TargetSpec,
} from '../faults/fault-spec.js';

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
  readonly tables: readonly TableSpec[];
  readonly tenants: readonly TenantSpec[];
  readonly faults: readonly FaultSpec[];
  readonly objectives: readonly ObjectiveSpec[];
  readonly expectations: readonly ExpectationSpec[];
  /** When given, the run is repeated without the neighbours, on the same draws, and both percentiles are reported. */
  readonly isolation: { readonly victims: readonly string[]; readonly neighbours: readonly string[] } | null;
  readonly parameters: Parameters;
}

export interface RegionSpec {
  readonly name: string;
  /** Zones are named `az-1` … in order. */
  readonly zones: number;
  /** Routers of a zone are named `router-1` …, its storage nodes `storage-1` …: `us-east-1/az-2/storage-3`. */
  readonly routersPerZone: number;
  readonly storageNodesPerZone: number;
}

export interface TableSpec {
  readonly name: string;
  readonly region: string;
  readonly partitions: number;
  readonly items: { readonly count: number; readonly sizeBytes: DistributionSpec };
  /** Provisioned units per second; null where the scenario leaves capacity unlimited. */
  readonly capacity: { readonly readUnitsPerSecond: number; readonly writeUnitsPerSecond: number } | null;
}

export type OperationName = 'getItem' | 'putItem' | 'updateItem' | 'deleteItem' | 'query' | 'readModifyWrite';

export interface TenantSpec {
  readonly name: string;
  readonly table: string;
  readonly startsAtNs: number;
  /** Arrivals stop then; the run's end where the scenario does not say. */
  readonly stopsAtNs: number;
  readonly arrivals: ArrivalSpec;
  /** Multiplies the arrival rate over time; factors of overlapping entries multiply. */
  readonly profile: readonly RateChange[];
  /** Shares sum to 1. */
  readonly mix: readonly { readonly operation: OperationName; readonly share: number }[];
  /** Share of getItem and query requests that are strong reads. */
  readonly strongReadShare: number;
  readonly keys: KeySpec;
  /** Items that one query reads. */
  readonly itemsPerQuery: DistributionSpec;
  readonly client: ClientSpec;
}

export type ArrivalSpec =
  | { readonly kind: 'poisson'; readonly perSecond: number }
  | { readonly kind: 'constant'; readonly perSecond: number }
  /** Markov-modulated Poisson: exponential stays in each state, visited in order, cyclically. */
  | { readonly kind: 'bursty'; readonly states: readonly { readonly perSecond: number; readonly meanStayNs: number }[] }
  /** Each worker waits for its answer, thinks, and asks again. */
  | { readonly kind: 'closed'; readonly workers: number; readonly thinkNs: DistributionSpec };

export type RateChange =
  | { readonly kind: 'step'; readonly factor: number; readonly atNs: number }
  | { readonly kind: 'ramp'; readonly factor: number; readonly atNs: number; readonly overNs: number }
  | { readonly kind: 'spike'; readonly factor: number; readonly atNs: number; readonly forNs: number }
  /** 1 + amplitude * sin(2 pi (t - atNs) / period). */
  | { readonly kind: 'wave'; readonly amplitude: number; readonly periodNs: number; readonly atNs: number };

export type KeySpec =
  | { readonly kind: 'uniform' }
  /** Rank r is drawn with weight r^-exponent; scrambled spreads the ranks over the key space. */
  | { readonly kind: 'zipfian'; readonly exponent: number; readonly scrambled: boolean }
  /** `share` of the requests go to the first `of` of the items. */
  | { readonly kind: 'hotspot'; readonly share: number; readonly of: number }
  /** Zipfian over age: the newest item is the most popular; putItem appends. */
  | { readonly kind: 'latest'; readonly exponent: number }
  | { readonly kind: 'sequential' }
  | { readonly kind: 'single'; readonly item: number };

export interface ClientSpec {
  /** Independent SDK clients, each with its own retry quota and rate limiter; requests go round them. */
  readonly instances: number;
  readonly retries: 'none' | 'legacy' | 'standard' | 'adaptive';
  readonly attemptsMax: number;
  readonly requestTimeoutNs: number;
  readonly connectTimeoutNs: number;
  readonly backoffBaseNs: number;
  readonly throttleBackoffBaseNs: number;
  readonly backoffCapNs: number;
  /** Null switches the quota off. */
  readonly retryQuota: {
    readonly tokens: number;
    readonly costTransient: number;
    readonly costThrottled: number;
  } | null;
  /** A second attempt is sent when the first has not answered after this; null switches hedging off. */
  readonly hedgeAfterNs: number | null;
}

export interface ObjectiveSpec {
  readonly tenant: string;
  /** `availability`, or `<operation>.<latency field without unit>` such as `getItem.p99`. */
  readonly metric: string;
  /** Availability as a fraction, latency in nanoseconds. */
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
