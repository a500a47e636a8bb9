/** Growth from one partition to more than 10,000, to its end. It takes a minute, and has a file so that others run meanwhile. */
import { expect, test } from 'vitest';
import { expectKept } from '../bundled-scenarios.js';
import { runPaperScenario } from './paper-scenario.js';

// The time-out ends what hangs.
test('the whole of it keeps its promises', { timeout: 600_000 }, () => {
  const result = runPaperScenario('growth');
  expectKept(result);
  expect(result.tables[0].partitionsAtEnd).toBeGreaterThan(10_000);
});
