/**
 * Drives and nodes that keep something else than what was written, and say nothing of it. What a fault damages stays so
 * until the item is written anew or the copy is repaired: such a fault has no end.
 *
 * Of a partition that the target names, items of that one are hit, and else of all that the node has. Items are drawn, each
 * as likely as another; those whose versions are not tracked are left out. A node that has lost what it had has none.
 */
import { none } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Host } from '../infrastructure/host.js';
import { asLoaded, type CopyContent, type DamagedCopies, damagedCopiesMax } from '../replication/damaged-copies.js';
import { nobodysWrite } from '../replication/item-versions.js';
import { expectDamage, expectLies } from '../storage/damage-wiring.js';
import { expectLogRot } from '../storage/record-repairs.js';
import { type Effect, each } from './effect-and-inverse.js';
import type { ValuesOf } from './fault-key.js';
import { type FaultContext, faultKind, type Hit, lasting, storageNodes } from './fault-kind.js';
import { groupOf } from './targets.js';

const howMany = { items: { unit: 'count', max: damagedCopiesMax, about: 'of each node, drawn' } } as const;
const prepare = ({ storage }: FaultContext) => void expectDamage(storage);

export const bitRot = faultKind({
  kind: 'bit-rot',
  about: 'pages rot on the drives of storage nodes: checksums tell, when somebody reads them',
  target: 'storage',
  needs: howMany,
  condition: null,
  harmsData: true,
  prepare,
  copiesDamaged: ({ items }) => items,
  effect: (hit) => onItems(hit, (has) => ({ ...has, writeId: nobodysWrite, failsChecksum: true })),
});

export const logRot = faultKind({
  kind: 'log-rot',
  about:
    'committed records rot in the logs of storage nodes: checksums tell, when they are archived, copied or read at a start',
  target: 'storage',
  needs: { records: { unit: 'count', max: damagedCopiesMax, about: 'of each node, drawn among those that it keeps' } },
  condition: null,
  harmsData: true,
  prepare: ({ storage }) => void expectLogRot(storage),
  copiesDamaged: ({ records }) => records,
  effect: (hit) =>
    each(
      storageNodes(hit),
      ({ id }) => rotRecords(hit, id, hit.values.records),
      () => {},
    ),
});

/** Without an archive a log keeps only what a replica has not applied yet: there may be fewer, or none. */
function rotRecords({ context, fault, stream }: Hit, node: number, count: number): void {
  const { storage, groups } = context;
  const rot = expectLogRot(storage);
  const hit = groupOf(fault.target, context);
  const kept = storage.nodes.groups[node]
    .filter((group) => hit === null || group === hit)
    .map((group) => ({ group, slot: groups.slotOn(group, node) }))
    .flatMap(({ group, slot }) => rot.wholeIn(group, slot).map((record) => ({ record, slot })));
  for (let left = Math.min(count, kept.length); left > 0; left--) {
    const drawn = stream.below(kept.length);
    rot.rot(kept[drawn].record, kept[drawn].slot);
    kept[drawn] = kept[kept.length - 1];
    kept.pop();
  }
}

export const silentWrongReplica = faultKind({
  kind: 'silent-wrong-replica',
  about: 'copies of items have old or foreign content at storage nodes, and their checksums are right',
  target: 'storage',
  needs: howMany,
  condition: null,
  harmsData: true,
  prepare,
  copiesDamaged: ({ items }) => items,
  // What the table was loaded with, or, where that is still right, what somebody else should have.
  effect: (hit) => onItems(hit, (has) => (has.sequenceNumber > 0 ? asLoaded : { ...has, writeId: nobodysWrite })),
});

/**
 * The page of an item that was written goes to the place of another: of two items on the drive one has an older version, and
 * one what is not its own.
 */
export const misdirectedWrite = faultKind({
  kind: 'misdirected-write',
  about: 'drives of storage nodes write pages to the place of others: one item is old there, another foreign',
  target: 'storage',
  needs: { writes: { unit: 'count', max: damagedCopiesMax / 2, about: 'of each node, drawn among the items written' } },
  condition: null,
  harmsData: true,
  prepare,
  copiesDamaged: ({ writes }) => 2 * writes,
  effect: (hit) => onNodes(hit, hit.values.writes, (draw, damage) => misdirect(hit.context, draw, damage)),
});

/** The checksum is right for what was written: it tells only where it covers the place, too. */
function misdirect({ storage }: FaultContext, draw: Draw, damage: DamagedCopies): boolean {
  const written = draw(({ has }) => has.sequenceNumber > 0);
  if (written === null) return false;
  const other = draw(({ table, item }) => table !== written.table || item !== written.item);
  damage.damage(written.node, written.table, written.item, asLoaded);
  if (other === null) return true;
  const failsChecksum = storage.parameters.checksumsNamePages;
  damage.damage(other.node, other.table, other.item, { ...other.has, writeId: written.has.writeId, failsChecksum });
  return true;
}

/**
 * Nothing that is flushed meanwhile outlasts a loss of power. Of the log the node finds that out itself; a page that was
 * written since, of a record that came before, is old, and no checksum tells.
 */
export const lostFlush = faultKind({
  kind: 'lost-flush',
  about: 'drives of storage nodes acknowledge flushes that are gone if their host dies before the end',
  target: 'storage',
  may: {
    pages: { unit: 'count', default: 0, max: damagedCopiesMax, about: 'of each partition there that are lost, too' },
  },
  extent: lasting,
  condition: 'lost flushes',
  harmsData: true,
  prepare: ({ storage }) => {
    expectLies(storage);
    expectDamage(storage);
  },
  effect: (hit) => {
    const { context, stream, values } = hit;
    const lies = expectLies(context.storage);
    const damage = expectDamage(context.storage);
    const losePages = (node: number, group: number, kept: number) => {
      for (let nth = 0; nth < values.pages; nth++) {
        const isOlder = ({ has }: DrawnItem) => has.sequenceNumber > 0 && has.sequenceNumber <= kept;
        const lost = drawItem(context, node, group, damage, stream, isOlder);
        if (lost === null) return;
        damage.damage(node, lost.table, lost.item, asLoaded);
      }
    };
    return each(
      storageNodes(hit),
      ({ id }) => lies.beginToLie(id, context.simulation.nowNs, (group, _slot, kept) => losePages(id, group, kept)),
      ({ id }) => lies.endToLie(id),
    );
  },
});

/**
 * A crash whose traces the logs bear: of a record whose flush was under way a part is there. Where nothing was being written
 * it is a crash like any other; what was flushed before stays in either case.
 */
export const tornWrite = faultKind({
  kind: 'torn-write',
  about:
    'storage nodes die, and records whose flush was under way are torn: checksums tell, and the logs are cut before them; ' +
    'what was flushed stays, and where nothing was being written this is a `host-crash`',
  target: 'storage',
  takesServiceDown: true,
  extent: lasting,
  condition: 'was down',
  harmsData: true,
  prepare: ({ storage }) => void expectLies(storage),
  effect: (hit) => {
    const { fleet, storage } = hit.context;
    const lies = expectLies(storage);
    return each(
      storageNodes(hit),
      (host) => {
        lies.tear(storage.replication.groupsBeingFlushed(host.id));
        fleet.crash(host, false);
      },
      (host) => fleet.restart(host),
    );
  },
});

interface DrawnItem {
  readonly node: number;
  readonly table: number;
  readonly item: number;
  readonly has: CopyContent;
}
/** An item of which the node has a copy that is not damaged, and that is as is asked; null: there is none. */
type Draw = (isSuitable: (drawn: DrawnItem) => boolean) => DrawnItem | null;

/** Does something so many times at each node of the target, or as long as it finds something to do it to. */
function onNodes(hit: Hit, times: number, act: (draw: Draw, damage: DamagedCopies) => boolean): Effect {
  const { context, fault, stream } = hit;
  const damageNode = ({ id }: Host) => {
    const damage = expectDamage(context.storage);
    const group = groupOf(fault.target, context);
    const draw: Draw = (isSuitable) => drawItem(context, id, group, damage, stream, isSuitable);
    for (let nth = 0; nth < times; nth++) if (!act(draw, damage)) return;
  };
  return each(storageNodes(hit), damageNode, () => {});
}

function onItems(hit: Hit<ValuesOf<typeof howMany>>, contentOf: (has: CopyContent) => CopyContent): Effect {
  return onNodes(hit, hit.values.items, (draw, damage) => {
    const drawn = draw(() => true);
    return drawn !== null && damage.damage(drawn.node, drawn.table, drawn.item, contentOf(drawn.has));
  });
}

/** Draws before every item is looked at in its order: of a node that has a few items of a large table. */
const drawsMax = 64;

function drawItem(
  { storage, groups }: FaultContext,
  node: number,
  group: number | null,
  damage: DamagedCopies,
  stream: RandomStream,
  isSuitable: (drawn: DrawnItem) => boolean,
): DrawnItem | null {
  const { keySpaces, reads } = storage;
  const counts = keySpaces.spaces.map(({ itemCount }, table) => Math.min(itemCount, reads.itemsTracked(table)));
  const items = counts.reduce((sum, count) => sum + count, 0);
  const at = (index: number): DrawnItem | null => {
    let item = index;
    let table = 0;
    while (item >= counts[table]) item -= counts[table++];
    const owner = keySpaces.spaces[table].groupOf(item);
    if (group !== null && owner !== group) return null;
    const slot = groups.slotOn(owner, node);
    if (slot < 0 || (groups.storage[owner] & (1 << slot)) === 0 || groups.durable(owner, slot) === none) return null;
    if (damage.of(node, table, item) !== null) return null;
    const drawn = { node, table, item, has: reads.appliedVersion(owner, slot, table, item) };
    return isSuitable(drawn) ? drawn : null;
  };
  let index = stream.below(items);
  for (let draw = 0; draw < drawsMax; draw++, index = stream.below(items)) {
    const drawn = at(index);
    if (drawn !== null) return drawn;
  }
  for (let step = 0; step < items; step++) {
    const drawn = at((index + step) % items);
    if (drawn !== null) return drawn;
  }
  return null;
}
