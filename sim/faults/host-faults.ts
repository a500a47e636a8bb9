/**
 * Hosts that die, stand still or are slow. Those of storage nodes keep their disks, unless the fault says that it loses
 * data. A host that several faults keep down comes back with the end of the last.
 */
import type { Host } from '../infrastructure/host.js';
import { both, each } from './effect-and-inverse.js';
import { disturb, faultKind, type Hit, lasting, machines, settle } from './fault-kind.js';
import { slowed, slower } from './slowing.js';

export const hostCrash = faultKind({
  kind: 'host-crash',
  about: 'machines die at once and lose what they had in memory; disks keep theirs',
  target: 'anything',
  extent: lasting,
  condition: 'was down',
  effect: (hit) => outage(hit, false),
});

export const hostCrashLosingData = faultKind({
  kind: 'host-crash-losing-data',
  about: 'storage nodes die, and their disks are lost with them',
  target: 'storage',
  extent: lasting,
  condition: 'was down',
  effect: (hit) => outage(hit, true),
});

export const zoneOutage = faultKind({
  kind: 'zone-outage',
  about: 'every machine of the service in a zone dies at once; disks keep theirs',
  target: 'zone',
  extent: lasting,
  condition: 'was dark',
  effect: (hit) => outage(hit, false),
});

export const routerCrash = faultKind({
  kind: 'router-crash',
  about: 'request routers die with the requests that they hold',
  target: 'router',
  extent: lasting,
  condition: 'was down',
  effect: (hit) => outage(hit, false),
});

export const hostPause = faultKind({
  kind: 'host-pause',
  about: 'machines stand still and go on where they were, as in a long collection of garbage',
  target: 'anything',
  extent: lasting,
  condition: 'stood still',
  effect: (hit) => each(machines(hit), (host) => pause(hit, host), settle),
});

export const slowCpu = faultKind({
  kind: 'slow-cpu',
  about: 'work takes this many times as long at the processors of machines',
  target: 'anything',
  needs: slower,
  extent: lasting,
  condition: 'had slow processors',
  effect: (hit) =>
    both(
      each(machines(hit), (host) => hit.context.fleet.slow(host), notSlow),
      slowed(hit, machines(hit), ({ cpu }, ...slow) => cpu.slow(...slow)),
    ),
});

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
