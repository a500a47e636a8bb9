/** Clocks that read a wrong time: leases are kept by each host's own. */
import type { Host } from '../infrastructure/host.js';
import { disturb, each, type FaultKindSpec, type Hit, lasting, machines, settle } from './fault-kind.js';

export const clockSkew = {
  kind: 'clock-skew',
  target: 'anything',
  needs: ['offset'],
  may: lasting,
  condition: null,
  effect: (hit: Hit) =>
    each(
      machines(hit),
      (host) => skew(hit, host),
      (host) => unskew(hit, host),
    ),
} as const satisfies FaultKindSpec;

function skew(hit: Hit, host: Host): void {
  disturb(hit, host);
  host.clockOffsetNs += hit.fault.offsetNs;
}

function unskew(hit: Hit, host: Host): void {
  host.clockOffsetNs -= hit.fault.offsetNs;
  settle(host);
}
