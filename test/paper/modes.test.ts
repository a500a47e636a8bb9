/** The history of admission control on one workload: each stage is better than the one before by what users pay for. */
import { expect, test } from 'vitest';
import { capacityModes } from '../../sim/admission/capacity.js';
import { runPaperScenario } from './paper-scenario.js';

const stages = capacityModes.filter((mode) => mode !== 'on-demand');

test('throttles, p99 and wasted units fall from stage to stage', () => {
  const [fixed, bursting, adaptive, global] = stages.map((mode) => {
    const { usage, latency, tables } = runPaperScenario('modes', `tables.orders.capacity.mode=${mode}`);
    const p99sMs = latency.map(({ p99Ms }) => p99Ms!);
    return { throttled: usage[0].throttledShare, p99Ms: Math.max(...p99sMs), wasted: tables[0].wastedShare! };
  });

  expect(fixed.throttled).toBeGreaterThan(1.15 * bursting.throttled);
  expect(bursting.throttled).toBeGreaterThan(4 * adaptive.throttled);
  expect(adaptive.throttled).toBeGreaterThan(0.01);
  expect(global.throttled).toBe(0);

  // Who is throttled backs off for seconds; the tail of a healthy write is a few milliseconds.
  expect(fixed.p99Ms).toBeGreaterThan(1.1 * bursting.p99Ms);
  expect(bursting.p99Ms).toBeGreaterThan(2 * adaptive.p99Ms);
  expect(adaptive.p99Ms).toBeGreaterThan(20 * global.p99Ms);
  expect(global.p99Ms).toBeLessThan(4);

  // What is paid for and refused to those who ask for it, in points of the provision.
  expect(fixed.wasted).toBeGreaterThan(bursting.wasted + 0.04);
  expect(bursting.wasted).toBeGreaterThan(adaptive.wasted + 0.08);
  expect(adaptive.wasted).toBeGreaterThan(global.wasted);
});
