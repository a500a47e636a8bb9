/** Growth from one partition to more than 10,000, to its end. It takes a minute, and has a file so that others run meanwhile. */
import { test } from 'vitest';
import { expectKept } from '../bundled-scenarios.js';
import { runPaperScenario } from './paper-scenario.js';

// The time-out ends what hangs.
test('the whole of it keeps its promises', { timeout: 600_000 }, () => {
  expectKept(runPaperScenario('growth'));
});
