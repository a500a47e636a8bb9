/**
 * Splits partitions that have grown past their size, and those that are asked for nearly all that a partition can give
 * (P22 section 4.4). Refused units are demand too.
 *
 *   hot ─ observed ─ still hot after `splitAfter` ─ decided (split-policy.ts) ─ copied, minutes of it ─ two partitions
 *                                                  └ skipped: left alone for a while
 *
 * An item is isolated by two splits, the second planned when the first is done. Left out: merging cold partitions.
 */

import { unitKinds } from '../admission/capacity-units.js';
import { type PartitionCapParameters, type PartitionCaps, partitionCaps } from '../admission/partition-caps.js';
import type { UnitRates } from '../admission/unit-rates.js';
import { none } from '../engine/pool.js';
import type { FreeCapacity } from '../partitions/free-capacity.js';
import type { KeyRange } from '../partitions/key-space.js';
import { itemsIn, middleOfItems } from '../partitions/partition-size.js';
import { countsOf, type Fact } from '../protocol/facts.js';
import { type Activity, percent } from './activity.js';
import type { AutoadminSection } from './autoadmin-parameters.js';
import type { KeySamples } from './key-samples.js';
import type { ManagedTable, ManagedTables } from './managed-tables.js';
import { decideSplit, type KeySample, type SplitPolicyParameters } from './split-policy.js';

export type SplitParameters = SplitPolicyParameters &
  Pick<
    AutoadminSection,
    'interval' | 'splitBytes' | 'splitAbove' | 'splitAfter' | 'splitsMax' | 'newPartitionsMax' | 'pauseIntervals'
  >;

export interface SplitExecutor {
  isBusy(group: number): boolean;
  beginSplit(group: number, keyPosition: number, hosts: readonly number[]): boolean;
}

export const splitterFacts = [
  { name: 'splitsForSize', unit: 'count', about: 'splits of partitions that had grown too large' },
  { name: 'splitsForConsumption', unit: 'count', about: 'splits of partitions that were too hot' },
  { name: 'itemsIsolated', unit: 'count', about: 'items that got a partition of their own' },
  { name: 'splitsSkipped', unit: 'count', about: 'splits left, because one item or a sequence made the heat' },
  { name: 'splitsWithoutRoom', unit: 'count', about: 'times that no three nodes had room for a split' },
] as const satisfies readonly Fact[];

interface Split {
  readonly cause: 'size' | 'consumption';
  readonly keyPosition: number;
  readonly because: string;
  /** Of the item that is to be alone in the end, or -1. */
  readonly itemKeyPosition: number;
}

interface HotPartition {
  readonly table: ManagedTable;
  readonly group: number;
  /** What is asked for / the partition's cap. */
  readonly heat: number;
}

/** What the splitter looks at and acts on. */
export interface SplitterDependencies {
  readonly tables: ManagedTables;
  readonly executor: SplitExecutor;
  readonly freeCapacity: FreeCapacity;
  /** Null where nothing is split for consumption. */
  readonly samples: KeySamples | null;
  readonly consumed: UnitRates;
  readonly refused: UnitRates;
  readonly itemCount: (table: number) => number;
  readonly activity: Activity;
}

export class Splitter {
  readonly counts = countsOf(splitterFacts);
  private readonly underWay = new Map<number, Split>();
  /** Second splits of isolations, by group. */
  private readonly followUps = new Map<number, Split>();
  private newPartitions = 0;
  /** By group: since when it has been hot, or -1; and until when it is left alone. */
  private readonly hotSinceNs: Float64Array;
  private readonly leftAloneUntilNs: Float64Array;
  /** By table: its items when all its partitions were last found small enough. */
  private readonly itemsWhenSmall = new Map<number, number>();

  constructor(
    private readonly dependencies: SplitterDependencies,
    private readonly parameters: SplitParameters,
    private readonly limits: PartitionCapParameters,
    groupsMax: number,
  ) {
    this.hotSinceNs = new Float64Array(groupsMax).fill(none);
    this.leftAloneUntilNs = new Float64Array(groupsMax);
  }

  tick(nowNs: number): void {
    this.finishIsolations(nowNs);
    for (const table of this.dependencies.tables.list) if (table.splitting.bySize) this.splitForSize(nowNs, table);
    const hot = this.dependencies.tables.list.flatMap((table) =>
      table.splitting.byConsumption ? this.hotPartitions(nowNs, table) : [],
    );
    hot.sort((a, b) => b.heat - a.heat || a.group - b.group);
    for (const partition of hot) {
      if (!this.mayBegin) return;
      this.splitForConsumption(nowNs, partition);
    }
  }

  isSplitting(group: number): boolean {
    return this.underWay.has(group);
  }

  /** The new partition serves; ranges and tables are as they will be. */
  done(nowNs: number, parent: number, child: number): void {
    const split = this.end(parent);
    this.hotSinceNs[parent] = none;
    if (split.cause === 'size') this.counts.splitsForSize++;
    else this.counts.splitsForConsumption++;
    this.dependencies.activity.partition(nowNs, parent, `split for ${split.cause}`, split.because);
    if (split.itemKeyPosition === none) return;
    const group = split.itemKeyPosition < split.keyPosition ? parent : child;
    const range = this.dependencies.tables.tableOf(group).keySpace.rangeOf(group);
    if (range.to - range.from === 1) {
      this.counts.itemsIsolated++;
      this.dependencies.activity.partition(nowNs, group, 'item isolated', split.because);
    } else {
      const keyPosition = range.from < split.itemKeyPosition ? split.itemKeyPosition : split.itemKeyPosition + 1;
      this.followUps.set(group, { ...split, keyPosition });
    }
  }

  givenUp(nowNs: number, group: number): void {
    const { because } = this.end(group);
    this.newPartitions--;
    this.leaveAlone(nowNs, group);
    this.dependencies.activity.partition(nowNs, group, 'split given up', because);
  }

  private end(group: number): Split {
    const split = this.underWay.get(group);
    if (split === undefined) throw new Error(`group ${group} was not being split`);
    this.underWay.delete(group);
    return split;
  }

  private get mayBegin(): boolean {
    const { splitsMax, newPartitionsMax } = this.parameters;
    return this.underWay.size < splitsMax && this.newPartitions < newPartitionsMax;
  }

  private finishIsolations(nowNs: number): void {
    for (const [group, split] of this.followUps) {
      if (!this.mayBegin) return;
      if (this.dependencies.executor.isBusy(group)) continue;
      this.followUps.delete(group);
      this.begin(nowNs, group, split);
    }
  }

  private splitForSize(nowNs: number, table: ManagedTable): void {
    const items = this.dependencies.itemCount(table.index);
    if (this.itemsWhenSmall.get(table.index) === items) return;
    let areSmall = true;
    for (const group of table.groups) {
      const range = table.keySpace.rangeOf(group);
      const bytes = itemsIn(table.keySpace, range, items) * table.meanItemBytes;
      if (bytes <= this.parameters.splitBytes) continue;
      areSmall = false;
      if (!this.mayBegin || !this.isFree(nowNs, group)) continue;
      const because = `it holds ${(bytes / 1e9).toFixed(2)} GB`;
      const keyPosition = middleOfItems(table.keySpace, range, items);
      if (keyPosition > range.from)
        this.begin(nowNs, group, { cause: 'size', keyPosition, because, itemKeyPosition: none });
      else this.skip(nowNs, group, `${because} at one place of its keys`);
    }
    if (areSmall) this.itemsWhenSmall.set(table.index, items);
  }

  /** Those that have been hot for long enough and are observed for long enough; others begin, or cease, to be observed. */
  private hotPartitions(nowNs: number, table: ManagedTable): HotPartition[] {
    const hot: HotPartition[] = [];
    const caps = partitionCaps(table.capacity, this.limits);
    for (const group of table.groups) {
      const heat = this.heatOf(group, caps);
      if (heat <= this.parameters.splitAbove) {
        if (this.hotSinceNs[group] !== none) this.coolDown(group);
        continue;
      }
      if (this.hotSinceNs[group] === none) this.hotSinceNs[group] = nowNs - this.parameters.interval;
      if (!this.isFree(nowNs, group)) continue;
      this.dependencies.samples?.arm(group);
      if (nowNs - this.hotSinceNs[group] < this.parameters.splitAfter) continue;
      const { samples } = this.dependencies;
      if (samples?.areEnough(samples.count(group))) hot.push({ table, group, heat });
    }
    return hot;
  }

  private heatOf(group: number, caps: PartitionCaps): number {
    let heat = 0;
    for (let kind = 0; kind < unitKinds; kind++) {
      heat = Math.max(
        heat,
        (this.dependencies.consumed.of(group, kind) + this.dependencies.refused.of(group, kind)) / caps[kind],
      );
    }
    return heat;
  }

  private coolDown(group: number): void {
    this.hotSinceNs[group] = none;
    this.dependencies.samples?.disarm(group);
  }

  private splitForConsumption(nowNs: number, { table, group, heat }: HotPartition): void {
    const range = table.keySpace.rangeOf(group);
    const samples = this.samplesIn(table, group, range);
    if (!this.dependencies.samples?.areEnough(samples.length)) return;
    const decision = decideSplit(samples, range, heat, this.parameters);
    if (decision.kind === 'skip') return this.skip(nowNs, group, decision.because);
    const hotFor = `asked for ${percent(heat)} of its cap`;
    const isIsolation = decision.kind === 'isolate';
    this.begin(nowNs, group, {
      cause: 'consumption',
      keyPosition: decision.keyPosition,
      because: isIsolation ? `${hotFor}, one item for ${percent(decision.share)} of that` : hotFor,
      itemKeyPosition: isIsolation ? decision.itemKeyPosition : none,
    });
  }

  /** Requests that came with an old map to keys which the partition has given away do not count. */
  private samplesIn(table: ManagedTable, group: number, { from, to }: KeyRange): KeySample[] {
    const samples: KeySample[] = [];
    this.dependencies.samples?.forEach(group, (item, weight) => {
      const keyPosition = table.keySpace.keyPositionOf(item);
      if (keyPosition >= from && keyPosition < to) samples.push({ keyPosition, weight });
    });
    return samples;
  }

  private begin(nowNs: number, group: number, split: Split): void {
    const hosts = this.dependencies.freeCapacity.choose(
      this.dependencies.tables.tableOf(group).region,
      this.dependencies.freeCapacity.demandOfChild(group),
    );
    if (hosts === null) {
      this.counts.splitsWithoutRoom++;
      this.leaveAlone(nowNs, group);
      this.dependencies.activity.partition(
        nowNs,
        group,
        'split left',
        'nodes with room for its replicas were not to be found',
      );
    } else if (this.dependencies.executor.beginSplit(group, split.keyPosition, hosts)) {
      this.dependencies.freeCapacity.claimForSplit(group, hosts);
      this.underWay.set(group, split);
      this.newPartitions++;
      this.dependencies.samples?.disarm(group);
    }
  }

  private skip(nowNs: number, group: number, because: string): void {
    this.counts.splitsSkipped++;
    this.leaveAlone(nowNs, group);
    this.dependencies.activity.partition(nowNs, group, 'split skipped', because);
  }

  private leaveAlone(nowNs: number, group: number): void {
    this.leftAloneUntilNs[group] = nowNs + this.parameters.pauseIntervals * this.parameters.interval;
    this.dependencies.samples?.disarm(group);
  }

  private isFree(nowNs: number, group: number): boolean {
    return (
      nowNs >= this.leftAloneUntilNs[group] && !this.followUps.has(group) && !this.dependencies.executor.isBusy(group)
    );
  }
}
