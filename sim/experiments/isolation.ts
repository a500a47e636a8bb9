/**
 * What a tenant suffers from its neighbours: the run is made again without them, on the same seed, and the victims'
 * percentiles are set side by side. Random streams are derived from tenant names, so the victims' arrivals, keys and sizes
 * are the same in both runs; only the company differs.
 */
import { Histogram } from '../engine/histogram.js';
import { ratioInterval } from '../measurement/batches/ratio-interval.js';
import type { ClassLabel } from '../measurement/result-rows.js';
import type { IsolationRow } from '../result.js';
import type { Scenario } from '../scenario/scenario.js';
import type { EndedRun } from './ended-run.js';

type Isolation = NonNullable<Scenario['isolation']>;

/** The same scenario with only its victims and bystanders, and no verdicts on those who left. */
export function withoutNeighbours(scenario: Scenario, { victims, neighbours }: Isolation): Scenario {
  return {
    ...scenario,
    tenants: scenario.tenants.filter(({ name }) => !neighbours.includes(name)),
    objectives: [],
    expectations: [],
    isolation: { victims, neighbours: [] },
  };
}

/** A row for each class of requests of each victim in the shared run. */
export function isolationRows(shared: EndedRun, alone: EndedRun, { victims }: Isolation): IsolationRow[] {
  return shared.result.latency
    .filter(({ tenant }) => victims.includes(tenant))
    .map((row) => {
      const other = alone.result.latency.find((each) => isSameClass(each, row));
      const p99AloneMs = other?.p99Ms ?? null;
      const interval = ratioIntervalOf(shared, alone, row);
      return {
        tenant: row.tenant,
        operation: row.operation,
        consistency: row.consistency,
        p50AloneMs: other?.p50Ms ?? null,
        p50SharedMs: row.p50Ms,
        p99AloneMs,
        p99SharedMs: row.p99Ms,
        p99_9AloneMs: other?.p99_9Ms ?? null,
        p99_9SharedMs: row.p99_9Ms,
        ratio: p99AloneMs === null || row.p99Ms === null ? null : row.p99Ms / p99AloneMs,
        ratioLow: interval?.low ?? null,
        ratioHigh: interval?.high ?? null,
      };
    });
}

function ratioIntervalOf(shared: EndedRun, alone: EndedRun, row: ClassLabel) {
  const [above, below] = [shared, alone].map(({ latency }) =>
    latency.find((each) => isSameClass(each, row))?.batches.map((bytes) => Histogram.fromBytes(bytes)),
  );
  return above === undefined || below === undefined ? null : ratioInterval(above, below, 0.99);
}

const isSameClass = (a: ClassLabel, b: ClassLabel) =>
  a.tenant === b.tenant && a.operation === b.operation && a.consistency === b.consistency;
