/**
 * What a worker of the pool does: the jobs of one plan, by their numbers, each in a run of its own. It gives back the line
 * of the record, so that the same bytes are kept wherever a job ran.
 */
import { workerData } from 'piscina';
import { CellJobs } from '../../experiments/sweep/cell-jobs.js';
import { jobAt, type SweepPlan } from '../../experiments/sweep/plan.js';
import { recordLine, recordOf } from '../../experiments/sweep/record.js';

const plan: SweepPlan = workerData;
/** Of the job before: the next is most often of the same cell. */
let jobs: CellJobs | null = null;

export default function lineOf(number: number): string {
  const { cell } = jobAt(plan, number);
  if (jobs?.cell.index !== cell.index) jobs = new CellJobs(plan, cell.index);
  return recordLine(recordOf(number, jobs.at(number), plan.metrics));
}
