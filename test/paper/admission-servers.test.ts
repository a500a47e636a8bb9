/** The loss of admission servers goes unnoticed, because routers go past them or on without, and nobody vends twice. */
import { afterEach, expect, test, vi } from 'vitest';
import { AdmissionTokens } from '../../sim/admission/admission-tokens.js';
import { TokenBuckets } from '../../sim/engine/token-buckets.js';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

afterEach(() => vi.restoreAllMocks());

const throttled = 'series.tables.orders.throttledUnitsPerSecond';
const reads = 'series.tables.orders.readUnitsPerSecond';
const writes = 'series.tables.orders.writeUnitsPerSecond';

test('routers that wait for a lost server until their tokens are used up refuse requests', () => {
  const missed = missedMetrics(runPaperScenario('admission-server-lost', 'parameters.admission.askTimeout=1900ms'));
  expect(missed).toContain(throttled);
});

test('routers that do not go on alone refuse requests', () => {
  vi.spyOn(AdmissionTokens.prototype, 'goOnAlone').mockReturnValue();
  expect(missedMetrics(runPaperScenario('admission-server-lost'))).toEqual(expect.arrayContaining([throttled, reads]));
});

test('servers that vend more than they have break the bound', () => {
  vi.spyOn(TokenBuckets.prototype, 'drain').mockImplementation((_bucket, _nowNs, units) => units);
  expect(missedMetrics(runPaperScenario('admission-server-lost'))).toEqual(expect.arrayContaining([reads, writes]));
});
