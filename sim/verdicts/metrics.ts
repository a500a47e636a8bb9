/**
 * The vocabulary of `expect:` and `objectives:`: dot-separated paths such as `latency.storefront.getItem.p99`, and what
 * each reads out of a result. Times are in milliseconds, shares in 0..1, rates per second of virtual time.
 *
 * The same forms (in metrics-of-run.ts and metrics-over-time.ts; their grammar is in metric-path.ts) check a path before a
 * run, against the names in the scenario, and read it after the run, against the names in the result. Leaves out:
 * arithmetic over metrics, and any metric that the result does not already hold.
 */

import { properties } from '../checkers/properties.js';
import { requestNames } from '../protocol/operations.js';
import type { AvailabilityRow } from '../result.js';
import type { During, Form, ResultWithoutVerdicts } from './metric-form.js';
import { match, type Names, pathsOf, type Taken } from './metric-path.js';
import { unitOf } from './metric-units.js';
import { formsOfWholeRun } from './metrics-of-run.js';
import { formsOverTime } from './metrics-over-time.js';
import { nearestPaths } from './nearest-paths.js';
import { type NamedParts, namesOfScenario } from './scenario-names.js';

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

/** Of the whole run; null where it has no such figure: a metric of the vocabulary may name a station that it lacks. */
export function figureOf(result: ResultWithoutVerdicts, path: string): number | null {
  const reading = metricOf(result, path, null);
  return reading.kind === 'value' ? reading.value : null;
}

/** The same check before a run, against the scenario; null when all is well. */
export function metricProblem(scenario: NamedParts, path: string, during: During | null): MetricProblem | null {
  return problemOf(path, during, namesOfScenario(scenario));
}

export interface ListedMetric {
  readonly path: string;
  readonly unit: string;
  /** What it counts; empty where its name says it. */
  readonly about: string;
}

/** Every metric that a run of the scenario can answer, in the order of the result. */
export function* metricsOf(scenario: NamedParts): Generator<ListedMetric> {
  const names = namesOfScenario(scenario);
  for (const { slots, about } of allForms) {
    for (const { path, taken } of pathsOf(slots, names, {})) {
      yield { path: path.slice(1), unit: unitOf(taken), about: about?.(taken) ?? '' };
    }
  }
}

/** Of a path that the result knows. */
export function unitOfMetric(result: ResultWithoutVerdicts, path: string): string {
  return unitOf(formOf(path, namesOfResult(result))!.taken);
}

/** Of paths that are metrics of the scenario. */
export function unitsOf(scenario: NamedParts, paths: readonly string[]): string[] {
  const names = namesOfScenario(scenario);
  return paths.map((path) => unitOf(formOf(path, names)!.taken));
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
    links: result.globalTables.links,
    properties: [...properties.map(({ name }) => name), ...result.checks.map((row) => row.property)],
  };
}

/** The same for who asks for many. */
export function problemOf(path: string, during: During | null, names: Names): MetricProblem | null {
  const found = formOf(path, names);
  if (found === null) {
    const forms = allForms.map(({ slots }) => slots);
    return {
      kind: 'unknown',
      // Sought where it is shown: a scenario may name many metrics that are none.
      get nearest() {
        return nearestPaths(path, forms, names);
      },
    };
  }
  return during !== null && !formsOverTime.includes(found.form) ? { kind: 'notOverTime' } : null;
}

function formOf(path: string, names: Names): { readonly form: Form; readonly taken: Taken } | null {
  for (const form of allForms) {
    const taken = match(form.slots, `.${path}`, names, {});
    if (taken !== null) return { form, taken };
  }
  return null;
}
