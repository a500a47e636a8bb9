/**
 * What a region that is lost whole takes with it for as long as it is gone, the recovery point of an eventual global table:
 * writes that it had committed and that another region did not have before it was back. How old the oldest of them was is
 * the recovery point in time. They are not lost: the region tells of them when it returns.
 *
 * Where regions agree on each write, another one knows of it before it is acknowledged, and strong reads find it.
 *
 * When the region goes, changes without an answer are asked for; those that have arrived, or still arrive since they
 * were on their way, are none of it. Kept is a bit for each write and copy. Left out: changes that find a newer version on arrival, which nobody is told of, count as if they had not arrived.
 */
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import type { StampedVersion } from '../../protocol/stamped-version.js';
import type { Clock, Observer } from '../../trace.js';

export const regionLossFacts = [
  {
    name: 'changesUntoldAtLoss',
    unit: 'count',
    about: 'writes that a region had committed when it was lost whole, and that another had not before it was back',
  },
  {
    name: 'oldestUntoldMs',
    unit: 'ms',
    about: 'how old the oldest of these was when its region was lost',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

/** A region that was lost whole, and one that it had not told everything. */
export interface RegionLossRow {
  readonly region: string;
  readonly to: string;
  readonly atS: number;
  /** Null: not within the run. */
  readonly backS: number | null;
  /** Writes that it had committed, and that the other did not have before it was back. */
  readonly untold: number;
  /** How old the oldest of them was when the region was lost; null where there were none. */
  readonly oldestMs: number | null;
}

/** A fault that takes a region whole. */
export interface RegionOutage {
  readonly region: number;
  readonly atNs: number;
  /** Infinity: for good. */
  readonly backNs: number;
}

interface Loss extends RegionOutage {
  /** By copy of a table elsewhere: what was untold, by write id, and when it was committed. */
  readonly untold: ReadonlyMap<number, Map<number, number>>;
}

/** Write ids, a bit each. */
class WriteIdSet {
  private words = new Uint32Array(1024);

  add(writeId: number): void {
    const word = writeId >>> 5;
    if (word >= this.words.length) {
      const words = new Uint32Array(2 * word);
      words.set(this.words);
      this.words = words;
    }
    this.words[word] |= 1 << (writeId & 31);
  }

  has(writeId: number): boolean {
    return ((this.words[writeId >>> 5] ?? 0) & (1 << (writeId & 31))) !== 0;
  }
}

interface Unanswered {
  unanswered(): readonly { readonly table: number; readonly version: StampedVersion }[];
}

export class RegionLosses implements Observer {
  private readonly losses: Loss[] = [];
  /** By copy: what other regions told it of. */
  private readonly applied: ReadonlyMap<number, WriteIdSet>;

  constructor(
    /** In the order of time. */
    private readonly outages: readonly RegionOutage[],
    /** Copies of global tables. */
    private readonly copies: readonly { readonly table: number; readonly region: number }[],
  ) {
    this.applied = new Map(copies.map(({ table }) => [table, new WriteIdSet()]));
  }

  /** When the next region is lost. */
  get nextAtNs(): number {
    return this.outages[this.losses.length]?.atNs ?? Number.POSITIVE_INFINITY;
  }

  /** It is lost now. */
  lost(replicator: Unanswered): void {
    const outage = this.outages[this.losses.length];
    const others = this.copies.filter(({ region }) => region !== outage.region);
    const untold = new Map(others.map(({ table }) => [table, new Map<number, number>()]));
    for (const { table, version } of replicator.unanswered()) {
      const { region, writeId, committedAtNs } = version;
      if (region !== outage.region || this.applied.get(table)!.has(writeId)) continue;
      untold.get(table)!.set(writeId, committedAtNs);
    }
    this.losses.push({ ...outage, untold });
  }

  changeApplied({ nowNs }: Clock, table: number, { region, writeId }: StampedVersion): void {
    this.applied.get(table)!.add(writeId);
    for (const loss of this.losses) {
      if (loss.region === region && nowNs < loss.backNs) loss.untold.get(table)?.delete(writeId);
    }
  }

  facts(): CountsOf<typeof regionLossFacts> {
    const counts = countsOf(regionLossFacts);
    for (const { atNs, untold } of this.losses) {
      for (const writes of untold.values()) {
        counts.changesUntoldAtLoss += writes.size;
        const oldestMs = oldestOf(writes, atNs);
        if (oldestMs !== null) counts.oldestUntoldMs = Math.max(counts.oldestUntoldMs ?? 0, oldestMs);
      }
    }
    return counts;
  }

  rows(endNs: number, nameOf: (region: number) => string): RegionLossRow[] {
    return this.losses.flatMap(({ region, atNs, backNs, untold }) => {
      const others = [...new Set(this.copies.map((copy) => copy.region))].filter((other) => other !== region);
      return others.map((other) => {
        const tables = this.copies.filter((copy) => copy.region === other).map(({ table }) => untold.get(table)!);
        const writes = new Map(tables.flatMap((each) => [...each]));
        const times = { atS: atNs / 1e9, backS: backNs > endNs ? null : backNs / 1e9 };
        return {
          ...{ region: nameOf(region), to: nameOf(other), ...times },
          ...{ untold: writes.size, oldestMs: oldestOf(writes, atNs) },
        };
      });
    });
  }
}

function oldestOf(committedAtNs: ReadonlyMap<number, number>, nowNs: number): number | null {
  if (committedAtNs.size === 0) return null;
  let oldestNs = nowNs;
  for (const ns of committedAtNs.values()) oldestNs = Math.min(oldestNs, ns);
  return (nowNs - oldestNs) / 1e6;
}
