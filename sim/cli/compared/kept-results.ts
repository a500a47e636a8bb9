/** A bound on the results that are kept until the last of several runs. */
import { grouped } from '../../engine/limits/grouped-digits.js';
import { tenantWindowsMax } from '../../measurement/tenant-series.js';
import type { Scenario } from '../../scenario/scenario.js';
import { tenantWindows } from '../../scenario/size/record.js';
import { UsageError } from '../usage-error.js';

/** Beside their series, which are bounded of themselves, results have their rows. */
export const keptRunsMax = 400;

/** Throws UsageError where the results of all runs are too many, or too long together. */
export function judgeKept(scenarios: readonly Scenario[], remedy: string): void {
  const runs = scenarios.length;
  if (runs > keptRunsMax) throw new UsageError(`found ${runs} runs; expected at most ${keptRunsMax}: ${remedy}`);
  const kept = scenarios.reduce((sum, scenario) => sum + tenantWindows(scenario), 0);
  if (kept <= tenantWindowsMax) return;
  const windows = grouped(Math.round(kept / runs));
  const found = `${runs} runs x ${windows} windows in the series of tenants = ${grouped(kept)}`;
  throw new UsageError(
    `found ${found}; expected at most ${grouped(tenantWindowsMax)}: ${remedy}, a wider seriesWindow or a shorter duration`,
  );
}
