/**
 * Hosts that die, stand still or are slow. Those of storage nodes keep their disks, unless the fault says that it loses
 * data. A host that several faults keep down comes back with the end of the last.
 */
import type { Host } from '../infrastructure/host.js';
import { disturb, each, type FaultKindSpec, type Hit, lasting, machines, multiplied, settle } from './fault-kind.js';

export const hostCrash = {
  kind: 'host-crash',
  target: 'anything',
  needs: [],
  may: lasting,
  condition: 'was down',
  effect: (hit: Hit) => outage(hit, false),
} as const satisfies FaultKindSpec;

export const hostCrashLosingData = {
  kind: 'host-crash-losing-data',
  target: 'storage',
  needs: [],
  may: lasting,
  condition: 'was down',
  effect: (hit: Hit) => outage(hit, true),
} as const satisfies FaultKindSpec;

export const zoneOutage = {
  kind: 'zone-outage',
  target: 'zone',
  needs: [],
  may: lasting,
  condition: 'was dark',
  effect: (hit: Hit) => outage(hit, false),
} as const satisfies FaultKindSpec;

export const routerCrash = {
  kind: 'router-crash',
  target: 'routers',
  needs: [],
  may: lasting,
  condition: 'was down',
  effect: (hit: Hit) => outage(hit, false),
} as const satisfies FaultKindSpec;

export const hostPause = {
  kind: 'host-pause',
  target: 'anything',
  needs: [],
  may: lasting,
  condition: 'stood still',
  effect: (hit: Hit) => each(machines(hit), (host) => pause(hit, host), settle),
} as const satisfies FaultKindSpec;

export const slowCpu = {
  kind: 'slow-cpu',
  target: 'anything',
  needs: ['factor'],
  may: lasting,
  condition: 'had slow processors',
  effect: (hit: Hit) =>
    multiplied(hit, machines(hit), (host, product) => {
      host.cpu.slowdown = product;
    }),
} as const satisfies FaultKindSpec;

function outage(hit: Hit, losesData: boolean) {
  return each(
    machines(hit),
    (host) => crash(hit, host, losesData),
    (host) => restart(hit, host),
  );
}

function crash({ context }: Hit, host: Host, losesData: boolean): void {
  const { simulation, storage, routers, frontDoors } = context;
  const wasUp = host.crash(simulation.nowNs);
  if (host.role === 'storage' && (wasUp || losesData)) storage.nodeDied(host.id, losesData);
  if (host.role === 'router' && wasUp) {
    routers.routerDied(host.id);
    routers.admission?.routerDied(host.id);
    frontDoors[host.region].loadBalancer.routerDown(host.id, simulation.nowNs);
  }
  if (host.role === 'admission' && wasUp) routers.admission?.servers.serverDied(host.id);
}

function restart({ context }: Hit, host: Host): void {
  if (!host.restart()) return;
  const { simulation, storage, metadata, frontDoors } = context;
  if (host.role === 'storage') storage.nodeReturned(host.id);
  if (host.role === 'metadata') metadata.hostReturned(host);
  if (host.role === 'router') frontDoors[host.region].loadBalancer.routerUp(host.id, simulation.nowNs);
}

function pause(hit: Hit, host: Host): void {
  const { simulation, disks } = hit.context;
  disturb(hit, host);
  host.pause(simulation.nowNs, hit.untilNs);
  if (host.role === 'storage') disks.stall(host.id, simulation.nowNs, hit.untilNs);
}
