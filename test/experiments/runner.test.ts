import { expect, test } from 'vitest';
import { runJob } from '../../sim/experiments/job-run.js';
import { plainOutcome } from '../../sim/experiments/outcome.js';
import { InlineRunner } from '../../sim/experiments/runner.js';
import { crashText, neighboursText, prepared } from './scenarios.js';

/** Runs of different lengths, one of them of two parts. */
const jobs = [
  prepared(neighboursText),
  prepared(crashText(), 'duration=3s'),
  prepared(crashText(), 'duration=3s', 'seed=7'),
];

test('many jobs have the outcomes of each alone, byte for byte and in order', () => {
  const runner = new InlineRunner(jobs);
  while (!runner.advance(997));
  expect(runner.underWay).toBeNull();
  const bytes = (outcomes: typeof runner.outcomes) => outcomes.map((outcome) => JSON.stringify(plainOutcome(outcome)));
  expect(bytes(runner.outcomes)).toEqual(bytes(jobs.map(({ job }) => runJob(job))));
});

test('progress goes from nothing to all, through every run', () => {
  const runner = new InlineRunner(jobs);
  const seen = [runner.progress];
  while (!runner.advance(997)) seen.push(runner.progress);
  seen.push(runner.progress);
  for (const key of ['share', 'simulatedNs', 'events'] as const) {
    const values = seen.map((progress) => progress[key]);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values[0]).toBe(0);
  }
  expect(seen.at(-1)?.share).toBe(1);
  expect(seen.at(-1)?.simulatedNs).toBe(2e9 + 3e9 + 3e9);
});

test('a run that was cut short leaves no outcome, and is known as the one under way', () => {
  const runner = new InlineRunner(jobs);
  while (runner.outcomes.length < 2) runner.advance(997);
  runner.advance(500);
  expect(runner.outcomes.length).toBe(2);
  expect(runner.underWay).toMatchObject({ seed: 7, events: 500 });
});
