/** `--list`: the numbered jobs of a plan. */
import { digestOfPlan, jobAt, jobCount, type SweepPlan } from '../../experiments/sweep/plan.js';

/** Of more the first and the last say how it goes on. */
const listedMax = 1000;

export function planLines(plan: SweepPlan): string[] {
  const jobs = jobCount(plan);
  const listed = Array.from({ length: Math.min(jobs, listedMax) }, (_, at) => lineOf(plan, at + 1));
  const rest = jobs > listedMax ? [`... ${jobs - listedMax - 1} more`, lineOf(plan, jobs)] : [];
  return [`plan ${digestOfPlan(plan)}: ${jobs} job${jobs === 1 ? '' : 's'}`, ...listed, ...rest];
}

function lineOf(plan: SweepPlan, number: number): string {
  const { cell, seed } = jobAt(plan, number);
  const settings = plan.varied.map(({ path }, at) => `${path}=${cell.values[at]}`);
  return [`${number}`, cell.scenario.name, ...settings, ...(seed === null ? [] : [`seed=${seed}`])].join(' ');
}
