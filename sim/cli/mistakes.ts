/** Mistakes of one command line, those of its words and those of the scenario that it names, told together. */
import { ScenarioError } from '../scenario/reading/problem.js';
import { UsageError } from './usage-error.js';

export type Mistake = ScenarioError | UsageError;
export const isMistake = (error: unknown): error is Mistake =>
  error instanceof ScenarioError || error instanceof UsageError;

export class Mistakes extends Error {
  override readonly name = 'Mistakes';

  constructor(readonly list: readonly Mistake[]) {
    super(list[0].message);
  }
}

/** Takes every step, whatever is wrong in those before it, and throws all mistakes; any other error at once. */
export async function takeAll(...steps: readonly (() => unknown)[]): Promise<void> {
  const list: Mistake[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (error instanceof Mistakes) list.push(...error.list);
      else if (isMistake(error)) list.push(error);
      else throw error;
    }
  }
  if (list.length === 1) throw list[0];
  if (list.length > 1) throw new Mistakes(list);
}
