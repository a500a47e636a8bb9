/** Where the objectives and expectations of a scenario stand in its file, so that a verdict can point there. */
import type { VerdictLines } from '../../result.js';
import type { Judgement } from '../reading/judgement.js';
import type { Position } from '../reading/problem.js';
import type { Scenario } from '../scenario.js';

export function verdictLines(scenario: Scenario, fileName: string, judgement: Judgement): VerdictLines {
  const lineIn = ({ file, line }: Position) => (file === fileName ? line : null);
  return {
    objectives: scenario.objectives.map(({ tenant, metric }) =>
      lineIn(judgement.keyPosition(['objectives', tenant, metric])),
    ),
    expectations: scenario.expectations.map((_, index) => lineIn(judgement.position(['expect', index]))),
  };
}
