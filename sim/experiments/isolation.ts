/**
 * What a tenant suffers from its neighbours: the run is made again without them, on the same seed, and the victims'
 * percentiles are set side by side. Random streams are derived from tenant names, so the victims' arrivals, keys and sizes
 * are the same in both runs; only the company differs.
 */
import type { IsolationRow, LatencyRow, Result } from '../result.js';
import type { Scenario } from '../scenario/scenario.js';

type Isolation = NonNullable<Scenario['isolation']>;

/** The same scenario with only its victims and bystanders, and no verdicts on those who left. */
export function withoutNeighbours(scenario: Scenario, { neighbours }: Isolation): Scenario {
  return {
    ...scenario,
    tenants: scenario.tenants.filter(({ name }) => !neighbours.includes(name)),
    objectives: [],
    expectations: [],
    isolation: null,
  };
}

/** A row for each class of requests of each victim in the shared run. */
export function isolationRows(shared: Result, alone: Result, { victims }: Isolation): IsolationRow[] {
  return shared.latency
    .filter(({ tenant }) => victims.includes(tenant))
    .map((row) => {
      const other = alone.latency.find((each) => isSameClass(each, row));
      const p99AloneMs = other?.p99Ms ?? null;
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
      };
    });
}

const isSameClass = (a: LatencyRow, b: LatencyRow) =>
  a.tenant === b.tenant && a.operation === b.operation && a.consistency === b.consistency;
