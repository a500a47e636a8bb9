/** Drives of storage nodes that are slow, stop answering or fail. A drive that fails takes its data with it. */
import type { Host } from '../infrastructure/host.js';
import {
  both,
  disturbance,
  each,
  type FaultKindSpec,
  type Hit,
  lasting,
  multiplied,
  storageNodes,
} from './fault-kind.js';

export const slowDisk = {
  kind: 'slow-disk',
  target: 'storage',
  needs: ['factor'],
  may: lasting,
  condition: 'had slow disks',
  effect: (hit: Hit) =>
    both(
      disturbance(hit, storageNodes(hit)),
      multiplied(hit, storageNodes(hit), (host, product) => {
        hit.context.disks.station(host.id).slowdown = product;
      }),
    ),
} as const satisfies FaultKindSpec;

export const diskStall = {
  kind: 'disk-stall',
  target: 'storage',
  needs: [],
  may: lasting,
  condition: 'had stalled disks',
  effect: (hit: Hit) =>
    both(
      disturbance(hit, storageNodes(hit)),
      each(
        storageNodes(hit),
        (host) => hit.context.disks.stall(host.id, hit.context.simulation.nowNs, hit.untilNs),
        () => {},
      ),
    ),
} as const satisfies FaultKindSpec;

export const diskFailure = {
  kind: 'disk-failure',
  target: 'storage',
  needs: [],
  may: lasting,
  condition: null,
  effect: (hit: Hit) =>
    each(
      storageNodes(hit),
      (host) => fail(hit, host),
      (host) => replace(hit, host),
    ),
} as const satisfies FaultKindSpec;

function fail({ context }: Hit, host: Host): void {
  if (context.disks.fail(host.id)) context.storage.nodeDied(host.id, true);
}

function replace({ context }: Hit, host: Host): void {
  const { disks, simulation, storage } = context;
  if (disks.replace(host.id, simulation.nowNs)) storage.nodeReturned(host.id);
}
