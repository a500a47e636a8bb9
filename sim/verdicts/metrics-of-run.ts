/**
 * Metrics of the whole run, such as `latency.storefront.getItem.p99` or `usage.storefront.throttledShare`, in the order of
 * the result. Where several rows match (a latency without its consistency), the worst is taken.
 */

import { checkFacts } from '../checkers/check.js';
import { durability } from '../checkers/durability.js';
import { properties } from '../checkers/properties.js';
import { endedOf, outcomeFacts } from '../measurement/outcome-counts.js';
import { lostWithLastCopies } from '../measurement/recovery/lost-partitions.js';
import { factOf, sections, serviceFacts } from '../measurement/service-facts.js';
import type { CountsOf } from '../protocol/facts.js';
import { throttleReasons } from '../protocol/throttles.js';
import { stages } from '../request-time.js';
import type {
  AvailabilityRow,
  CheckRow,
  ClientLatencyRow,
  LatencyRow,
  OutcomeRow,
  Result,
  StalenessRow,
  TableRow,
  UsageRow,
} from '../result.js';
import {
  aboutFact,
  aboutIn,
  consistency,
  type Form,
  factIn,
  highest,
  isRowOf,
  keyOf,
  meteredTable,
  meteredTenant,
  oneOf,
  operation,
  optional,
  type ResultWithoutVerdicts,
  ratio,
  slot,
  sum,
  type Table,
  type Told,
  tenant,
  tenantOrAll,
} from './metric-form.js';
import type { Taken } from './metric-path.js';
import { linkForm } from './metrics-of-links.js';

const latencies: Table<(row: LatencyRow) => number | null> = {
  mean: (row) => row.meanMs,
  p50: (row) => row.p50Ms,
  p90: (row) => row.p90Ms,
  p95: (row) => row.p95Ms,
  p99: (row) => row.p99Ms,
  'p99.9': (row) => row.p99_9Ms,
  'p99.99': (row) => row.p99_99Ms,
  max: (row) => row.maxMs,
};

/** Failures are slower than any success. */
const latenciesOfAll: Table<keyof ClientLatencyRow['ofAll']> = {
  p50: 'p50Ms',
  p90: 'p90Ms',
  p95: 'p95Ms',
  p99: 'p99Ms',
  'p99.9': 'p99_9Ms',
  'p99.99': 'p99_99Ms',
};

/** What a row adds above and below the fraction line; a plain count has nothing below. */
interface Fraction<Row> {
  readonly above: (row: Row) => number;
  readonly below?: (row: Row) => number;
}

const outcomes: Told<Fraction<OutcomeRow>> = {
  ...Object.fromEntries(
    outcomeFacts.map(({ name, about }) => [name, [about, { above: (row: OutcomeRow) => row[name] }]]),
  ),
  successShare: ['of the requests that ended', { above: (row) => row.succeeded, below: endedOf }],
  throttledShare: [
    'of the requests that ended, throttled to the last',
    { above: (row) => row.throttled, below: endedOf },
  ],
  errorShare: [
    'of the requests that ended: server errors and time-outs',
    { above: (row) => row.serverErrors + row.timedOut, below: endedOf },
  ],
  retriesPerRequest: ['attempts beyond the first', { above: (row) => row.retries, below: (row) => row.issued }],
};

const stalenessCounts: Told<Fraction<StalenessRow>> = {
  reads: ['eventual reads that succeeded', { above: (row) => row.reads }],
  stale: [
    'those that returned a version although a newer one had been committed before they began',
    { above: (row) => row.stale },
  ],
  share: ['of those reads that were stale', { above: (row) => row.stale, below: (row) => row.reads }],
};
const stalenessAges: Told<(row: StalenessRow) => number | null> = {
  p50: ['for how long a newer version had been committed, of stale reads', (row) => row.p50Ms],
  p99: ['for how long a newer version had been committed, of stale reads', (row) => row.p99Ms],
  max: ['for how long a newer version had been committed, of stale reads', (row) => row.maxMs],
};

const availabilities: Told<(row: AvailabilityRow) => number | null> = {
  achieved: [
    "the SLA's: share of requests not answered 500 or 503, throttles excluded, mean of the 5-minute windows",
    (row) => row.achieved,
  ],
  outages: [
    'times that requests failed, with a quarter of an hour without a failure between them',
    (row) => row.outages,
  ],
  achievedLow: ['lower end of the 95 % interval of achieved, which counts outages', (row) => row.achievedLow],
  achievedHigh: ['upper end of it', (row) => row.achievedHigh],
  requestWeighted: ['the same share of all requests together', (row) => row.requestWeighted],
  clientView: [
    'the same of the requests as clients saw them: refused and unanswered ones are failures',
    (row) => row.clientView,
  ],
  monthly: ['achieved, with the run placed in a month otherwise healthy', (row) => row.monthly],
  clientMonthly: ['clientView, placed in a month in the same way', (row) => row.clientMonthly],
  budgetUsedMinutes: ['of the minutes that the target allows to fail in a month', (row) => row.budgetUsedMinutes],
  budgetUsedShare: ['of what the target allows to fail in a month', (row) => row.budgetUsedShare],
};

const recoveryFacts: Told<(rows: Result['recovery']) => number | null> = {
  notRecovered: [
    'faults after which tenants did not fare as before within the run',
    (rows) => rows.filter(({ state }) => state === 'notRecovered').length,
  ],
  longestSeconds: [
    'from the end of a fault until every tenant fared as before',
    (rows) => (rows.some(({ state }) => state === 'notRecovered') ? null : highest(rows.map(({ afterS }) => afterS))),
  ],
};

const isolations: Told<(row: Result['isolation'][number]) => number | null> = {
  ratio: ['p99 of the victim with its neighbours, over that without', (row) => row.ratio],
  p99Alone: ['of the victim, without its neighbours', (row) => row.p99AloneMs],
  p99Shared: ['of the victim, with its neighbours', (row) => row.p99SharedMs],
  ratioLow: ['lower end of the 95 % interval of the ratio', (row) => row.ratioLow],
  ratioHigh: ['upper end of it', (row) => row.ratioHigh],
};

const stationFacts: Told<(row: Result['stations'][number]) => number> = {
  utilisation: ['mean over stations and time after warm-up', (row) => row.utilisation],
  utilisationMax: ['of the busiest station', (row) => row.utilisationMax],
  rejected: ['jobs that a full queue refused', (row) => row.rejected],
  meanWaitMs: ['in the queue', (row) => row.meanWaitMs],
  jobs: ['that were taken in', (row) => row.jobs],
};

const usages: Told<(row: UsageRow) => number> = {
  throttledShare: ['refused attempts, of those that reached admission', (row) => row.throttledShare],
  throttledUnits: ['that attempts asked for and were refused', (row) => row.throttledUnits],
  consumedReadUnits: ['in the measured time', (row) => row.consumedReadUnits],
  consumedWriteUnits: ['in the measured time', (row) => row.consumedWriteUnits],
  burstReadUnits: ["beyond the allocation, taken out of a partition's savings", (row) => row.burstReadUnits],
  burstWriteUnits: ["beyond the allocation, taken out of a partition's savings", (row) => row.burstWriteUnits],
};

const tableFacts: Told<(row: TableRow) => number | null> = {
  wastedShare: ['of the provision that was not consumed', (row) => row.wastedShare],
  skew: ['units of the busiest partition over the mean', (row) => row.skew],
  partitionsAtStart: ['when the run began', (row) => row.partitionsAtStart],
  partitionsAtEnd: ['when it ended', (row) => row.partitionsAtEnd],
  consumedReadUnits: ['in the measured time', (row) => row.consumedReadUnits],
  consumedWriteUnits: ['in the measured time', (row) => row.consumedWriteUnits],
};

const band = oneOf('band', 'p0-p50', 'p50-p90', 'p90-p99', 'p99-p99.9', 'p99.9-max');

export const formsOfWholeRun: readonly Form[] = [
  {
    slots: [oneOf('view', 'latency', 'serviceLatency'), tenant, operation, consistency, keyOf(latencies)],
    read: (result, taken) => {
      const rows = taken.view === 'latency' ? result.latency : result.serviceLatency;
      return highest(rows.filter((row) => isRowOf(row, taken)).map(latencies[taken.field]));
    },
  },
  {
    slots: [
      oneOf('family', 'latency'),
      tenant,
      operation,
      consistency,
      keyOf(latenciesOfAll),
      oneOf('requests', 'ofAll'),
    ],
    read: (result, taken) => {
      const values = result.latency
        .filter((row) => isRowOf(row, taken))
        .map((row) => row.ofAll[latenciesOfAll[taken.field]]);
      return values.includes(null) ? null : highest(values);
    },
  },
  {
    slots: [oneOf('family', 'outcomes'), tenantOrAll, optional(operation), keyOf(outcomes)],
    about: aboutIn(outcomes),
    read: (result, taken) => fractionOf(result.outcomes, taken, outcomes[taken.field][1]),
  },
  {
    slots: [oneOf('family', 'staleness'), tenantOrAll, optional(operation), keyOf(stalenessCounts)],
    about: aboutIn(stalenessCounts),
    read: (result, taken) => fractionOf(result.staleness, taken, stalenessCounts[taken.field][1]),
  },
  {
    slots: [oneOf('family', 'staleness'), tenantOrAll, optional(operation), keyOf(stalenessAges)],
    about: aboutIn(stalenessAges),
    read: (result, taken) =>
      highest(result.staleness.filter((row) => isRowOf(row, taken)).map(stalenessAges[taken.field][1])),
  },
  {
    slots: [
      oneOf('family', 'availability'),
      oneOf('scope', 'region', 'table', 'tenant'),
      slot('name', ({ regions, tables, tenants }, { scope }) => {
        if (scope === 'region') return regions;
        return scope === 'table' ? tables : tenants.map(({ name }) => name);
      }),
      keyOf(availabilities),
    ],
    about: aboutIn(availabilities),
    read: (result, { scope, name, field }) => {
      const row = result.availability.find((each) => each.scope === scope && each.name === name);
      return row === undefined ? null : availabilities[field][1](row);
    },
  },
  {
    slots: [oneOf('family', 'checks'), slot('property', ({ properties }) => properties), factIn(checkFacts)],
    about: (taken) =>
      [aboutFact(checkFacts)(taken), properties.find(({ name }) => name === taken.property)?.about]
        .filter(Boolean)
        .join(': '),
    read: (result, { property, field }) =>
      checkOf(result, property)?.[field as keyof CountsOf<typeof checkFacts>] ?? null,
  },
  {
    slots: [oneOf('family', durability.name), oneOf('field', 'lostWrites')],
    about: () => 'writes that were acknowledged and are gone',
    // A run without writes has lost none. Those that no copy was left of break no promise, and are gone all the same.
    read: (result) => (checkOf(result, durability.name)?.violations ?? 0) + lostWithLastCopies(result.losses),
  },
  ...sections.map(
    (section): Form => ({
      slots: [oneOf('family', section), factIn(serviceFacts[section])],
      about: aboutFact(serviceFacts[section]),
      read: (result, { field }) => factOf(result, section, field),
    }),
  ),
  linkForm,
  {
    slots: [oneOf('family', 'recovery'), keyOf(recoveryFacts)],
    about: aboutIn(recoveryFacts),
    read: (result, { field }) => recoveryFacts[field][1](result.recovery),
  },
  {
    slots: [oneOf('family', 'isolation'), tenant, optional(operation), keyOf(isolations)],
    about: aboutIn(isolations),
    read: (result, taken) =>
      highest(result.isolation.filter((row) => isRowOf(row, taken)).map(isolations[taken.field][1])),
  },
  {
    slots: [oneOf('family', 'stations'), slot('station', ({ stations }) => stations), keyOf(stationFacts)],
    about: aboutIn(stationFacts),
    read: (result, taken) => {
      const row = result.stations.find(({ station }) => station === taken.station);
      return row === undefined ? null : stationFacts[taken.field][1](row);
    },
  },
  {
    slots: [oneOf('family', 'usage'), meteredTenant, keyOf(usages)],
    about: aboutIn(usages),
    read: (result, taken) => {
      const row = usageOf(result, taken.tenant);
      return row === undefined ? null : usages[taken.field][1](row);
    },
  },
  {
    // Attempts; a reason that never occurred has no entry.
    slots: [
      oneOf('family', 'usage'),
      meteredTenant,
      oneOf('field', 'throttled'),
      oneOf('reason', ...throttleReasons.filter((reason) => reason !== '')),
    ],
    read: (result, taken) => {
      const row = usageOf(result, taken.tenant);
      return row === undefined ? null : (row.throttledAttempts[taken.reason] ?? 0);
    },
  },
  {
    slots: [oneOf('family', 'tables'), meteredTable, keyOf(tableFacts)],
    about: aboutIn(tableFacts),
    read: (result, taken) => {
      const row = result.tables.find(({ table }) => table === taken.table);
      return row === undefined ? null : tableFacts[taken.field][1](row);
    },
  },
  {
    slots: [oneOf('family', 'tail'), tenant, operation, consistency, band, oneOf('stage', ...stages)],
    about: () => 'of the time that the requests of the band took',
    read: (result, taken) => {
      const rows = result.tail.filter((row) => row.band === taken.band && isRowOf(row, taken));
      const timesMs = rows.map((row) => row.requests * row.meanMs);
      return ratio(sum(rows.map((row, index) => timesMs[index] * (row.share[taken.stage] ?? 0))), sum(timesMs));
    },
  },
  {
    slots: [oneOf('family', 'run'), oneOf('field', 'events', 'requests')],
    about: ({ field }) => (field === 'events' ? 'from beginning to end, warm-up included' : 'issued after the warm-up'),
    read: (result, { field }) => (field === 'events' ? result.run.events : result.run.requests),
  },
];

/** Summed over the rows, of which those that would hold nothing are left out: a count is 0 then, and a share null. */
function fractionOf<Row extends { readonly tenant: string; readonly operation: string }>(
  all: readonly Row[],
  taken: Taken,
  { above, below }: Fraction<Row>,
): number | null {
  const rows = all.filter((row) => isRowOf(row, taken));
  return below === undefined ? sum(rows.map(above)) : ratio(sum(rows.map(above)), sum(rows.map(below)));
}

function usageOf(result: ResultWithoutVerdicts, name: string): UsageRow | undefined {
  return result.usage.find((row) => row.tenant === name);
}

/** None where nothing was examined. */
function checkOf(result: ResultWithoutVerdicts, property: string): CheckRow | undefined {
  return result.checks.find((row) => row.property === property && row.verdict !== 'unknown');
}
