/** Where the objectives and expectations of a scenario stand in its file, so that a verdict can point there. */
import type { Judgement } from '../reading/judgement.js';
import type { Position } from '../reading/problem.js';
import type { Scenario } from '../scenario.js';

/**
 * By the rows of a result; null where a setting put them. Beside the scenario and not in it: a run is the same however its
 * scenario is laid out.
 */
export interface VerdictLines {
  readonly objectives: readonly (number | null)[];
  readonly expectations: readonly (number | null)[];
}

export function verdictLines(scenario: Scenario, fileName: string, judgement: Judgement): VerdictLines {
  const lineIn = ({ file, line }: Position) => (file === fileName ? line : null);
  return {
    objectives: scenario.objectives.map(({ tenant, metric }) =>
      lineIn(judgement.keyPosition(['objectives', tenant, metric])),
    ),
    expectations: scenario.expectations.map((_, index) => lineIn(judgement.position(['expect', index]))),
  };
}
