/**
 * Made-up but plausible results for tests of metrics, text and charts: a service under steady load that loses its
 * leaders for a few seconds at each fault. Numbers come from a small generator, so a fixture is the same every time.
 * Conserves requests per row; latencies and series are shaped by hand, not simulated. No table has a capacity here; that
 * is for usage-fixture.ts to add.
 */
import { electionFacts } from '../../sim/consensus/election-facts.js';
import { noControlPlane } from '../../sim/control-plane/control-plane-facts.js';
import { noOutcomes } from '../../sim/measurement/outcome-counts.js';
import { serviceFacts } from '../../sim/measurement/service-facts.js';
import { countsOf } from '../../sim/protocol/facts.js';
import { stages, type TailRow } from '../../sim/request-time.js';
import type {
  AvailabilityRow,
  ClientLatencyRow,
  FaultRow,
  LatencyDistribution,
  LatencyRow,
  OutcomeRow,
  Result,
} from '../../sim/result.js';
import { routingFacts } from '../../sim/routing/routing-facts.js';
import type { TenantSeries } from '../../sim/series.js';
import { recoveries } from '../../sim/verdicts/recovery.js';
import { heatFixture } from './heat-fixture.js';

export interface FixtureOptions {
  readonly title?: string;
  readonly tenants?: readonly string[];
  readonly durationS?: number;
  readonly seriesWindowS?: number;
  readonly faults?: readonly FaultRow[];
  /** No request ever succeeds: percentiles are null. */
  readonly allFailed?: boolean;
}

const zoneOutage: FaultRow = {
  kind: 'zone-outage',
  target: 'us-east-1/az-2',
  hosts: [],
  hostsHit: 0,
  fromS: 40,
  toS: 70,
  condition: 'was dark',
};
const warmupS = 10;
const requestsPerSecond = 8000;
const availabilityWindowS = 300;
/** How long leaders are missing after a fault begins. */
const disturbedS = 4;
const kinds = [
  { operation: 'getItem', consistency: 'strong', share: 0.4, medianMs: 3.1 },
  { operation: 'getItem', consistency: 'eventual', share: 0.4, medianMs: 2.2 },
  { operation: 'putItem', consistency: 'write', share: 0.2, medianMs: 5.4 },
] as const;

export function resultFixture(options: FixtureOptions = {}): Result {
  const tenants = options.tenants ?? ['storefront'];
  const durationS = options.durationS ?? 120;
  const windowS = options.seriesWindowS ?? 1;
  const faults = options.faults ?? [zoneOutage];
  const succeeds = !options.allFailed;
  const timeS = Array.from({ length: Math.ceil(durationS / windowS) }, (_, index) => index * windowS);
  const series = tenants.map((name, rank) => tenantSeries(name, rank, timeS, windowS, faults, succeeds));
  const run = {
    digest: '9b74c9897bac770f',
    events: 12_345_678,
    requests: Math.round(durationS * requestsPerSecond * tenants.length),
    simulatedSeconds: durationS,
    warmupSeconds: Math.min(warmupS, durationS / 4),
    interrupted: false,
  };
  const allSeries: Result['series'] = {
    windowSeconds: windowS,
    timeS,
    tenants: series,
    tables: [],
    service: {
      leaderlessPartitions: timeS.map((second) => (isDisturbed(second, windowS, faults) ? 8 : 0)),
      maxStorageUtilisation: timeS.map(() => 0.44),
      maxRouterUtilisation: timeS.map(() => 0.21),
    },
    throttles: [],
    copies: [],
    objectives: [],
    heat: heatFixture(series, timeS.length, windowS),
  };
  const latency = tenants.flatMap((name, rank) => latencyRows(name, rank, durationS, succeeds));
  return {
    version: 1,
    scenario: {
      title: options.title ?? 'One zone goes dark for 30 s under steady load',
      shows: 'Leaders move within the lease; writes keep two of three copies; p99 recovers',
      digest: '5d41402abc4b2a76',
    },
    seed: 42,
    run,
    latency,
    serviceLatency: latency.map((row) => ({ ...row, p99Ms: row.p99Ms === null ? null : row.p99Ms * 0.8 })),
    distributions: succeeds ? latency.map(distribution) : [],
    outcomes: tenants.flatMap((name) => outcomeRows(name, latency, succeeds)),
    staleness: tenants.map((tenant) => ({
      ...{ tenant, operation: 'getItem', reads: 384_000, stale: 960, share: 0.0025 },
      ...{ p50Ms: 90, p99Ms: 410, maxMs: 502 },
    })),
    availability: availabilityRows(tenants, durationS, faults, succeeds),
    objectives: tenants.slice(0, 1).flatMap((tenant) => [
      {
        tenant,
        metric: 'availability',
        target: 0.9999,
        actual: 0.999982,
        unit: 'fraction' as const,
        bound: 'atLeast' as const,
        margin: 0.000082,
        leftOut: null,
        amongFailures: null,
        met: true,
      },
      {
        tenant,
        metric: 'getItem.p99',
        target: 10,
        actual: succeeds ? 12.4 : null,
        unit: 'ms' as const,
        bound: 'atMost' as const,
        margin: succeeds ? -2.4 : null,
        leftOut: 0,
        amongFailures: null,
        met: false,
      },
    ]),
    expectations: [
      {
        metric: 'durability.lostWrites',
        condition: 'exactly 0',
        actual: 0,
        unit: 'count',
        margin: 0,
        amongFailures: null,
        met: true,
      },
    ],
    isolation: [],
    checks: [
      { property: 'durability', verdict: 'holds', examined: 191_204, violations: 0, witness: null },
      { property: 'read-freshness', verdict: 'holds', examined: 381_911, violations: 0, witness: null },
    ],
    faults,
    recovery: recoveries(allSeries, run, faults),
    elections: {
      ...countsOf(electionFacts),
      suspicions: 11 * faults.length,
      withdrawn: 3 * faults.length,
      elections: 8 * faults.length,
      handovers: 0,
      longestLeaderlessMs: faults.length === 0 ? 0 : 3120,
      list: [],
    },
    routing: countsOf(routingFacts),
    stations: [
      {
        station: 'storage cpu us-east-1/az-1',
        count: 12,
        jobs: 900_000,
        rejected: 0,
        utilisation: 0.31,
        utilisationMax: 0.44,
        meanWaitMs: 0.02,
        meanServiceMs: 0.11,
      },
    ],
    usage: [],
    tables: [],
    busiest: { partitions: [], nodes: [], throttledPartitions: [] },
    controlPlane: noControlPlane,
    healing: countsOf(serviceFacts.healing),
    archive: countsOf(serviceFacts.archive),
    integrity: countsOf(serviceFacts.integrity),
    losses: { ...countsOf(serviceFacts.losses), list: [] },
    globalTables: { ...countsOf(serviceFacts.globalTables), links: [], overruled: [], regionLosses: [], additions: [] },
    failover: { ...countsOf(serviceFacts.failover), tenants: [], list: [] },
    backups: { ...countsOf(serviceFacts.backups), list: [] },
    restores: { ...countsOf(serviceFacts.restores), list: [] },
    series: allSeries,
    tail: succeeds ? latency.flatMap(tailRows) : [],
    ...{ exemplars: [], batches: [], outages: [], phases: [] },
  };
}

/** Uniform in [0, 1), the same for the same arguments; enough to make a line look measured. */
function wobble(a: number, b: number): number {
  let bits = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 7, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2ae35);
  return ((bits ^ (bits >>> 13)) >>> 0) / 2 ** 32;
}

function isDisturbed(fromS: number, windowS: number, faults: readonly FaultRow[]): boolean {
  return faults.some((fault) => fromS + windowS > fault.fromS && fromS < fault.fromS + disturbedS);
}

function tenantSeries(
  tenant: string,
  rank: number,
  timeS: readonly number[],
  windowS: number,
  faults: readonly FaultRow[],
  succeeds: boolean,
): TenantSeries {
  const windows = timeS.map((fromS, index) => {
    const disturbed = isDisturbed(fromS, windowS, faults);
    const issued = Math.round((requestsPerSecond / (rank + 1)) * windowS * (0.97 + 0.06 * wobble(rank, index)));
    const failShare = succeeds ? (disturbed ? 0.06 : 0) : 1;
    const serverErrors = Math.round(issued * failShare * 0.7);
    const timedOut = Math.round(issued * failShare * 0.3);
    const throttled = succeeds ? Math.round(issued * 0.004 * wobble(rank + 9, index)) : 0;
    const succeeded = Math.max(0, issued - serverErrors - timedOut - throttled);
    const p50Ms = (2.6 + rank) * (0.97 + 0.06 * wobble(rank + 3, index)) * (disturbed ? 1.3 : 1);
    const p99Ms = (8.1 + 3 * rank) * (0.9 + 0.2 * wobble(rank + 5, index)) * (disturbed ? 26 : 1);
    const p99_9Ms = p99Ms * (2.1 + 0.8 * wobble(rank + 6, index));
    return {
      issued,
      succeeded,
      throttled,
      serverErrors,
      timedOut,
      attempts: issued + serverErrors * 2 + Math.round(issued * 0.004),
      retries: serverErrors * 2 + Math.round(issued * 0.004),
      p50Ms: succeeds ? p50Ms : null,
      p99Ms: succeeds ? p99Ms : null,
      p99_9Ms: succeeds ? p99_9Ms : null,
      maxMs: succeeds ? p99_9Ms * 1.8 : null,
      strongReads: Math.round(succeeded * 0.4),
      eventualReads: Math.round(succeeded * 0.4),
      writes: succeeded - 2 * Math.round(succeeded * 0.4),
    };
  });
  return {
    tenant,
    issued: windows.map((each) => each.issued),
    succeeded: windows.map((each) => each.succeeded),
    throttled: windows.map((each) => each.throttled),
    serverErrors: windows.map((each) => each.serverErrors),
    timedOut: windows.map((each) => each.timedOut),
    attempts: windows.map((each) => each.attempts),
    retries: windows.map((each) => each.retries),
    p50Ms: windows.map((each) => each.p50Ms),
    p99Ms: windows.map((each) => each.p99Ms),
    p99_9Ms: windows.map((each) => each.p99_9Ms),
    maxMs: windows.map((each) => each.maxMs),
    strongReads: windows.map((each) => each.strongReads),
    eventualReads: windows.map((each) => each.eventualReads),
    writes: windows.map((each) => each.writes),
  };
}

function latencyRows(tenant: string, rank: number, durationS: number, succeeds: boolean): readonly ClientLatencyRow[] {
  return kinds.map(({ operation, consistency, share, medianMs }) => {
    const p50Ms = medianMs + rank;
    const requests = Math.round((requestsPerSecond / (rank + 1)) * durationS * share);
    const identity = { tenant, operation, consistency, requests: succeeds ? requests : 0 };
    if (!succeeds) {
      const none = { p50Ms: null, p90Ms: null, p95Ms: null, p99Ms: null, p99_9Ms: null, p99_99Ms: null };
      return { ...identity, ...none, meanMs: null, maxMs: null, failed: requests, ofAll: none };
    }
    const percentiles = {
      p50Ms,
      p90Ms: p50Ms * 1.7,
      p95Ms: p50Ms * 2,
      p99Ms: p50Ms * 4,
      p99_9Ms: p50Ms * 66,
      p99_99Ms: p50Ms * 150,
    };
    const ofAll = { ...percentiles, p99_99Ms: null };
    return { ...identity, meanMs: p50Ms * 1.2, ...percentiles, maxMs: p50Ms * 212.345678, failed: 0, ofAll };
  });
}

/** Log-linear between the row's percentiles. */
function distribution(row: LatencyRow): LatencyDistribution {
  const knots = [
    [row.p50Ms! * 0.6, 0],
    [row.p50Ms!, 0.5],
    [row.p90Ms!, 0.9],
    [row.p99Ms!, 0.99],
    [row.p99_9Ms!, 0.999],
    [row.p99_99Ms!, 0.9999],
    [row.maxMs!, 1],
  ];
  const steps = 24;
  const buckets = knots.slice(1).flatMap(([toMs, toShare], index) => {
    const [fromMs, fromShare] = knots[index];
    return Array.from({ length: steps }, (_, step) => ({
      upToMs: fromMs * (toMs / fromMs) ** ((step + 1) / steps),
      count: Math.max(1, Math.round((row.requests * (toShare - fromShare)) / steps)),
    }));
  });
  return { tenant: row.tenant, operation: row.operation, consistency: row.consistency, view: 'client', buckets };
}

function outcomeRows(tenant: string, latency: readonly LatencyRow[], succeeds: boolean): readonly OutcomeRow[] {
  return ['getItem', 'putItem'].map((operation) => {
    const rows = latency.filter((row) => row.tenant === tenant && row.operation === operation);
    const succeeded = rows.reduce((sum, row) => sum + row.requests, 0);
    const serverErrors = succeeds ? Math.round(succeeded * 0.0016) : 90_000;
    const timedOut = succeeds ? Math.round(succeeded * 0.0007) : 6000;
    const throttled = Math.round(succeeded * 0.002);
    const issued = succeeded + serverErrors + timedOut + throttled + 3;
    const attempts500 = serverErrors * 3;
    const attempts503 = serverErrors;
    return {
      tenant,
      operation,
      ...noOutcomes(),
      issued,
      succeeded,
      throttled,
      serverErrors,
      timedOut,
      unfinished: 3,
      attempts: issued + attempts500 + attempts503,
      retries: attempts500 + attempts503,
      retriesDenied: 12,
      attempts500,
      attempts503,
      attemptsTimedOut: timedOut * 2,
    };
  });
}

function availabilityRows(
  tenants: readonly string[],
  durationS: number,
  faults: readonly FaultRow[],
  succeeds: boolean,
): readonly AvailabilityRow[] {
  const starts = Array.from(
    { length: Math.ceil(durationS / availabilityWindowS) },
    (_, index) => index * availabilityWindowS,
  );
  const row = (scope: AvailabilityRow['scope'], name: string, rank: number): AvailabilityRow => {
    const windows = starts.map((fromS) => {
      const observedSeconds = Math.min(availabilityWindowS, durationS - fromS);
      const requests = requestsPerSecond * observedSeconds;
      const hits = faults.filter((fault) => fault.fromS >= fromS && fault.fromS < fromS + availabilityWindowS).length;
      const errors = succeeds ? Math.round(Math.min(1, (hits * 0.003) / (rank + 1)) * requests) : requests;
      return { fromS, observedSeconds, requests, errors, availability: 1 - errors / requests };
    });
    const achieved = windows.reduce((sum, each) => sum + each.availability * each.observedSeconds, 0) / durationS;
    const monthly = 1 - ((1 - achieved) * durationS) / (30 * 86_400);
    const target = 0.9999;
    return {
      scope,
      name,
      target,
      windowSeconds: availabilityWindowS,
      windows,
      batches: { requests: [], errors: [] },
      achieved,
      outages: 0,
      achievedLow: null,
      achievedHigh: null,
      requestWeighted: achieved,
      clientView: achieved,
      monthly,
      clientMonthly: monthly,
      budgetMinutes: (1 - target) * 43_200,
      budgetUsedMinutes: (1 - monthly) * 43_200,
      budgetUsedShare: (1 - monthly) / (1 - target),
      met: monthly >= target,
    };
  };
  return [
    row('region', 'us-east-1', 0),
    row('table', 'orders', 0),
    ...tenants.map((name, rank) => row('tenant', name, rank + 1)),
  ];
}

function tailRows(row: LatencyRow): readonly TailRow[] {
  const weights: Readonly<Record<string, number>> = {
    failover: 6,
    quorumWait: 2,
    diskQueue: 1,
    network: 0.5,
    backoff: 0.5,
  };
  const share = Object.fromEntries(stages.map((stage) => [stage, (weights[stage] ?? 0) / 10]));
  const { tenant, operation, consistency } = row;
  return ['p50-p90', 'p99.9-max'].map((band) => ({
    tenant,
    operation,
    consistency,
    band,
    requests: Math.round(row.requests * (band === 'p99.9-max' ? 0.001 : 0.4)),
    meanMs: band === 'p99.9-max' ? row.p99_99Ms! : row.p50Ms! * 1.3,
    share,
  }));
}
