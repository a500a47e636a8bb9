/** Clocks that read a wrong time: leases are kept by each host's own. */
import { each } from './effect-and-inverse.js';
import { disturb, faultKind, lasting, machines, settle } from './fault-kind.js';

export const clockSkew = faultKind({
  kind: 'clock-skew',
  about: 'clocks of machines, by which leases are kept, read a wrong time',
  target: 'anything',
  needs: {
    offset: { unit: 'signedDuration', about: 'the clock reads this much ahead; negative: behind' },
  },
  extent: lasting,
  condition: null,
  effect: (hit) =>
    each(
      machines(hit),
      (host) => {
        disturb(hit, host);
        host.clockOffsetNs += hit.values.offset;
      },
      (host) => {
        host.clockOffsetNs -= hit.values.offset;
        settle(host);
      },
    ),
});
