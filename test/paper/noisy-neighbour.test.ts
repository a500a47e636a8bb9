/**
 * A neighbour that asks for ten times its provision: without any capacity it hurts the victim, so what the modes show is
 * their doing, and without the mechanism of a mode its scenario fails.
 */

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { capacityModes } from '../../sim/admission/capacity.js';
import { GlobalAdmission } from '../../sim/admission/global-admission.js';
import { NodeBuckets } from '../../sim/admission/node-buckets.js';
import { OnDemandLimit } from '../../sim/admission/on-demand-limit.js';
import { PartitionBuckets } from '../../sim/admission/partition-buckets.js';
import { runScenario } from '../../sim/experiments/run-experiment.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { readScenario } from '../../sim/scenario/read.js';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

afterEach(() => vi.restoreAllMocks());

const ratio = 'isolation.victim.ratio';
/** Under global admission and on demand a partition's cap is a share of its node. */
const withoutCap = 'parameters.admission.partitionNodeShare=1';
const nameOf = (mode: string) => `noisy-neighbour-${mode}`;
const textOf = (mode: string) =>
  readFileSync(new URL(`../../scenarios/paper/${nameOf(mode)}.yaml`, import.meta.url), 'utf8');

test('the modes have the same load on the same machines', () => {
  const bodies = capacityModes.map((mode) => {
    const [, body] = /^(duration: .*)^expect:$/ms.exec(textOf(mode)) ?? [];
    expect(body).toContain(`mode: ${mode},`);
    return body.replaceAll(`mode: ${mode},`, 'mode: any,');
  });
  expect(new Set(bodies).size).toBe(1);
});

test('without a capacity the neighbour takes all of its node, and the victim waits in the same queue', () => {
  const scenario = readScenario(textOf('global'), 'global.yaml');
  const unlimited = scenario.tables.map((table) => ({ ...table, capacity: null }));
  const { isolation } = runScenario({ ...scenario, tables: unlimited, expectations: [] });
  expect(isolation.map(({ operation }) => operation)).toEqual(['getItem', 'putItem']);
  for (const { ratio, ratioLow } of isolation) {
    expect(ratio).toBeGreaterThan(20);
    expect(ratioLow).toBeGreaterThan(2);
  }
});

describe('what isolates', () => {
  test('under static shares is the share of the partition', () => {
    vi.spyOn(PartitionBuckets.prototype, 'takeAllocated').mockReturnValue(true);
    expect(missedMetrics(runPaperScenario(nameOf('static')))).toContain(ratio);
  });

  test('under global admission control is the cap while the table spends what it saved', () => {
    expect(missedMetrics(runPaperScenario(nameOf('global'), withoutCap))).toContain(ratio);
  });

  test('and then the tokens of the table', () => {
    const nothingSaved = 'parameters.admission.burstWindow=2s';
    expect(missedMetrics(runPaperScenario(nameOf('global'), withoutCap, nothingSaved))).not.toContain(ratio);
    vi.spyOn(GlobalAdmission.prototype, 'admit').mockReturnValue(throttle.none);
    expect(missedMetrics(runPaperScenario(nameOf('global'), withoutCap, nothingSaved))).toContain(ratio);
  });

  test('on demand is the limit of the table, and its cap', () => {
    vi.spyOn(OnDemandLimit.prototype, 'consumed').mockReturnValue(1e6);
    expect(missedMetrics(runPaperScenario(nameOf('on-demand')))).toContain('usage.neighbour.consumedReadUnits');
    expect(missedMetrics(runPaperScenario(nameOf('on-demand'), withoutCap))).toContain(ratio);
  });
});

describe.each(['bursting', 'adaptive'])('what does not isolate under %s', (mode) => {
  test('is what the neighbour saved while it was idle', () => {
    const missed = missedMetrics(runPaperScenario(nameOf(mode), 'parameters.admission.burstWindow=1s'));
    expect(missed).toEqual(expect.arrayContaining([ratio, 'usage.neighbour.burstReadUnits']));
  });

  test('needs a node that has something to spare', () => {
    vi.spyOn(NodeBuckets.prototype, 'hasSpare').mockReturnValue(false);
    expect(missedMetrics(runPaperScenario(nameOf(mode)))).toContain(ratio);
  });
});
