/** What a scenario may say and its user should know before it is run: told with its place, and no problem. */
import { expect, test } from 'vitest';
import { readWithWarnings } from '../../sim/experiments/read-scenario.js';
import { warningLines } from '../../sim/scenario/reading/problem.js';

const scenario = (changes: object) => ({
  ...{ title: 'Warned', duration: '10s', regions: { r: {} }, tables: { t: {} } },
  tenants: { a: { arrivals: { poisson: '1/s' } } },
  ...changes,
});
const warningsOf = (changes: object) =>
  warningLines(readWithWarnings(JSON.stringify(scenario(changes), null, 1), 'warned.yaml').warnings);
const inReads = (read: object) => warningsOf({ parameters: { disk: { read } } });

// By shape a: a Pareto distribution has a mean for a > 1 and a variance for a > 2.
test.each([
  [{ pareto: { scale: '1ms', shape: 1 } }, 'an infinite mean'],
  [{ pareto: { scale: '1ms', shape: 2 } }, 'an infinite variance'],
  // The mean is the median x exp(sigma^2 / 2): 5e27 ns, and 25 minutes with a deviation 10^9 times that.
  [{ lognormal: { median: '1ms', sigma: 10 } }, 'a mean beyond 104 days'],
  [{ lognormal: { median: '1us', sigma: 6.5 } }, 'a standard deviation beyond 104 days'],
  [
    {
      mixture: [
        { share: '90%', of: '1ms' },
        { share: '10%', of: { pareto: { scale: '1ns', shape: 0.5 } } },
      ],
    },
    'mean',
  ],
])('a time drawn from %j has %s', (read, tail) => {
  const warnings = inReads(read);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^warned\.yaml:\d+:\d+: warning: /);
  expect(warnings[0]).toContain(tail);
});

test.each([
  { pareto: { scale: '1ms', shape: 2.01 } },
  { pareto: { scale: '0s', shape: 0.5 } },
  { lognormal: { median: '1ms', sigma: 1 } },
  {
    mixture: [
      { share: '100%', of: '1ms' },
      { share: '0%', of: { pareto: { scale: '1ns', shape: 0.5 } } },
    ],
  },
])('%j is nothing to warn of', (read) => {
  expect(inReads(read)).toEqual([]);
});

test('pauses between requests and delays of faults are times, too', () => {
  const tail = { pareto: { scale: '1ms', shape: 1.5 } };
  const warnings = warningsOf({
    tenants: { a: { arrivals: { closed: { workers: 1, think: tail } } } },
    faults: [{ kind: 'network-delay', target: 'r', delay: tail, at: '1s' }],
  });
  expect(warnings).toHaveLength(2);
});

test('more attempts than a run may hold, if nobody answers', () => {
  const crowd = (timeout: string, profile: object[] = []) =>
    warningsOf({ tenants: { a: { arrivals: { poisson: '1M/s' }, profile, client: { timeout } } } });
  // 2^24 is 16.8 M.
  expect(
    warningsOf({ duration: '1m', tenants: { a: { arrivals: { poisson: '1M/s' }, client: { timeout: '17s' } } } }),
  ).toEqual([expect.stringContaining('up to 17M attempts wait at once if nobody answers within 17s')]);
  expect(crowd('500ms')).toEqual([]);
  expect(crowd('500ms', [{ step: '2x', at: '5s' }])).toHaveLength(1);
});

test('a repair without a mean is warned of, too', () => {
  const warnings = warningsOf({ failures: { hosts: { repair: { pareto: { scale: '1m', shape: 1 } } } } });
  expect(warnings).toEqual([expect.stringMatching(/^warned\.yaml:\d+:\d+: warning: an infinite mean/)]);
});
