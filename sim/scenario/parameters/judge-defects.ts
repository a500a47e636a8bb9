/** Planted defects make a run answer wrongly, so they stay where nobody takes its answer for one. */
import type { Judgement } from '../reading/judgement.js';
import type { Scenario } from '../scenario.js';

/** A file in a folder of this name: the bundled ones are in scenarios/negative/. */
export const isNegative = (fileName: string) => /(^|[/\\])negative[/\\][^/\\]+$/.test(fileName);

export function judgeDefects({ parameters }: Scenario, fileName: string, judgement: Judgement): void {
  if (parameters.defects.length === 0 || isNegative(fileName)) return;
  const found = `the planted defect ${parameters.defects[0]} in ${fileName}`;
  judgement.report(['parameters', 'defects'], { found, expected: 'none outside scenarios/negative/' });
}
