/** Random schedules of overlapping faults, as scenario text, all begun within 5 s to 14 s and healed by 20 s. */
import fc from 'fast-check';

const storageTargets = [
  ...['leader of t/0', 'follower 1 of t/0', 'follower 2 of t/0', 'followers of t/0', 'leader of t/1'],
  ...['r/az-1/storage-1', 'r/az-2/storage-2', '1 storage nodes in r', '20% of storage nodes in r'],
];
const zones = ['r/az-1', 'r/az-2', 'r/az-3'];
const routers = ['r/az-1/router-1', '2 routers in r'];

const of = (...values: unknown[]) => fc.constantFrom(...values);
const target = (...values: string[]) => ({ target: of(...values) });
const link = {
  ...target(...storageTargets, ...zones, ...routers),
  direction: of('both', 'outbound', 'inbound'),
  peer: of(undefined, ...storageTargets),
};
const factor = { factor: of(2, 10, 100) };

const details: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
  'host-crash': target(...storageTargets, ...zones, ...routers),
  'host-crash-losing-data': target(...storageTargets),
  'host-pause': target(...storageTargets, ...zones, ...routers),
  'slow-cpu': { ...target(...storageTargets, ...zones), ...factor },
  'slow-disk': { ...target(...storageTargets), ...factor },
  'disk-stall': target(...storageTargets),
  'disk-failure': target(...storageTargets),
  'rack-outage': target('r/az-1/rack-1', 'r/az-2/rack-1'),
  'zone-outage': target(...zones),
  'region-outage': target('r'),
  'network-partition': link,
  'packet-loss': { ...link, share: of('5%', '30%', '90%') },
  'network-delay': { ...link, delay: of('5ms', { exponential: '50ms' }) },
  'slow-network': { ...link, ...factor },
  'narrow-link': { ...link, bandwidth: of('2KB/s', '50KB/s', '1MB/s'), backlogMax: of('0s', '400ms', '10s') },
  'bandwidth-cut': { ...target(...storageTargets, ...zones), ...factor },
  'router-crash': target(...routers),
  'load-balancer-flap': { ...target(...routers), period: of('300ms', '1s'), share: of('50%', '100%') },
  'router-drain': target(...routers),
  // Four at once stay within the clock uncertainty of 1 ms, that of two hosts against each other included.
  'clock-skew': { ...target(...storageTargets), offset: of('100us', '-100us') },
};
export const healingKinds = Object.keys(details);
/** Kinds after which every acknowledged write still exists. */
export const harmlessKinds = healingKinds.filter((kind) => !['host-crash-losing-data', 'disk-failure'].includes(kind));

/** One to five faults of these kinds. */
export function anyFaults(kinds: readonly string[]): fc.Arbitrary<object[]> {
  const times = { at: fc.integer({ min: 5000, max: 14_000 }), for: fc.integer({ min: 50, max: 6000 }) };
  const fault = fc.constantFrom(...kinds).chain((kind) =>
    fc.record({ kind: fc.constant(kind), ...times, ...details[kind] }).map((drawn) => ({
      ...drawn,
      at: `${drawn.at}ms`,
      for: `${drawn.for}ms`,
    })),
  );
  return fc.array(fault, { minLength: 1, maxLength: 5 });
}
