/**
 * How long a station needs to recover after it was slow. Requests come at `arriving` a second and are served at `serving`
 * a second by a healthy station, at a fraction of it by a slow one. Where a slow station serves fewer than come, it is
 * always busy, so at the end of the fault the difference waits (the fluid limit; the few that are there without a fault
 * are neglected), and it is gone when the surplus of the healthy station has worked it off:
 *
 *   backlog = sum over the fault's parts of (arriving - serving / factor) x seconds,  recovery = backlog / (serving - arriving)
 *
 * Both halves are random walks with steps of one, so by Wald's identities the variance of the recovery is
 * (steps while slow) / surplus^2 + backlog x (arriving + serving) / surplus^3.
 */
import { expect, test } from 'vitest';
import type { Station } from '../../sim/infrastructure/station.js';
import { Run } from '../../sim/run.js';
import { smallRegion, type Text, tenantText } from '../small-region.js';

const arriving = 450;
const serving = 1000;
const runs = 10;
const slowAtS = 5;
const lookEveryNs = 10e6;

const nothingElse = {
  network: { clientDelay: '0s', sameZoneDelay: '0s', crossZoneDelay: '0s', hostBandwidth: '1000TB/s' },
  router: { cores: 1, queueMax: '1M', inFlightMax: '1M', cpu: '0s', callTimeout: '10m' },
  storageNode: { readCpu: '0s' },
  disk: { read: '0s', bandwidth: '1000TB/s' },
  // A slow router stays in rotation.
  loadBalancer: { checkInterval: '1h' },
};

interface Case {
  readonly kind: 'slow-cpu' | 'slow-disk';
  readonly target: string;
  readonly parameters: Text;
}
const router = (cores: number, cpuMs: number): Case => ({
  kind: 'slow-cpu',
  target: 'r/az-1/router-1',
  parameters: { ...nothingElse, router: { ...nothingElse.router, cores, cpu: { exponential: `${cpuMs}ms` } } },
});
const drive: Case = {
  kind: 'slow-disk',
  target: 'r/az-1/storage-1',
  parameters: {
    ...nothingElse,
    disk: { ...nothingElse.disk, parallelism: 1, queueMax: '1M', read: { exponential: '1ms' } },
  },
};

/** A fault from `from` to `to`, in seconds after the first begins. */
interface Slow {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** Seconds from the end of the last fault until the station has nobody waiting, by seed. */
function recoveries({ kind, target, parameters }: Case, slows: readonly Slow[]): number[] {
  const healedAtS = slowAtS + Math.max(...slows.map(({ to }) => to));
  return Array.from({ length: runs }, (_, seed) => {
    const { service } = new Run(
      smallRegion({
        seed: seed + 1,
        duration: '40s',
        seriesWindow: '1s',
        regions: { r: { routersPerZone: 1, storageNodesPerZone: 1 } },
        tenants: {
          a: tenantText({
            arrivals: { poisson: `${arriving}/s` },
            mix: { getItem: '100%' },
            reads: 'eventual',
            client: { instances: 1, retries: 'none', timeout: '10m' },
          }),
        },
        faults: slows.map(({ from, to, factor }) => ({
          ...{ kind, target, factor, at: `${slowAtS + from}s`, for: `${to - from}s` },
        })),
        parameters,
      }),
    );
    const host = service.topology.hosts.find(({ name }) => name === target)!;
    const station: Station = kind === 'slow-cpu' ? host.cpu : service.disks.station(host.id);
    let nowNs = healedAtS * 1e9;
    service.advance(nowNs, Number.POSITIVE_INFINITY);
    while (station.queueLength(nowNs) > 0) {
      nowNs += lookEveryNs;
      service.advance(nowNs, Number.POSITIVE_INFINITY);
    }
    return nowNs / 1e9 - healedAtS;
  });
}

/** By parts of constant speed: seconds, and by how much the station is slower. */
function theory(parts: readonly { readonly seconds: number; readonly factor: number }[]) {
  const surplus = serving - arriving;
  let backlog = 0;
  let steps = 0;
  for (const { seconds, factor } of parts) {
    backlog += (arriving - serving / factor) * seconds;
    steps += (arriving + serving / factor) * seconds;
  }
  const variance = steps / surplus ** 2 + (backlog * (arriving + serving)) / surplus ** 3;
  return { seconds: backlog / surplus, standardError: Math.sqrt(variance / runs) };
}

/** Within four standard errors of theory, the few that wait without a fault and the time between looks. */
function expectRecovery(measured: readonly number[], { seconds, standardError }: ReturnType<typeof theory>): void {
  const mean = measured.reduce((sum, each) => sum + each, 0) / measured.length;
  expect(Math.abs(mean - seconds)).toBeLessThan(4 * standardError + 0.02);
}

const ten = [{ from: 0, to: 10, factor: 20 }];
const tenParts = [{ seconds: 10, factor: 20 }];

test('4,000 that wait after ten seconds at a twentieth are gone after 7.27 s', () => {
  expect(theory(tenParts).seconds).toBeCloseTo(4000 / 550, 10);
});

test('a processor', () => expectRecovery(recoveries(router(1, 1), ten), theory(tenParts)));

test('a processor of four cores', () => expectRecovery(recoveries(router(4, 4), ten), theory(tenParts)));

test('a drive', () => expectRecovery(recoveries(drive, ten), theory(tenParts)));

test('two faults that overlap', () => {
  const slows = [
    { from: 0, to: 10, factor: 5 },
    { from: 2, to: 12, factor: 4 },
  ];
  const parts = [
    { seconds: 2, factor: 5 },
    { seconds: 8, factor: 20 },
    { seconds: 2, factor: 4 },
  ];
  expectRecovery(recoveries(router(1, 1), slows), theory(parts));
});
