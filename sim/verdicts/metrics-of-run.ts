/**
 * Metrics of the whole run, such as `latency.storefront.getItem.p99` or `usage.storefront.throttledShare`, in the order of
 * the result. Where several rows match (a latency without its consistency), the worst is taken.
 */

import { checkFacts } from '../checkers/check.js';
import { durability } from '../checkers/durability.js';
import { properties } from '../checkers/properties.js';
import { endedOf, outcomeFacts } from '../measurement/outcome-counts.js';
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
  tenant,
  tenantOrAll,
} from './metric-form.js';
import type { Taken } from './metric-path.js';

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

const outcomes: Table<Fraction<OutcomeRow>> = {
  ...Object.fromEntries(outcomeFacts.map(({ name }) => [name, { above: (row: OutcomeRow) => row[name] }])),
  successShare: { above: (row) => row.succeeded, below: endedOf },
  throttledShare: { above: (row) => row.throttled, below: endedOf },
  errorShare: { above: (row) => row.serverErrors + row.timedOut, below: endedOf },
  retriesPerRequest: { above: (row) => row.retries, below: (row) => row.issued },
};

const stalenessCounts: Table<Fraction<StalenessRow>> = {
  reads: { above: (row) => row.reads },
  stale: { above: (row) => row.stale },
  share: { above: (row) => row.stale, below: (row) => row.reads },
};
const stalenessAges: Table<(row: StalenessRow) => number | null> = {
  p50: (row) => row.p50Ms,
  p99: (row) => row.p99Ms,
  max: (row) => row.maxMs,
};

const availabilities: Table<(row: AvailabilityRow) => number | null> = {
  achieved: (row) => row.achieved,
  requestWeighted: (row) => row.requestWeighted,
  clientView: (row) => row.clientView,
  monthly: (row) => row.monthly,
  clientMonthly: (row) => row.clientMonthly,
  budgetUsedMinutes: (row) => row.budgetUsedMinutes,
  budgetUsedShare: (row) => row.budgetUsedShare,
};

const recoveryFacts: Table<(rows: Result['recovery']) => number | null> = {
  notRecovered: (rows) => rows.filter(({ state }) => state === 'notRecovered').length,
  longestSeconds: (rows) =>
    rows.some(({ state }) => state === 'notRecovered') ? null : highest(rows.map(({ afterS }) => afterS)),
};

const isolations: Table<(row: Result['isolation'][number]) => number | null> = {
  ratio: (row) => row.ratio,
  p99Alone: (row) => row.p99AloneMs,
  p99Shared: (row) => row.p99SharedMs,
  ratioLow: (row) => row.ratioLow,
  ratioHigh: (row) => row.ratioHigh,
};

const stationFacts: Table<(row: Result['stations'][number]) => number> = {
  utilisation: (row) => row.utilisation,
  utilisationMax: (row) => row.utilisationMax,
  rejected: (row) => row.rejected,
  meanWaitMs: (row) => row.meanWaitMs,
  jobs: (row) => row.jobs,
};

const usages: Table<(row: UsageRow) => number> = {
  throttledShare: (row) => row.throttledShare,
  throttledUnits: (row) => row.throttledUnits,
  consumedReadUnits: (row) => row.consumedReadUnits,
  consumedWriteUnits: (row) => row.consumedWriteUnits,
  burstReadUnits: (row) => row.burstReadUnits,
  burstWriteUnits: (row) => row.burstWriteUnits,
};

const tableFacts: Table<(row: TableRow) => number | null> = {
  wastedShare: (row) => row.wastedShare,
  skew: (row) => row.skew,
  partitionsAtStart: (row) => row.partitionsAtStart,
  partitionsAtEnd: (row) => row.partitionsAtEnd,
  consumedReadUnits: (row) => row.consumedReadUnits,
  consumedWriteUnits: (row) => row.consumedWriteUnits,
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
    about: aboutFact(outcomeFacts),
    read: (result, taken) => fractionOf(result.outcomes, taken, outcomes[taken.field]),
  },
  {
    slots: [oneOf('family', 'staleness'), tenantOrAll, optional(operation), keyOf(stalenessCounts)],
    read: (result, taken) => fractionOf(result.staleness, taken, stalenessCounts[taken.field]),
  },
  {
    slots: [oneOf('family', 'staleness'), tenantOrAll, optional(operation), keyOf(stalenessAges)],
    read: (result, taken) =>
      highest(result.staleness.filter((row) => isRowOf(row, taken)).map(stalenessAges[taken.field])),
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
    read: (result, { scope, name, field }) => {
      const row = result.availability.find((each) => each.scope === scope && each.name === name);
      return row === undefined ? null : availabilities[field](row);
    },
  },
  {
    slots: [oneOf('family', 'checks'), slot('property', ({ properties }) => properties), factIn(checkFacts)],
    about: (taken) =>
      `${aboutFact(checkFacts)(taken)}: ${properties.find(({ name }) => name === taken.property)?.about ?? ''}`,
    read: (result, { property, field }) =>
      checkOf(result, property)?.[field as keyof CountsOf<typeof checkFacts>] ?? null,
  },
  {
    slots: [oneOf('family', durability.name), oneOf('field', 'lostWrites')],
    // A run without writes has lost none.
    read: (result) => checkOf(result, durability.name)?.violations ?? 0,
  },
  ...sections.map(
    (section): Form => ({
      slots: [oneOf('family', section), factIn(serviceFacts[section])],
      about: aboutFact(serviceFacts[section]),
      read: (result, { field }) => factOf(result, section, field),
    }),
  ),
  {
    slots: [oneOf('family', 'recovery'), keyOf(recoveryFacts)],
    read: (result, { field }) => recoveryFacts[field](result.recovery),
  },
  {
    slots: [oneOf('family', 'isolation'), tenant, optional(operation), keyOf(isolations)],
    read: (result, taken) =>
      highest(result.isolation.filter((row) => isRowOf(row, taken)).map(isolations[taken.field])),
  },
  {
    slots: [oneOf('family', 'stations'), slot('station', ({ stations }) => stations), keyOf(stationFacts)],
    read: (result, taken) => {
      const row = result.stations.find(({ station }) => station === taken.station);
      return row === undefined ? null : stationFacts[taken.field](row);
    },
  },
  {
    slots: [oneOf('family', 'usage'), meteredTenant, keyOf(usages)],
    read: (result, taken) => {
      const row = usageOf(result, taken.tenant);
      return row === undefined ? null : usages[taken.field](row);
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
    read: (result, taken) => {
      const row = result.tables.find(({ table }) => table === taken.table);
      return row === undefined ? null : tableFacts[taken.field](row);
    },
  },
  {
    slots: [oneOf('family', 'tail'), tenant, operation, consistency, band, oneOf('stage', ...stages)],
    read: (result, taken) => {
      const rows = result.tail.filter((row) => row.band === taken.band && isRowOf(row, taken));
      const timesMs = rows.map((row) => row.requests * row.meanMs);
      return ratio(sum(rows.map((row, index) => timesMs[index] * (row.share[taken.stage] ?? 0))), sum(timesMs));
    },
  },
  {
    slots: [oneOf('family', 'run'), oneOf('field', 'events', 'requests')],
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
