/** Every attempt that was answered was made, wherever a run is cut: also those of requests that are still open then. */
import { expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

/** Half of the attempts find the router's run queue full, so most requests wait for another attempt. */
const overloaded = smallRegion({
  duration: '2s',
  tenants: { a: tenantText({ client: { instances: 30, retries: 'legacy', timeout: '1s' } }) },
  parameters: { router: { cores: 1, cpu: { exponential: '30ms' }, queueMax: 2 } },
});

const answeredIn = ({ availability }: Result) =>
  availability
    .filter(({ scope }) => scope === 'tenant')
    .flatMap(({ windows }) => windows)
    .reduce((sum, { requests }) => sum + requests, 0);

test('answered attempts are no more than attempts', () => {
  let open = 0;
  for (let events = 100; events < 5000; events += 100) {
    const run = new Run(overloaded);
    run.advance(events);
    const result = run.finish();
    const sum = (column: 'attempts' | 'unfinished' | 'issued' | 'retries') =>
      result.outcomes.reduce((total, row) => total + row[column], 0);
    expect(answeredIn(result)).toBeLessThanOrEqual(sum('attempts'));
    // Each request has made its first attempt, and a retry one more unless it still waits for its turn.
    expect(sum('attempts')).toBeGreaterThanOrEqual(sum('issued'));
    expect(sum('attempts')).toBeLessThanOrEqual(sum('issued') + sum('retries'));
    open += sum('unfinished');
  }
  expect(open).toBeGreaterThan(1000);
});
