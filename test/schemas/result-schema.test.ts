/** The published schema of results says what there is, that there is no more, and which version it is of. */
import { expect, test } from 'vitest';
import { runScenario } from '../../sim/experiments/run-experiment.js';
import { readScenario } from '../../sim/scenario/read.js';
import { schemaProblems } from './result-problems.js';

const result = runScenario(
  readScenario(
    `title: Schema
duration: 2s
regions: { r: {} }
tables: { t: { capacity: { read: 100, write: 100 } } }
tenants: { a: { arrivals: { poisson: 500/s } } }
faults: [{ kind: host-crash, target: r/az-1/storage-1, at: 1s }]
objectives: { a: { success: 50% } }
`,
    'schema.yaml',
  ),
);

test('a result fits it', () => {
  expect(schemaProblems(result)).toEqual([]);
});

test('another version does not', () => {
  expect(schemaProblems({ ...result, version: 2 as 1 })).toEqual(['/version must be equal to constant']);
});

test('neither does a field too few, one too many, or one of another type, at any depth', () => {
  const { seed: _, ...without } = result;
  expect(schemaProblems(without as typeof result)).toEqual([" must have required property 'seed'"]);
  const [latency] = result.latency;
  const more = { ...latency, p98Ms: 1, ofAll: { ...latency.ofAll, p98Ms: 1 } };
  expect(schemaProblems({ ...result, latency: [more] })).toHaveLength(2);
  const { elections, tail } = result;
  expect(schemaProblems({ ...result, elections: { ...elections, rigged: 1 } as typeof elections })).toHaveLength(1);
  const share = { disk: 'all' } as unknown as Record<string, number>;
  expect(schemaProblems({ ...result, tail: [{ ...tail[0], share }] })).toEqual(['/tail/0/share/disk must be number']);
});
