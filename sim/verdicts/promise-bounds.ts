/** What a scenario promises, each as the metric that it is of and its bounds, for whoever draws them beside figures. */
import type { ExpectationSpec, Scenario } from '../scenario/scenario.js';
import { unitsOf } from './metrics.js';
import { objectiveOf } from './objectives.js';
import type { NamedParts } from './scenario-names.js';

const nsPerMs = 1e6;

export interface PromiseBounds {
  readonly path: string;
  /** As `dynamosim metrics` prints it; the bounds are in it, shares in 0..1. */
  readonly unit: string;
  /** Null of the whole run. */
  readonly during: ExpectationSpec['during'];
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

/** Objectives, then expectations, in the order of the scenario. */
export function promiseBounds(
  scenario: NamedParts & Pick<Scenario, 'objectives' | 'expectations'>,
): readonly PromiseBounds[] {
  const { objectives, expectations } = scenario;
  const units = unitsOf(
    scenario,
    expectations.map(({ metric }) => metric),
  );
  return [
    ...objectives.map((spec): PromiseBounds => {
      const { path, unit, bound } = objectiveOf(spec);
      const target = unit === 'ms' ? spec.target / nsPerMs : spec.target;
      const [atLeast, atMost] = bound === 'atLeast' ? [target, null] : [null, target];
      return { path, unit: unit === 'ms' ? unit : 'share', during: null, atLeast, atMost };
    }),
    ...expectations.map(({ metric, during, is, atLeast, atMost }, at): PromiseBounds => {
      return { path: metric, unit: units[at], during, atLeast: is ?? atLeast, atMost: is ?? atMost };
    }),
  ];
}
