import { expect, test } from 'vitest';
import { runJob } from '../../sim/experiments/job-run.js';
import { InlineRunner } from '../../sim/experiments/runner.js';
import { variedRuns } from '../../sim/experiments/vary.js';
import { crashText, neighboursText, prepared } from './scenarios.js';

/** Runs of different lengths, one of them of two parts. */
const variants = [
  { values: ['neighbours'], ...prepared(neighboursText) },
  { values: ['crash'], ...prepared(crashText(), 'duration=3s') },
];

test('each variant has the figures of its job alone, in order', () => {
  const runner = new InlineRunner(variants);
  while (!runner.advance(997));
  expect(variedRuns(variants, runner.outcomes, ['run.events', 'stations.none.jobs'])).toEqual(
    variants.map(({ values, job }) => {
      const { result } = runJob(job);
      return { values, result, metrics: [result.run.events, null] };
    }),
  );
});

test('variants without an outcome have no row', () => {
  const outcome = runJob(variants[0].job);
  expect(variedRuns(variants, [outcome], []).map(({ values }) => values)).toEqual([['neighbours']]);
});
