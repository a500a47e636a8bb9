import { expect, test } from 'vitest';
import { RunExperiment, runScenario } from '../../sim/experiments/run-experiment.js';
import { run } from '../../sim/run.js';
import { crash, neighbours, read } from './scenarios.js';

/** The same with a victim that asks often enough for a p99 of its batches. */
const busyNeighbours = read(`title: Busy neighbours
duration: 1s
warmup: 100ms
regions: { us-east-1: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } }
tables: { orders: { partitions: 2 }, logs: { partitions: 2 } }
tenants:
  storefront: { table: orders, arrivals: { poisson: 2k/s }, mix: { getItem: 100% } }
  reports: { table: logs, arrivals: { poisson: 4k/s }, mix: { getItem: 50%, putItem: 50% } }
isolation: { victim: storefront, neighbour: reports }
parameters: { disk: { parallelism: 1 } }
`);

/** Advanced in slices until `stop` says so. */
function inSlices(experiment: RunExperiment, stop: () => boolean = () => false) {
  while (!experiment.advance(997) && !stop());
  return experiment.finish();
}

test('how it is cut into slices changes nothing', () => {
  const scenario = crash();
  expect(inSlices(new RunExperiment(scenario))).toEqual(run(scenario));
});

test('with isolation, all but its rows and verdicts is the run itself', () => {
  const { isolation, expectations, ...rest } = runScenario(neighbours);
  const { isolation: none, expectations: without, ...alone } = run(neighbours);
  expect(rest).toEqual(alone);
  expect([none.length, without[0].actual]).toEqual([0, null]);
  expect(isolation.length).toBe(2);
  expect(expectations[0].actual).toBe(isolation[0].ratio);
});

test('the victim alone is what it is in a scenario without the neighbour', () => {
  const [row] = runScenario(neighbours).isolation;
  const tenants = neighbours.tenants.filter(({ name }) => name === 'storefront');
  const [alone] = run({ ...neighbours, tenants, objectives: [], expectations: [], isolation: null }).latency;
  const [, shared] = run(neighbours).latency.filter(({ operation }) => operation === 'getItem');
  expect(row).toMatchObject({ tenant: 'storefront', operation: 'getItem', p99AloneMs: alone.p99Ms });
  expect(row.p99SharedMs).toBe(shared.p99Ms);
  expect(row.ratio).toBe((shared.p99Ms ?? 0) / (alone.p99Ms ?? 0));
  expect(row.ratio).toBeGreaterThan(1);
});

test('the ratio has an interval where there are requests enough for one', () => {
  const { isolation } = runScenario(busyNeighbours);
  const [row] = isolation.filter(({ operation }) => operation === 'getItem');
  expect(row.ratioLow).toBeLessThan(row.ratio!);
  expect(row.ratioHigh).toBeGreaterThan(row.ratio!);
  expect((row.ratioLow! + row.ratioHigh!) / 2).toBeCloseTo(row.ratio!, 12);
  for (const { ratioLow, ratioHigh } of runScenario(neighbours).isolation)
    expect([ratioLow, ratioHigh]).toEqual([null, null]);
});

test('a victim whose neighbours ask for nothing suffers nothing, for certain', () => {
  const idle = busyNeighbours.tenants.map((tenant) =>
    tenant.name === 'reports' ? { ...tenant, arrivals: { ...tenant.arrivals, perSecond: 1e-6 } } : tenant,
  );
  const rows = runScenario({ ...busyNeighbours, tenants: idle }).isolation;
  expect(rows.map(({ ratio, ratioLow, ratioHigh }) => [ratio, ratioLow, ratioHigh])).toEqual([[1, 1, 1]]);
});

test('progress goes from nothing to all, through both runs', () => {
  const experiment = new RunExperiment(neighbours);
  const shares: number[] = [experiment.progress.share];
  inSlices(experiment, () => {
    shares.push(experiment.progress.share);
    return false;
  });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[0]).toBe(0);
  expect(experiment.progress.share).toBe(1);
});

test('stopped in the first run, it speaks of the part that ran', () => {
  const experiment = new RunExperiment(neighbours);
  const result = inSlices(experiment, () => experiment.progress.share > 0.1);
  expect(result.run.interrupted).toBe(true);
  expect(result.run.simulatedSeconds).toBeLessThan(1);
});

test('stopped in the second run, it has the first one whole', () => {
  const experiment = new RunExperiment(neighbours);
  const result = inSlices(experiment, () => experiment.progress.share > 0.6);
  expect(result.run).toEqual({ ...run(neighbours).run, interrupted: true });
  expect(result.isolation).toEqual([]);
});
