/** The command that runs one job of a plan alone. */
import { runCommand } from '../../../reports/run-command.js';
import { type NumberedJob, type SweepPlan, settingsOfCell } from '../../experiments/sweep/plan.js';

/** @param written what the user called each scenario */
export function jobCommand(plan: SweepPlan, written: readonly string[], { cell, seed }: NumberedJob): string {
  const scenario = written[plan.scenarios.indexOf(cell.scenario)];
  return runCommand({ scenario, settings: settingsOfCell(plan, cell), seed });
}
