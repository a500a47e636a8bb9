/**
 * Hosts that die, stand still or are slow. Those of storage nodes keep their disks, unless the fault says that it loses
 * data. A host that several faults keep down comes back with the end of the last.
 */
import { atLeastThenExponential } from '../engine/distribution-spec.js';
import type { Host } from '../infrastructure/host.js';
import { both, each } from './effect-and-inverse.js';
import { dayNs, minuteNs, yearNs } from './failure-class.js';
import { disturb, faultKind, type Hit, lasting, machines, settle } from './fault-kind.js';
import { slowed, slower } from './slowing.js';

export const hostCrash = faultKind({
  kind: 'host-crash',
  about: 'machines die at once and lose what they had in memory; disks keep theirs',
  target: 'anything',
  takesServiceDown: true,
  extent: lasting,
  condition: 'was down',
  effect: (hit) => outage(hit, false),
  failures: {
    name: 'hosts',
    thing: 'node',
    mtbfNs: 130 * dayNs,
    mtbfSource: '4.3 months of nodes at Google (Ford et al., OSDI 2010, as others write of it)',
    endedBy: 'repair',
    repairNs: atLeastThenExponential(15 * minuteNs, 15 * minuteNs),
    repairSource: '15m and, exponential, 15m more: Ford counts what lasts 15 min; how much longer is an assumption',
    comesInBursts: true,
  },
});

export const hostCrashLosingData = faultKind({
  kind: 'host-crash-losing-data',
  about: 'storage nodes die, and their disks are lost with them',
  target: 'storage',
  takesServiceDown: true,
  extent: lasting,
  condition: 'was down',
  effect: (hit) => outage(hit, true),
});

export const rackOutage = faultKind({
  kind: 'rack-outage',
  about: 'every machine of the service in a rack dies at once; disks keep theirs',
  target: 'rack',
  extent: lasting,
  condition: 'was dark',
  effect: (hit) => outage(hit, false),
  failures: {
    name: 'racks',
    thing: 'rack',
    mtbfNs: 3723 * dayNs,
    mtbfSource: '10.2 years at Google (Ford et al., OSDI 2010, as others write of it)',
    endedBy: 'repair',
    repairNs: { kind: 'uniform', from: 60 * minuteNs, to: 360 * minuteNs },
    repairSource: 'uniform between 1h and 6h: assumption, up to what a failed power unit took at Google',
    comesInBursts: false,
  },
});

export const zoneOutage = faultKind({
  kind: 'zone-outage',
  about: 'every machine of the service in a zone dies at once; disks keep theirs',
  target: 'zone',
  takesServiceDown: true,
  extent: lasting,
  condition: 'was dark',
  effect: (hit) => outage(hit, false),
  failures: {
    name: 'zones',
    thing: 'zone',
    mtbfNs: 67 * yearNs,
    mtbfSource: 'recalled: 1 or 2 of some 100 public zones a year',
    endedBy: 'repair',
    repairNs: { kind: 'uniform', from: 20 * minuteNs, to: 82 * minuteNs },
    repairSource: 'uniform between 20m and 82m, as public failures of power lasted (2012 to 2022)',
    comesInBursts: false,
  },
});

export const regionOutage = faultKind({
  kind: 'region-outage',
  about: 'every machine of the service in a region dies at once; disks keep theirs',
  target: 'region',
  takesServiceDown: true,
  extent: lasting,
  condition: 'was dark',
  effect: (hit) => outage(hit, false),
});

export const routerCrash = faultKind({
  kind: 'router-crash',
  about: 'request routers die with the requests that they hold',
  target: 'router',
  takesServiceDown: true,
  extent: lasting,
  condition: 'was down',
  effect: (hit) => outage(hit, false),
});

export const hostPause = faultKind({
  kind: 'host-pause',
  about: 'machines stand still and go on where they were, as in a long collection of garbage',
  target: 'anything',
  takesServiceDown: true,
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
