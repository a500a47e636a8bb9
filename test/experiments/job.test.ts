import { expect, test } from 'vitest';
import { digestOfJob, type Job, jobSchema, newJob, prepareJob } from '../../sim/experiments/job.js';
import { ScenarioError } from '../../sim/scenario/reading/problem.js';
import { version } from '../../sim/version.js';
import { crash, crashText, prepared } from './scenarios.js';

const { job } = prepared(crashText(), 'faults.0.for=1s', 'seed=7');

test('a job holds what was said, this version, and the seed that the scenario then has', () => {
  expect(job).toEqual({
    dynamosim: version,
    fileName: 'test.yaml',
    text: crashText(),
    overrides: [
      { path: 'faults.0.for', value: '1s' },
      { path: 'seed', value: '7' },
    ],
    seed: 7,
  });
  expect(prepared(crashText()).job.seed).toBe(crash().seed);
});

test('its scenario is read from it, also after it was sent as JSON', () => {
  const sent: Job = jobSchema.parse(JSON.parse(JSON.stringify(job)));
  expect(sent).toEqual(job);
  expect(prepared(crashText(), 'faults.0.for=1s', 'seed=7')).toEqual({ ...prepareJob(sent), warnings: [] });
});

test('its seed stands in place of any other', () => {
  const { scenario } = prepareJob({ ...job, seed: 11 });
  expect(scenario).toEqual({ ...prepareJob(job).scenario, seed: 11 });
});

test('problems are those of the scenario, with their lines', () => {
  const problemsOf = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      if (error instanceof ScenarioError) return error.problems.map(({ file, line }) => `${file}:${line}`);
      throw error;
    }
    return [];
  };
  const text = crashText('{ replication: { lease: 1 fortnight } }');
  const overrides = [{ path: 'faults.7.for', value: '1s' }];
  const wrong = { ...job, fileName: 'wrong.yaml', text, overrides };
  expect(problemsOf(() => newJob(text, 'wrong.yaml', overrides))).toEqual(['--set:1', 'wrong.yaml:8']);
  expect(problemsOf(() => prepareJob(wrong))).toEqual(['--set:1', 'wrong.yaml:8']);
});

test('its digest tells apart whatever may have another outcome, and nothing else', () => {
  const digest = digestOfJob(job);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  const [first, seed] = job.overrides;
  const others: Job[] = [
    { ...job, dynamosim: '0.0.0' },
    { ...job, text: `${job.text}\n` },
    { ...job, seed: 8 },
    { ...job, overrides: [] },
    { ...job, overrides: [first, first] },
    { ...job, overrides: [{ ...first, value: '2s' }] },
  ];
  expect(new Set([digest, ...others.map(digestOfJob)]).size).toBe(1 + others.length);
  const alike: Job[] = [
    { ...job, fileName: 'renamed.yaml' },
    { ...job, overrides: [first] },
    { ...job, overrides: [seed, first] },
  ];
  expect(alike.map(digestOfJob)).toEqual(alike.map(() => digest));
});
