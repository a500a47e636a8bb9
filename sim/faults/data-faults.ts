/**
 * Drives and nodes that keep something else than what was written, and say nothing of it. What a fault damages stays so
 * until the item is written anew or the copy is repaired: such a fault has no end.
 *
 * Of a partition that the target names, items of that one are hit, and else of all that the node has. Items are drawn, each
 * as likely as another; those whose versions are not tracked are left out.
 */
import type { RandomStream } from '../engine/random-stream.js';
import type { Host } from '../infrastructure/host.js';
import { type CopyContent, type DamagedCopies, damagedCopiesMax } from '../replication/damaged-copies.js';
import { nobodysWrite } from '../replication/item-versions.js';
import { expectDamage } from '../storage/damage-wiring.js';
import type { Effect } from './effect-and-inverse.js';
import type { ValuesOf } from './fault-key.js';
import { type FaultContext, faultKind, type Hit, storageNodes } from './fault-kind.js';
import { groupOf } from './targets.js';

const howMany = { items: { unit: 'count', max: damagedCopiesMax, about: 'of each node, drawn' } } as const;
const prepare = ({ storage }: FaultContext) => void expectDamage(storage);

export const bitRot = faultKind({
  kind: 'bit-rot',
  about: 'pages rot on the drives of storage nodes: checksums tell, when somebody reads them',
  target: 'storage',
  needs: howMany,
  condition: null,
  damagesCopies: true,
  prepare,
  effect: (hit) =>
    onItems(hit, (_host, _table, _item, has) => ({ ...has, writeId: nobodysWrite, failsChecksum: true })),
});

export const silentWrongReplica = faultKind({
  kind: 'silent-wrong-replica',
  about: 'copies of items have old or foreign content at storage nodes, and their checksums are right',
  target: 'storage',
  needs: howMany,
  condition: null,
  damagesCopies: true,
  prepare,
  // What the table was loaded with, or, where that is still right, what somebody else should have.
  effect: (hit) =>
    onItems(hit, (_host, _table, _item, has) =>
      has.sequenceNumber > 0
        ? { sequenceNumber: 0, writeId: 0, failsChecksum: false }
        : { ...has, writeId: nobodysWrite },
    ),
});

type ContentOf = (host: Host, table: number, item: number, has: CopyContent) => CopyContent;

/** Damages so many items of each node of the target, or all that it has. */
function onItems(hit: Hit<ValuesOf<typeof howMany>>, contentOf: ContentOf): Effect {
  const { context, fault, stream, values } = hit;
  return {
    begin: () => {
      const damage = expectDamage(context.storage);
      const group = groupOf(fault.target, context);
      for (const host of storageNodes(hit)) {
        for (let nth = 0; nth < values.items; nth++) {
          const drawn = drawItem(context, host.id, group, damage, stream);
          if (drawn === null) break;
          const { table, item, has } = drawn;
          damage.damage(host.id, table, item, contentOf(host, table, item, has));
        }
      }
    },
    end: () => {},
  };
}

interface DrawnItem {
  readonly table: number;
  readonly item: number;
  readonly has: CopyContent;
}

/** Draws before every item is looked at in its order: of a node that has a few items of a large table. */
const drawsMax = 64;

/** An item of which the node has a copy that is not damaged; null: there is none. */
function drawItem(
  { storage, groups }: FaultContext,
  node: number,
  group: number | null,
  damage: DamagedCopies,
  stream: RandomStream,
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
    if (slot < 0 || (groups.storage[owner] & (1 << slot)) === 0 || damage.of(node, table, item) !== null) return null;
    return { table, item, has: reads.appliedVersion(owner, slot, table, item) };
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
