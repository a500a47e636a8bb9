/**
 * Runs mutants for whoever started this process, which watches it: `node mutant-worker.js SEED FROM`. Says of each what
 * came of it; what it does not live to say, the other finds out.
 */
import { summaryText } from '../../reports/summary/summary.js';
import { LimitError } from '../../sim/engine/limits/limit-error.js';
import { newJob } from '../../sim/experiments/job.js';
import { JobRun } from '../../sim/experiments/job-run.js';
import { ScenarioError } from '../../sim/scenario/reading/problem.js';
import { sampleOf } from '../sampling.js';
import { anyMutant } from './any-mutant.js';

/** Enough for all that happens in the base scenario, faults included; a busier mutant is cut short there. */
const eventsMax = 1 << 17;
const eventsPerSlice = 1 << 15;

export interface MutantReport {
  readonly number: number;
  readonly outcome: 'begins' | 'refused' | 'ran' | 'broke';
  /** What broke. */
  readonly stack?: string;
}

const [seed, from] = process.argv.slice(2).map(Number);
const tell = (report: MutantReport) => new Promise<void>((resolve) => process.send?.(report, () => resolve()));

for (let number = from; ; number++) {
  await tell({ number, outcome: 'begins' });
  await tell({ number, ...outcomeOf(sampleOf(anyMutant, seed, number)) });
}

function outcomeOf(text: string): Omit<MutantReport, 'number'> {
  try {
    const running = new JobRun(newJob(text, 'mutant.yaml'));
    for (let events = 0; events < eventsMax && !running.advance(eventsPerSlice); events += eventsPerSlice);
    summaryText(running.finish().result, { columns: 80, colour: false });
    return { outcome: 'ran' };
  } catch (error) {
    if (error instanceof ScenarioError) return { outcome: 'refused' };
    if (error instanceof LimitError) return { outcome: 'ran' };
    return { outcome: 'broke', stack: error instanceof Error ? String(error.stack) : String(error) };
  }
}
