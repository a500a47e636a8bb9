/**
 * The month of a run does not depend on how long the run is or how much of it is warm-up: an outage costs its seconds, of
 * the 2,592,000 of a month.
 */
import { describe, expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';

const monthSeconds = 30 * 24 * 3600;
const ratePerSecond = 1000;

/** Ten seconds without storage at a constant rate; retries are off, so each request is answered once. */
function regionOf(durationS: number, warmupS: number, outageAtS: number) {
  const text = `
title: Ten seconds without storage
duration: ${durationS}s
warmup: ${warmupS}s
regions: { r: {} }
tables: { t: { partitions: 9 } }
tenants:
  app: { arrivals: { constant: ${ratePerSecond}/s }, mix: { getItem: 100% }, client: { retries: none, timeout: 5s } }
faults:
  - { kind: host-crash, target: all storage nodes in r, at: ${outageAtS}s, for: 10s }
`;
  return run(readScenario(text, 'outage.yaml')).availability.find(({ scope }) => scope === 'region')!;
}

describe('ten seconds without storage', () => {
  test.each([
    ['a run of one minute', 60, 0, 20],
    ['a run of less than two windows', 420, 0, 20],
    ['a window cut short by the end of the run', 330, 0, 305],
    ['a window cut short by the warm-up', 300, 240, 260],
    ['whole windows', 600, 0, 20],
  ])('cost their share of the month in %s', (_, durationS, warmupS, outageAtS) => {
    const { windows, monthly, achieved } = regionOf(durationS, warmupS, outageAtS);
    const errors = windows.reduce((sum, window) => sum + window.errors, 0);
    // Errors / rate is the time that was lost; answers near the edges of a window may be counted on its other side.
    const lostSeconds = errors / ratePerSecond;
    expect(lostSeconds).toBeGreaterThan(9);
    expect(lostSeconds).toBeLessThan(11);
    expect((1 - monthly) * monthSeconds).toBeCloseTo(lostSeconds, 1);
    expect((1 - achieved) * (durationS - warmupS)).toBeCloseTo(lostSeconds, 1);
    expect(windows.reduce((sum, { observedSeconds }) => sum + observedSeconds, 0)).toBe(durationS - warmupS);
  });
});
