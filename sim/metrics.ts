/**
 * The vocabulary of `expect:` and `objectives:`: dot-separated paths such as `latency.storefront.getItem.p99`, and what
 * each reads out of a result. Times are in milliseconds, shares in 0..1, rates per second of virtual time.
 *
 * The same forms (their grammar is in metric-path.ts) check a path before a run, against the names in the scenario, and
 * read it after the run, against the names in the result. Leaves out: arithmetic over metrics, and any metric that the result does not already hold.
 */
import { match, type Names, nearestPaths, type Slot, type Taken } from './metric-path.js';
import type { AvailabilityRow, ElectionFacts, LatencyRow, OutcomeRow, Result, Series, TenantSeries } from './result.js';
import { stages } from './result.js';
import type { OperationName, Scenario } from './scenario/scenario.js';

export type ResultWithoutVerdicts = Omit<Result, 'objectives' | 'expectations'>;
export type During = { readonly fromNs: number; readonly toNs: number };

/** `noData`: a valid path whose value does not exist in this run, such as a percentile of nothing. */
export type Reading = { readonly kind: 'value'; readonly value: number } | { readonly kind: 'noData' } | MetricProblem;
export type MetricProblem =
  | { readonly kind: 'unknown'; readonly nearest: readonly string[] }
  /** `during` was given on a metric of the whole run. */
  | { readonly kind: 'notOverTime' };

interface Form {
  readonly slots: readonly Slot[];
  /** Null: no data. */
  readonly read: (result: ResultWithoutVerdicts, taken: Taken, during: During | null) => number | null;
}

/** A result need not have rows for an operation that a short run never drew, so after a run all of these are known. */
const operationNames: readonly OperationName[] = [
  'getItem',
  'putItem',
  'updateItem',
  'deleteItem',
  'query',
  'readModifyWrite',
];
/** Stands for every tenant together in `outcomes.` and `series.`; a tenant of this name could not be told apart. */
const everyTenant = 'all';
type Table<F> = Readonly<Record<string, F>>;

const latencies: Table<(row: LatencyRow) => number | null> = {
  mean: (row) => row.meanMs,
  p50: (row) => row.p50Ms,
  p90: (row) => row.p90Ms,
  p99: (row) => row.p99Ms,
  'p99.9': (row) => row.p99_9Ms,
  'p99.99': (row) => row.p99_99Ms,
  max: (row) => row.maxMs,
};

const finished = (row: OutcomeRow) => row.succeeded + row.throttled + row.serverErrors + row.timedOut;

/** What a row adds above and below the fraction line; a plain count has nothing below. */
const outcomes: Table<{ readonly above: (row: OutcomeRow) => number; readonly below?: (row: OutcomeRow) => number }> = {
  issued: { above: (row) => row.issued },
  succeeded: { above: (row) => row.succeeded },
  throttled: { above: (row) => row.throttled },
  serverErrors: { above: (row) => row.serverErrors },
  timedOut: { above: (row) => row.timedOut },
  unfinished: { above: (row) => row.unfinished },
  attempts: { above: (row) => row.attempts },
  retries: { above: (row) => row.retries },
  hedges: { above: (row) => row.hedges },
  retriesDenied: { above: (row) => row.retriesDenied },
  attempts500: { above: (row) => row.attempts500 },
  attempts503: { above: (row) => row.attempts503 },
  attemptsTimedOut: { above: (row) => row.attemptsTimedOut },
  successShare: { above: (row) => row.succeeded, below: finished },
  errorShare: { above: (row) => row.serverErrors + row.timedOut, below: finished },
  retriesPerRequest: { above: (row) => row.retries, below: (row) => row.issued },
};

const availabilities: Table<(row: AvailabilityRow) => number> = {
  achieved: (row) => row.achieved,
  requestWeighted: (row) => row.requestWeighted,
  clientView: (row) => row.clientView,
  monthly: (row) => row.monthly,
};

const electionFacts: Table<(facts: ElectionFacts) => number> = {
  suspicions: (facts) => facts.suspicions,
  withdrawn: (facts) => facts.withdrawn,
  elections: (facts) => facts.elections,
  handovers: (facts) => facts.handovers,
  longestLeaderlessMs: (facts) => facts.longestLeaderlessMs,
};

const isolations: Table<(row: Result['isolation'][number]) => number | null> = {
  ratio: (row) => row.ratio,
  p99Alone: (row) => row.p99AloneMs,
  p99Shared: (row) => row.p99SharedMs,
};

const stationFacts: Table<(row: Result['stations'][number]) => number> = {
  utilisation: (row) => row.utilisation,
  utilisationMax: (row) => row.utilisationMax,
  rejected: (row) => row.rejected,
  meanWaitMs: (row) => row.meanWaitMs,
  jobs: (row) => row.jobs,
};

const rates: Table<(tenant: TenantSeries, window: number) => number> = {
  succeededPerSecond: (tenant, window) => tenant.succeeded[window],
  issuedPerSecond: (tenant, window) => tenant.issued[window],
  attemptsPerSecond: (tenant, window) => tenant.attempts[window],
  retriesPerSecond: (tenant, window) => tenant.retries[window],
  errorsPerSecond: (tenant, window) => tenant.serverErrors[window] + tenant.timedOut[window],
  throttledPerSecond: (tenant, window) => tenant.throttled[window],
  strongReadsPerSecond: (tenant, window) => tenant.strongReads[window],
  eventualReadsPerSecond: (tenant, window) => tenant.eventualReads[window],
  writesPerSecond: (tenant, window) => tenant.writes[window],
};

const percentilesOverTime: Table<(tenant: TenantSeries) => readonly (number | null)[]> = {
  p50: (tenant) => tenant.p50Ms,
  p99: (tenant) => tenant.p99Ms,
  'p99.9': (tenant) => tenant.p99_9Ms,
  max: (tenant) => tenant.maxMs,
};

const successes: Table<(tenant: TenantSeries) => readonly number[]> = {
  strongReads: (tenant) => tenant.strongReads,
  eventualReads: (tenant) => tenant.eventualReads,
  writes: (tenant) => tenant.writes,
  successes: (tenant) => tenant.succeeded,
};

const serviceOverTime: Table<(service: Series['service']) => readonly number[]> = {
  leaderlessPartitions: (service) => service.leaderlessPartitions,
  maxStorageUtilisation: (service) => service.maxStorageUtilisation,
  maxRouterUtilisation: (service) => service.maxRouterUtilisation,
};

const slot = (key: string, words: Slot['words']): Slot => ({ key, words, optional: false });
const oneOf = (key: string, ...words: readonly string[]) => slot(key, () => words);
const keyOf = (table: Table<unknown>, key = 'field') => oneOf(key, ...Object.keys(table));
const optional = (required: Slot): Slot => ({ ...required, optional: true });

const tenant = slot('tenant', ({ tenants }) => tenants.map(({ name }) => name));
const tenantOrAll = slot('tenant', ({ tenants }) => [...tenants.map(({ name }) => name), everyTenant]);
const operation = slot('operation', ({ tenants }, taken) =>
  tenants
    .filter(({ name }) => name === taken.tenant || taken.tenant === everyTenant)
    .flatMap((each) => each.operations),
);
const consistency = optional(oneOf('consistency', 'strong', 'eventual', 'write'));
const band = oneOf('band', 'p0-p50', 'p50-p90', 'p90-p99', 'p99-p99.9', 'p99.9-max');
const extreme = optional(oneOf('extreme', 'lowest', 'highest'));

const formsOfWholeRun: readonly Form[] = [
  {
    slots: [oneOf('view', 'latency', 'serviceLatency'), tenant, operation, consistency, keyOf(latencies)],
    read: (result, taken) => {
      const rows = taken.view === 'latency' ? result.latency : result.serviceLatency;
      return highest(rows.filter((row) => isRowOf(row, taken)).map(latencies[taken.field]));
    },
  },
  {
    slots: [oneOf('family', 'outcomes'), tenantOrAll, optional(operation), keyOf(outcomes)],
    read: (result, taken) => {
      const rows = result.outcomes.filter((row) => isRowOf(row, taken));
      const { above, below } = outcomes[taken.field];
      if (rows.length === 0) return null;
      return below === undefined ? sum(rows.map(above)) : ratio(sum(rows.map(above)), sum(rows.map(below)));
    },
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
    slots: [oneOf('family', 'checks'), slot('property', () => null), oneOf('field', 'violations')],
    read: (result, { property }) => violations(result, property),
  },
  {
    slots: [oneOf('family', 'durability'), oneOf('field', 'lostWrites')],
    // A run without writes has lost none.
    read: (result) => violations(result, 'durability') ?? 0,
  },
  {
    slots: [oneOf('family', 'elections'), keyOf(electionFacts)],
    read: (result, { field }) => electionFacts[field](result.elections),
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

const formsOverTime: readonly Form[] = [
  {
    slots: [oneOf('family', 'series'), tenantOrAll, oneOf('kind', 'secondsWithout'), keyOf(successes)],
    read: (result, taken, during) => {
      const counts = tenantSeries(result, taken).map(successes[taken.field]);
      const windows = windowsOf(result, during);
      if (windows.length === 0 || counts.length === 0) return null;
      const silent = windows.filter(({ window }) => counts.every((count) => count[window] === 0));
      return sum(silent.map(({ widthS }) => widthS));
    },
  },
  {
    slots: [oneOf('family', 'series'), tenantOrAll, extreme, keyOf(rates)],
    read: (result, taken, during) =>
      overWindows(result, during, taken.extreme, ({ window, widthS }) => ({
        above: sum(tenantSeries(result, taken).map((each) => rates[taken.field](each, window))),
        below: widthS,
      })),
  },
  {
    slots: [oneOf('family', 'series'), tenantOrAll, extreme, oneOf('field', 'successShare')],
    read: (result, taken, during) =>
      overWindows(result, during, taken.extreme, ({ window }) => {
        const tenants = tenantSeries(result, taken);
        const succeeded = sum(tenants.map((each) => each.succeeded[window]));
        const failed = tenants.map(
          (each) => each.throttled[window] + each.serverErrors[window] + each.timedOut[window],
        );
        return { above: succeeded, below: succeeded + sum(failed) };
      }),
  },
  {
    slots: [oneOf('family', 'series'), tenantOrAll, extreme, keyOf(percentilesOverTime)],
    read: (result, taken, during) => {
      const windows = windowsOf(result, during);
      const values = tenantSeries(result, taken).flatMap((each) => {
        const percentiles = percentilesOverTime[taken.field](each);
        return windows.map(({ window }) => percentiles[window]);
      });
      return taken.extreme === 'lowest' ? lowest(values) : highest(values);
    },
  },
  {
    slots: [oneOf('family', 'series'), oneOf('scope', 'service'), extreme, keyOf(serviceOverTime)],
    read: (result, taken, during) => {
      const values = serviceOverTime[taken.field](result.series.service);
      return overWindows(result, during, taken.extreme, ({ window }) => ({ above: values[window], below: 1 }));
    },
  },
];

const allForms = [...formsOfWholeRun, ...formsOverTime];

/**
 * What `path` says about a result. Where several rows match (a latency without its consistency), the worst is taken.
 * `during` limits a `series.` metric to the windows that start within [from, to); without it, those after warm-up.
 */
export function metricOf(result: ResultWithoutVerdicts, path: string, during: During | null): Reading {
  const names = namesOfResult(result);
  const problem = problemOf(path, during, names);
  if (problem !== null) return problem;
  const { form, taken } = formOf(path, names)!;
  const value = form.read(result, taken, during);
  return value === null ? { kind: 'noData' } : { kind: 'value', value };
}

/** The same check before a run, against the scenario; null when all is well. Stations and checks pass by any name. */
export function metricProblem(
  scenario: Pick<Scenario, 'tenants' | 'tables' | 'regions'>,
  path: string,
  during: During | null,
): MetricProblem | null {
  return problemOf(path, during, {
    tenants: scenario.tenants.map(({ name, mix }) => ({ name, operations: mix.map((part) => part.operation) })),
    tables: scenario.tables.map(({ name }) => name),
    regions: scenario.regions.map(({ name }) => name),
    stations: null,
  });
}

function namesOfResult(result: ResultWithoutVerdicts): Names {
  const rowsOf = (scope: AvailabilityRow['scope']) =>
    result.availability.filter((row) => row.scope === scope).map((row) => row.name);
  return {
    tenants: result.series.tenants.map((each) => ({ name: each.tenant, operations: operationNames })),
    tables: rowsOf('table'),
    regions: rowsOf('region'),
    stations: result.stations.map((row) => row.station),
  };
}

function problemOf(path: string, during: During | null, names: Names): MetricProblem | null {
  const found = formOf(path, names);
  if (found === null)
    return {
      kind: 'unknown',
      nearest: nearestPaths(
        path,
        allForms.map(({ slots }) => slots),
        names,
      ),
    };
  return during !== null && !formsOverTime.includes(found.form) ? { kind: 'notOverTime' } : null;
}

function formOf(path: string, names: Names): { readonly form: Form; readonly taken: Taken } | null {
  for (const form of allForms) {
    const taken = match(form.slots, `.${path}`, names, {});
    if (taken !== null) return { form, taken };
  }
  return null;
}

function isRowOf(row: { tenant: string; operation: string; consistency?: string }, taken: Taken): boolean {
  return (
    (row.tenant === taken.tenant || taken.tenant === everyTenant) &&
    (taken.operation === undefined || row.operation === taken.operation) &&
    (taken.consistency === undefined || row.consistency === taken.consistency)
  );
}

function tenantSeries(result: ResultWithoutVerdicts, taken: Taken): readonly TenantSeries[] {
  return result.series.tenants.filter((each) => each.tenant === taken.tenant || taken.tenant === everyTenant);
}

/** The last window of a run may be cut short. */
function windowsOf(
  result: ResultWithoutVerdicts,
  during: During | null,
): readonly { window: number; widthS: number }[] {
  const { simulatedSeconds, warmupSeconds } = result.run;
  const fromNs = during?.fromNs ?? Math.round(warmupSeconds * 1e9);
  const toNs = during?.toNs ?? Number.POSITIVE_INFINITY;
  return result.series.timeS
    .map((startS, window) => ({
      window,
      // Whole nanoseconds compare exactly: 205 windows of 0.01 s end a hair before 2.05 s in a double.
      startNs: Math.round(startS * 1e9),
      widthS: Math.min(result.series.windowSeconds, simulatedSeconds - startS),
    }))
    .filter(({ startNs, widthS }) => widthS > 0 && startNs >= fromNs && startNs < toNs);
}

/** The mean over the windows, each weighing as much as what is below its fraction line, or the single extreme one. */
function overWindows(
  result: ResultWithoutVerdicts,
  during: During | null,
  extreme: string | undefined,
  fraction: (of: { window: number; widthS: number }) => { above: number; below: number },
): number | null {
  const fractions = windowsOf(result, during).map(fraction);
  if (extreme === undefined) {
    return ratio(sum(fractions.map(({ above }) => above)), sum(fractions.map(({ below }) => below)));
  }
  const values = fractions.map(({ above, below }) => ratio(above, below));
  return extreme === 'lowest' ? lowest(values) : highest(values);
}

/** 1 when the property was violated, 0 when it held; how often is for the check's witness to say. */
function violations(result: ResultWithoutVerdicts, property: string): number | null {
  const verdict = result.checks.find((row) => row.property === property)?.verdict;
  if (verdict === undefined || verdict === 'unknown') return null;
  return verdict === 'violated' ? 1 : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(above: number, below: number): number | null {
  return below === 0 ? null : above / below;
}

function highest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value === null || (most !== null && most >= value) ? most : value), null);
}

function lowest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (value === null || (least !== null && least <= value) ? least : value), null);
}
