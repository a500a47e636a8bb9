/** What the network costs: bytes take time at the sender's interface, a lost message comes later. */
import { expect, test } from 'vitest';
import { failures, runSmallRegion, tenantText } from '../small-region.js';

const instantly = {
  router: { cpu: '0s', callTimeout: '1m' },
  storageNode: { readCpu: '0s' },
  disk: { read: '0s', bandwidth: '1000TB/s' },
};
const silentNetwork = { clientDelay: '0s', sameZoneDelay: '0s', crossZoneDelay: '0s' };
const read = (size: string, arrivals: object, network: object, faults: object[] = []) =>
  runSmallRegion({
    tables: { t: { items: { count: 1000, size } } },
    tenants: {
      a: tenantText({
        arrivals,
        mix: { getItem: '100%' },
        reads: 'eventual',
        client: { instances: 1, retries: 'none', timeout: '10s' },
      }),
    },
    faults,
    parameters: { ...instantly, network: { ...silentNetwork, ...network } },
  });

test('an item pays its transfer at the storage node and at the router', () => {
  const medianMs = (size: string) =>
    read(size, { constant: '1/s' }, { hostBandwidth: '1MB/s', backlogMax: '10s' }).latency[0].p50Ms!;
  expect((medianMs('100KB') - medianMs('0B')) / 200).toBeCloseTo(1, 2);
});

test('messages queue at an interface that is too slow', () => {
  // 100 KB ten times a second through 1.25 MB/s: load 0.8, so what meets another waits; twice the rate does not fit.
  const busy = read('100KB', { poisson: '10/s' }, { hostBandwidth: '1250KB/s', backlogMax: '10s' });
  expect(busy.latency[0].p50Ms).toBeGreaterThan(200);
  expect(busy.latency[0].p50Ms).toBeLessThan(600);
  const swamped = read('100KB', { poisson: '20/s' }, { hostBandwidth: '1250KB/s', backlogMax: '10s' });
  expect(swamped.latency[0].maxMs).toBeGreaterThan(4000);
});

test('less bandwidth, longer transfer', () => {
  const result = read('100KB', { constant: '5/s' }, { hostBandwidth: '10MB/s', backlogMax: '10s' }, [
    { kind: 'bandwidth-cut', target: 'r/az-1/storage-1', factor: 8, at: '10s' },
  ]);
  const { maxMs } = result.series.tenants[0];
  const greatest = (from: number, to: number) => Math.max(...maxMs.slice(from, to).map((ms) => ms ?? 0));
  // 10 ms at each of two interfaces, then 80 ms at one.
  expect(greatest(0, 99)).toBeCloseTo(20, 0);
  expect(greatest(102, 199)).toBeCloseTo(90, 0);
});

test('what is being sent when a cut begins is late by it, and what is left when it ends goes at full speed', () => {
  const network = { hostBandwidth: '200KB/s', backlogMax: '1m', messageOverhead: '0B' };
  const result = read('50KB', { constant: '1/s' }, network, [
    { kind: 'bandwidth-cut', target: 'r/az-1/storage-1', factor: 100, at: '5100ms', for: '2s' },
  ]);
  // A quarter of a second at each of two interfaces, and a millisecond or two for each question. Of the answer that began
  // at 5 s, 150 ms are left at 5.1 s, and 130 ms at 7.1 s; those of 6 s and 7 s go right after it.
  const latenciesMs = result.series.tenants[0].maxMs.filter((ms) => ms !== null);
  const expected = [500, 500, 500, 500, 500, 2480, 1730, 980, 500, 500];
  for (const [second, ms] of expected.entries()) expect(Math.abs(latenciesMs[second] - ms)).toBeLessThan(10);
});

test('what a cut swallows is sent again after the time-out, which doubles', () => {
  const result = read('0B', { constant: '100/s' }, { retransmitAfter: '200ms' }, [
    { kind: 'network-partition', target: 'r/az-1/router-1', direction: 'inbound', at: '5s', for: '300ms' },
  ]);
  expect(failures(result)).toBe(0);
  // Sent at the beginning: again after 200 ms, in vain, and 400 ms later. Sent 100 ms or more into it: after 200 ms.
  expect(result.latency[0].maxMs).toBeGreaterThan(590);
  expect(result.latency[0].maxMs).toBeLessThan(610);
  const slow = result.distributions[0].buckets.filter(({ upToMs }) => upToMs > 100);
  expect(slow.map(({ upToMs }) => Math.round(upToMs / 100) * 100)).toEqual([200, 600]);
});

test('after the last try the message is given up', () => {
  const result = read('0B', { constant: '100/s' }, { retransmitsMax: 2 }, [
    { kind: 'network-partition', target: 'r/az-1/router-1', direction: 'inbound', at: '5s', for: '1s' },
  ]);
  // Tries at 0, 200 and 600 ms: those sent in the first 400 ms of the cut never get through.
  expect(failures(result)).toBeGreaterThanOrEqual(39);
  expect(failures(result)).toBeLessThanOrEqual(41);
});
