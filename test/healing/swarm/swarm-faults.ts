/** The faults of a swarm: two to eight, overlapping, of every kind; begun at 5 s to 14 s and over by 20 s, but for losses for good. */
import fc from 'fast-check';
import { anyFaults, harmlessKinds } from '../../faults/any-faults.js';

const faultsMin = 2;
const faultsMax = 8;
const ms = (from: number, to: number) => fc.integer({ min: from, max: to }).map((each) => `${each}ms`);
const at = ms(5000, 14_000);
const few = fc.integer({ min: 1, max: 20 });

const of = (kind: string, details: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ kind: fc.constant(kind), at, ...details });

/** Kinds that take data or make it wrong, each with what else happens to the node so that it matters. */
const harms = (node: string): fc.Arbitrary<object[]> => {
  const target = fc.constant(node);
  const lasting = fc.constantFrom(undefined, '200ms', '2s', '5s');
  return fc.oneof(
    of('host-crash-losing-data', { target, for: lasting }).map((each) => [each]),
    of('disk-failure', { target, for: lasting }).map((each) => [each]),
    fc.tuple(of('bit-rot', { target, items: few })),
    fc.tuple(of('log-rot', { target, records: few })),
    fc.tuple(of('silent-wrong-replica', { target, items: few })),
    fc.tuple(of('misdirected-write', { target, writes: few })),
    of('torn-write', { target, for: ms(200, 4000) }).map((each) => [each]),
    fc.tuple(of('lost-flush', { target, for: ms(2000, 6000) }), of('host-crash', { target, for: ms(200, 4000) })),
  );
};

/** One to three nodes of a zone of four. */
const harmfulIn = (zone: number, harm: (node: string) => fc.Arbitrary<object[]>) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
    .chain((nodes) => fc.tuple(...nodes.map((node) => harm(`r/az-${zone}/storage-${node}`))))
    .map((each) => each.flat());

/** Of the copies in one zone. */
const anyHarm = fc.integer({ min: 1, max: 3 }).chain((zone) => harmfulIn(zone, harms));

/** Of the copies in two zones, for good in most runs, and often at once. */
const destructionInTwo = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }), fc.boolean(), at)
  .chain(([spared, zone, areAtOnce, atOnce]) => {
    const two = [1, 2, 3].filter((each) => each !== spared);
    const destroyed = (node: string) =>
      of(areAtOnce ? 'disk-failure' : 'host-crash-losing-data', {
        target: fc.constant(node),
        for: fc.constantFrom(undefined, undefined, '2s'),
      }).map((each) => [areAtOnce ? { ...each, at: atOnce } : each]);
    return fc.tuple(harmfulIn(two[zone - 1], destroyed), harmfulIn(two[2 - zone], destroyed));
  })
  .map((both) => both.flat());

/** What the service's own parts bear beside the faults of machines and networks. */
const others = fc.oneof(
  of('corrupted-message', {
    target: fc.constantFrom('r/az-1', 'leader of t/0', 'r/az-2/storage-1'),
    share: fc.constantFrom('1%', '20%'),
    for: ms(100, 5000),
  }),
  of('leader-handover', { target: fc.constantFrom('leader of t/0', 'leader of t/1', 'leader of t/2') }),
  of('object-store-outage', { target: fc.constant('r'), for: ms(100, 6000) }),
  of('slow-object-store', { target: fc.constant('r'), for: ms(100, 6000), factor: fc.constantFrom(10, 1000) }),
);

const withOthers = (harm: fc.Arbitrary<object[]>): fc.Arbitrary<object[]> =>
  fc
    .tuple(harm, fc.array(others, { maxLength: 2 }), anyFaults(harmlessKinds))
    .map((all) => all.flat().slice(0, faultsMax))
    .filter((faults) => faults.length >= faultsMin);

export const twoCopiesLeft = withOthers(anyHarm);
export const oneCopyLeft = withOthers(destructionInTwo);
