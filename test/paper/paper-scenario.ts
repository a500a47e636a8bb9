/** Runs a scenario of `scenarios/paper/`, as it stands or with settings such as `tables.orders.capacity.mode=static`. */
import { readFileSync } from 'node:fs';
import { runScenario } from '../../sim/experiments/run-experiment.js';
import type { Result } from '../../sim/result.js';
import { readScenario } from '../../sim/scenario/read.js';

export function runPaperScenario(name: string, ...settings: readonly string[]): Result {
  const text = readFileSync(new URL(`../../scenarios/paper/${name}.yaml`, import.meta.url), 'utf8');
  const overrides = settings.map((setting) => {
    const [path, value] = setting.split('=');
    return { path, value };
  });
  return runScenario(readScenario(text, `${name}.yaml`, overrides));
}

/** Metrics of the expectations that were missed. */
export const missedMetrics = ({ expectations }: Result) =>
  expectations.filter(({ met }) => !met).map(({ metric }) => metric);
