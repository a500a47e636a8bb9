/**
 * Group commit against brute force: the same arrivals and the same flush times, put through a few lines that know of nothing
 * but three drives. A drive flushes all that waits when it becomes free; a write is committed when the second of the three has
 * flushed it and the writes before it in its partition are. Every commit must come at the very nanosecond, and the means are
 * held to 0.05 % beside (where they can be no better than the arrivals' own chance, both sides have the same).
 */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';

interface Write {
  readonly group: number;
  readonly atNs: number;
  readonly committedAtNs: number;
}

const scenarioOf = (ratePerSecond: number, partitions: number, seconds: number) =>
  readScenario(
    JSON.stringify({
      title: 'Group commit',
      duration: `${seconds}s`,
      warmup: '0s',
      regions: { r: { routersPerZone: 1, storageNodesPerZone: 1 } },
      tables: { t: { partitions, items: { count: 1000, size: '0B' } } },
      tenants: {
        writer: {
          arrivals: { poisson: `${ratePerSecond}/s` },
          mix: { putItem: '100%' },
          keys: 'uniform',
          client: { instances: 1, retries: 'none', timeout: '10m' },
        },
      },
      parameters: {
        network: { clientDelay: '0s', sameZoneDelay: '0s', crossZoneDelay: '0s', hostBandwidth: '1000TB/s' },
        router: { cpu: '0s', callTimeout: '1m' },
        storageNode: { writeCpu: '0s' },
        disk: { flush: { exponential: '1ms' }, append: '0s', bandwidth: '1000TB/s' },
      },
    }),
    'group-commit.yaml',
  );

/** A run's writes in the order in which they came to its drives, and how many groups it watched. */
function simulated(scenario: ReturnType<typeof scenarioOf>): { writes: Write[]; watched: number } {
  const startedAtNs = new Map<number, number>();
  const writes: Write[] = [];
  const run = new Run(scenario, {
    observers: [
      {
        requestStarted: ({ nowNs }, { writeId }) => startedAtNs.set(writeId, nowNs),
        writeCommitted: ({ nowNs }, group, _table, _item, writeId) => {
          writes.push({ group, atNs: startedAtNs.get(writeId)!, committedAtNs: nowNs });
        },
      },
    ],
  });
  run.advance();
  writes.sort((a, b) => a.atNs - b.atNs);
  return { writes, watched: run.service.storage.leadership.watched };
}

/** When one drive has flushed each of the writes that come at `arrivalsNs`. */
function flushedAtNs(arrivalsNs: readonly number[], flushNs: () => number): number[] {
  const flushed: number[] = [];
  let freeAtNs = 0;
  while (flushed.length < arrivalsNs.length) {
    const first = flushed.length;
    const beginsAtNs = Math.max(freeAtNs, arrivalsNs[first]);
    freeAtNs = beginsAtNs + flushNs();
    while (
      flushed.length < arrivalsNs.length &&
      (flushed.length === first || arrivalsNs[flushed.length] <= beginsAtNs)
    ) {
      flushed.push(freeAtNs);
    }
  }
  return flushed;
}

function bruteForce(writes: readonly Write[], seed: number): number[] {
  const streams = new RandomStreams(seed);
  const exponential = new Distribution({ kind: 'exponential', mean: 1e6 });
  const arrivalsNs = writes.map(({ atNs }) => atNs);
  const byDrive = ['r/az-1/storage-1', 'r/az-2/storage-1', 'r/az-3/storage-1'].map((host) => {
    const stream = streams.stream(host, 'disk');
    return flushedAtNs(arrivalsNs, () => exponential.sample(stream));
  });
  const committedBefore = new Map<number, number>();
  return writes.map(({ group }, i) => {
    const [, second] = byDrive.map((flushed) => flushed[i]).sort((a, b) => a - b);
    const committedAtNs = Math.max(second, committedBefore.get(group) ?? 0);
    committedBefore.set(group, committedAtNs);
    return committedAtNs;
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each([
  [200, 1, 100],
  [1500, 1, 40],
  [3000, 3, 20],
])(
  '%i writes a second to %i partitions are committed when the second drive has flushed them',
  (rate, partitions, s) => {
    const scenario = scenarioOf(rate, partitions, s);
    const { writes, watched } = simulated(scenario);
    expect(writes.length).toBeGreaterThan(0.9 * rate * s);
    const expectedNs = bruteForce(writes, scenario.seed);
    const differing = writes.filter(({ committedAtNs }, i) => committedAtNs !== expectedNs[i]);
    expect(differing).toEqual([]);
    const latencies = (ends: readonly number[]) => ends.map((endNs, i) => endNs - writes[i].atNs);
    const measured = mean(latencies(writes.map(({ committedAtNs }) => committedAtNs)));
    expect(measured / mean(latencies(expectedNs))).toBeCloseTo(1, 3);
    expect(watched).toBe(0);
  },
);
