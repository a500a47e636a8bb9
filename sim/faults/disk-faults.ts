/** Drives of storage nodes that are slow, stop answering or fail. A drive that fails takes its data with it. */
import type { Host } from '../infrastructure/host.js';
import { both, each, untilItsEnd } from './effect-and-inverse.js';
import { minuteNs, yearNs } from './failure-class.js';
import { disturbance, faultKind, type Hit, lasting, storageNodes } from './fault-kind.js';
import { slowed, slower } from './slowing.js';

export const slowDisk = faultKind({
  kind: 'slow-disk',
  about: 'reads and flushes take this many times as long at the drives of storage nodes',
  target: 'storage',
  needs: slower,
  extent: lasting,
  condition: 'had slow disks',
  effect: (hit) =>
    both(
      disturbance(hit, storageNodes(hit)),
      slowed(hit, storageNodes(hit), (host, ...slow) => hit.context.disks.slow(host.id, ...slow)),
    ),
});

export const diskStall = faultKind({
  kind: 'disk-stall',
  about: 'drives of storage nodes take no step until it is over',
  target: 'storage',
  takesServiceDown: true,
  extent: lasting,
  condition: 'had stalled disks',
  effect: (hit) =>
    both(
      disturbance(hit, storageNodes(hit)),
      untilItsEnd(storageNodes(hit), (host) =>
        hit.context.disks.stall(host.id, hit.context.simulation.nowNs, hit.untilNs),
      ),
    ),
});

export const diskFailure = faultKind({
  kind: 'disk-failure',
  about: 'drives of storage nodes fail with their data; afterwards there is an empty one in their place',
  target: 'storage',
  takesServiceDown: true,
  extent: lasting,
  condition: null,
  effect: (hit) =>
    each(
      storageNodes(hit),
      (host) => fail(hit, host),
      (host) => replace(hit, host),
    ),
  failures: {
    name: 'disks',
    thing: 'node',
    mtbfNs: 30 * yearNs,
    mtbfSource: '10 to 50 years at Google, 3 % replaced a year elsewhere (Ford, OSDI 2010; Schroeder, FAST 2007)',
    endedBy: 'replace',
    repairNs: { kind: 'exponential', mean: 240 * minuteNs },
    repairSource: 'exponential, 4h: assumption, as somebody has to come with another',
    comesInBursts: false,
  },
});

function fail({ context }: Hit, host: Host): void {
  if (context.disks.fail(host.id)) context.storage.nodeDied(host.id, true);
}

function replace({ context }: Hit, host: Host): void {
  const { disks, simulation, storage } = context;
  if (disks.replace(host.id, simulation.nowNs)) storage.nodeReturned(host.id);
}
