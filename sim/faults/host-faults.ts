/**
 * Hosts that die, stand still or are slow. Those of storage nodes keep their disks, unless the fault says that it loses
 * data. A host that several faults keep down comes back with the end of the last.
 */
import type { Host } from '../infrastructure/host.js';
import {
  both,
  disturb,
  each,
  type FaultKindSpec,
  type Hit,
  lasting,
  machines,
  multiplied,
  settle,
} from './fault-kind.js';

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
  target: 'router',
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
    both(
      each(machines(hit), (host) => hit.context.fleet.slow(host), notSlow),
      multiplied(hit, machines(hit), (host, product) => {
        host.cpu.slowdown = product;
      }),
    ),
} as const satisfies FaultKindSpec;

function notSlow(host: Host): void {
  host.slowdowns--;
}

function outage(hit: Hit, losesData: boolean) {
  const { fleet } = hit.context;
  return each(
    machines(hit),
    (host) => fleet.crash(host, losesData),
    (host) => fleet.restart(host),
  );
}

function pause(hit: Hit, host: Host): void {
  const { simulation, disks } = hit.context;
  disturb(hit, host);
  host.pause(simulation.nowNs, hit.untilNs);
  if (host.role.hasDisk) disks.stall(host.id, simulation.nowNs, hit.untilNs);
}
