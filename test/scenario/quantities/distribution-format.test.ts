import { expect, test } from 'vitest';
import { timeDistribution } from '../../../sim/scenario/quantities/distribution-format.js';

const read = (input: unknown) => timeDistribution.safeParse(input);

test.each<[unknown, object]>([
  ['2ms', { kind: 'constant', value: 2e6 }],
  [
    { constant: '2ms', offset: '1ms' },
    { kind: 'constant', value: 2e6, offset: 1e6 },
  ],
  [{ uniform: ['1ms', '3ms'] }, { kind: 'uniform', from: 1e6, to: 3e6 }],
  [{ exponential: '1ms' }, { kind: 'exponential', mean: 1e6 }],
  [{ lognormal: { median: '1ms', sigma: 0.5 } }, { kind: 'lognormal', median: 1e6, sigma: 0.5 }],
  [{ pareto: { scale: '1ms', shape: 2.5 } }, { kind: 'pareto', scale: 1e6, shape: 2.5 }],
  [{ weibull: { scale: '1ms', shape: 2 } }, { kind: 'weibull', scale: 1e6, shape: 2 }],
  [{ gamma: { shape: 2, mean: '1ms' } }, { kind: 'gamma', shape: 2, mean: 1e6 }],
  [
    {
      hyperexponential: [
        { share: '90%', mean: '1ms' },
        { share: 0.1, mean: '9ms' },
      ],
    },
    {
      kind: 'hyperexponential',
      branches: [
        { share: 0.9, mean: 1e6 },
        { share: 0.1, mean: 9e6 },
      ],
    },
  ],
  [
    { mixture: [{ share: 1, of: { mixture: [{ share: 1, of: '5us' }] } }] },
    {
      kind: 'mixture',
      branches: [
        { share: 1, of: { kind: 'mixture', branches: [{ share: 1, of: { kind: 'constant', value: 5000 } }] } },
      ],
    },
  ],
  [
    { empirical: { p50: '20us', p0: '10us', 'p99.9': '1ms', p100: '5ms' } },
    {
      kind: 'empirical',
      quantiles: [
        { at: 0, value: 1e4 },
        { at: 0.5, value: 2e4 },
        { at: 0.999, value: 1e6 },
        { at: 1, value: 5e6 },
      ],
    },
  ],
])('%j is read', (input, spec) => {
  expect(read(input).data).toEqual(spec);
});

const nested = (depth: number): unknown => (depth === 0 ? '1ms' : { mixture: [{ share: 1, of: nested(depth - 1) }] });

test.each<[unknown]>([
  [2],
  ['2B'],
  [{}],
  [{ exponential: '1ms', constant: '1ms' }],
  [{ uniform: ['3ms', '1ms'] }],
  [{ uniform: ['3ms'] }],
  [{ pareto: { scale: '1ms', shape: 0 } }],
  [{ lognormal: { median: '1ms' } }],
  [{ hyperexponential: [] }],
  [
    {
      hyperexponential: [
        { share: '50%', mean: '1ms' },
        { share: '49%', mean: '1ms' },
      ],
    },
  ],
  [{ empirical: { p0: '1ms', p50: '2ms' } }],
  [{ empirical: { p0: '2ms', p100: '1ms' } }],
  [{ empirical: { p0: '1ms', p101: '2ms' } }],
  [{ exponential: '1ms', offset: '-1ms' }],
  [nested(4)],
])('%j is refused', (input) => {
  expect(read(input).success).toBe(false);
});
