import { expect, test } from 'vitest';
import { runScenario } from '../../sim/experiments/run-experiment.js';
import { type Variant, VaryExperiment } from '../../sim/experiments/vary.js';
import { crash, neighbours } from './scenarios.js';

/** Runs of different lengths, one of them of two parts. */
const variants: Variant[] = [
  { values: ['neighbours'], scenario: neighbours },
  { values: ['crash'], scenario: { ...crash(), durationNs: 2e9 } },
];

test('each variant is run as it would be alone, in order', () => {
  const experiment = new VaryExperiment(variants, ['run.events', 'stations.none.jobs']);
  while (!experiment.advance(997));
  expect(experiment.ended).toEqual(
    variants.map(({ values, scenario }) => {
      const result = runScenario(scenario);
      return { values, result, metrics: [result.run.events, null] };
    }),
  );
});

test('progress goes from nothing to all, through every run', () => {
  const experiment = new VaryExperiment(variants, []);
  const seen = [experiment.progress];
  while (!experiment.advance(997)) seen.push(experiment.progress);
  seen.push(experiment.progress);
  for (const key of ['share', 'simulatedNs', 'events'] as const) {
    const values = seen.map((progress) => progress[key]);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values[0]).toBe(0);
  }
  expect(seen.at(-1)?.share).toBe(1);
  expect(seen.at(-1)?.simulatedNs).toBe(2e9 + 2e9);
});

test('a run that was cut short leaves no row', () => {
  const experiment = new VaryExperiment(variants, []);
  while (experiment.ended.length === 0) experiment.advance(997);
  experiment.advance(997);
  expect(experiment.ended.map(({ values }) => values)).toEqual([['neighbours']]);
});
