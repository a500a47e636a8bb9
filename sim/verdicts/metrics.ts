/**
 * The vocabulary of `expect:` and `objectives:`: dot-separated paths such as `latency.storefront.getItem.p99`, and what
 * each reads out of a result. Times are in milliseconds, shares in 0..1, rates per second of virtual time.
 *
 * The same forms (in metrics-of-run.ts and metrics-over-time.ts; their grammar is in metric-path.ts) check a path before a
 * run, against the names in the scenario, and read it after the run, against the names in the result. Leaves out:
 * arithmetic over metrics, and any metric that the result does not already hold.
 */

import { requestNames } from '../protocol/operations.js';
import type { AvailabilityRow } from '../result.js';
import type { Scenario, TableSpec } from '../scenario/scenario.js';
import type { During, Form, ResultWithoutVerdicts } from './metric-form.js';
import { match, type Names, nearestPaths, type Taken } from './metric-path.js';
import { formsOfWholeRun } from './metrics-of-run.js';
import { formsOverTime } from './metrics-over-time.js';

/** `noData`: a valid path whose value does not exist in this run, such as a percentile of nothing. */
export type Reading = { readonly kind: 'value'; readonly value: number } | { readonly kind: 'noData' } | MetricProblem;
export type MetricProblem =
  | { readonly kind: 'unknown'; readonly nearest: readonly string[] }
  /** `during` was given on a metric of the whole run. */
  | { readonly kind: 'notOverTime' };

const allForms = [...formsOfWholeRun, ...formsOverTime];

/** What `path` says about a result; only a `series.` metric takes a `during`. */
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
  const capacityTables = new Set(scenario.tables.filter(({ capacity }) => capacity !== null).map(({ name }) => name));
  return problemOf(path, during, {
    tenants: scenario.tenants.map(({ name, mix }) => ({ name, operations: mix.map((part) => part.operation) })),
    tables: scenario.tables.map(({ name }) => name),
    meteredTenants: scenario.tenants.filter(({ table }) => capacityTables.has(table)).map(({ name }) => name),
    meteredTables: scenario.tables.filter(isMetered).map(({ name }) => name),
    regions: scenario.regions.map(({ name }) => name),
    stations: null,
  });
}

function namesOfResult(result: ResultWithoutVerdicts): Names {
  const rowsOf = (scope: AvailabilityRow['scope']) =>
    result.availability.filter((row) => row.scope === scope).map((row) => row.name);
  return {
    // A result need not have rows for an operation that a short run never drew: all are known.
    tenants: result.series.tenants.map((each) => ({ name: each.tenant, operations: requestNames })),
    tables: rowsOf('table'),
    meteredTenants: result.usage.map((row) => row.tenant),
    meteredTables: result.tables.map((row) => row.table),
    regions: rowsOf('region'),
    stations: result.stations.map((row) => row.station),
  };
}

/** Has a row among the result's tables. */
function isMetered({ capacity, splitting }: TableSpec): boolean {
  return capacity !== null || splitting.bySize || splitting.byConsumption;
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
