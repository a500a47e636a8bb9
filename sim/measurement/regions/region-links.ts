/**
 * How far each region is behind what another one writes to their global tables: from when a write is committed where it was
 * made until it is the item's newest version elsewhere, over the run after the warm-up and window by window; how many
 * changes wait for an answer, and since when (what is there is not late, even if its answer never comes back). And which
 * writes lost to a concurrent one of another region: counted, and the first named, as the application would like to be told
 * and is not (facts 2.4: losers are not logged).
 *
 * A change that finds a newer version when it comes has arrived all the same.
 */
import { Histogram } from '../../engine/histogram.js';
import { none } from '../../engine/pool.js';
import { WindowedPercentiles } from '../../engine/time-windows.js';
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import type { StampedVersion } from '../../protocol/stamped-version.js';
import type { Clock, Observer } from '../../trace.js';
import type { WarmUp } from '../warm-up.js';

export const linkFacts = [
  { name: 'writesOverruled', unit: 'count', about: 'committed writes that lost to a concurrent one of another region' },
  {
    name: 'longestLagMs',
    unit: 'ms',
    about: 'from when a write was committed until another region had it, at most; what it lacks in the end included',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

export const overruledListedMax = 100;
const quantiles = [0.5, 0.99] as const;

/** Replication from one region to another, of all global tables that both have. */
export interface RegionLinkRow {
  readonly from: string;
  readonly to: string;
  /** Changes of after the warm-up that became the newest version of their item there. */
  readonly applied: number;
  /** How old they were when they came, those that found a newer version included; what is not there is as old as it is. */
  readonly lagP50Ms: number | null;
  readonly lagP99Ms: number | null;
  readonly lagMaxMs: number | null;
  /** Writes of `to` that lost to a concurrent one of `from`. */
  readonly overruled: number;
  /** Not answered in the end, and how old the oldest of them was; null where there was none. */
  readonly waiting: number;
  readonly oldestWaitingMs: number | null;
}

/** A committed write that lost to a concurrent one of another region, when the region that made it heard of that. */
export interface OverruledRow {
  readonly table: string;
  readonly item: number;
  readonly region: string;
  readonly writeId: number;
  readonly byRegion: string;
  readonly byWriteId: number;
  readonly atS: number;
}

/**
 * Parallel arrays, one value a window, percentiles null where nothing arrived in it. The last two at its end: changes without
 * an answer, and how old the oldest write was that `to` did not have.
 */
export interface RegionLinkSeries {
  readonly from: string;
  readonly to: string;
  readonly lagP50Ms: readonly (number | null)[];
  readonly lagP99Ms: readonly (number | null)[];
  readonly waiting: readonly number[];
  readonly behindMs: readonly number[];
}

/** A pair of regions that have a global table both, one way. */
export interface RegionLink {
  readonly from: number;
  readonly to: number;
}

interface Measured extends RegionLink {
  overruled: number;
  applied: number;
  readonly lag: Histogram;
  readonly overTime: WindowedPercentiles;
  readonly waiting: number[];
  readonly behindMs: number[];
}

export interface Overruled {
  readonly table: number;
  readonly writeId: number;
  readonly by: StampedVersion;
  readonly atNs: number;
}

interface Behind {
  waiting(from: number, to: number): { readonly changes: number; readonly sinceNs: number };
  behindSinceNs(from: number, to: number): number;
  unanswered(): readonly { readonly table: number; readonly isHeard: boolean; readonly version: StampedVersion }[];
}

export class RegionLinks implements Observer {
  readonly overruled: Overruled[] = [];
  private readonly counts = countsOf(linkFacts);
  private readonly links: readonly Measured[];
  /** By the region that is told, and there by the one that tells. */
  private readonly byPair: Measured[][] = [];

  constructor(
    links: readonly RegionLink[],
    private readonly regionOf: (table: number) => number,
    private readonly windowNs: number,
    private readonly warmUp: WarmUp,
  ) {
    this.links = links.map((link) => ({
      ...{ ...link, lag: new Histogram(), overTime: new WindowedPercentiles(windowNs, quantiles) },
      ...{ applied: 0, overruled: 0, waiting: [], behindMs: [] },
    }));
    for (const link of this.links) {
      this.byPair[link.to] ??= [];
      this.byPair[link.to][link.from] = link;
    }
  }

  changeApplied(clock: Clock, table: number, version: StampedVersion): void {
    if (version.committedAtNs >= this.warmUp.untilNs) this.linkTo(table, version.region).applied++;
    this.arrived(clock, table, version);
  }

  changeSuperseded(clock: Clock, table: number, version: StampedVersion): void {
    this.arrived(clock, table, version);
  }

  private arrived({ nowNs }: Clock, table: number, { region, committedAtNs }: StampedVersion): void {
    const link = this.linkTo(table, region);
    const lagNs = nowNs - committedAtNs;
    link.overTime.record(nowNs, lagNs);
    if (committedAtNs >= this.warmUp.untilNs) link.lag.record(lagNs);
  }

  versionOverruled({ nowNs }: Clock, table: number, writeId: number, by: StampedVersion): void {
    this.counts.writesOverruled++;
    this.linkTo(table, by.region).overruled++;
    if (this.overruled.length < overruledListedMax) this.overruled.push({ table, writeId, by: { ...by }, atNs: nowNs });
  }

  private linkTo(table: number, from: number): Measured {
    return this.byPair[this.regionOf(table)][from];
  }

  /** A window of the series ends now. */
  closeWindow(nowNs: number, replicator: Behind): void {
    for (const { from, to, waiting, behindMs } of this.links) {
      const sinceNs = replicator.behindSinceNs(from, to);
      waiting.push(replicator.waiting(from, to).changes);
      behindMs.push(sinceNs === none ? 0 : (nowNs - sinceNs) / 1e6);
    }
  }

  facts(endNs: number, replicator: Behind): CountsOf<typeof linkFacts> {
    const { counts } = this;
    for (const { from, to, lag } of this.links) {
      const sinceNs = replicator.behindSinceNs(from, to);
      if (lag.count > 0) counts.longestLagMs = Math.max(counts.longestLagMs ?? 0, lag.max / 1e6);
      if (sinceNs !== none) counts.longestLagMs = Math.max(counts.longestLagMs ?? 0, (endNs - sinceNs) / 1e6);
    }
    return counts;
  }

  /** To be called once, at the end. */
  rows(endNs: number, replicator: Behind, nameOf: (region: number) => string): RegionLinkRow[] {
    const unheard = replicator.unanswered().filter(({ isHeard }) => !isHeard);
    return this.links.map(({ from, to, lag, applied, overruled }) => {
      const isOfLink = ({ table, version }: (typeof unheard)[number]) =>
        version.region === from && this.regionOf(table) === to && version.committedAtNs >= this.warmUp.untilNs;
      for (const { version } of unheard.filter(isOfLink)) lag.record(endNs - version.committedAtNs);

      const { changes, sinceNs } = replicator.waiting(from, to);
      const quantileMs = (q: number) => (lag.count === 0 ? null : lag.quantile(q) / 1e6);
      return {
        ...{ from: nameOf(from), to: nameOf(to), applied },
        ...{ lagP50Ms: quantileMs(0.5), lagP99Ms: quantileMs(0.99), lagMaxMs: quantileMs(1), overruled },
        ...{ waiting: changes, oldestWaitingMs: sinceNs === none ? null : (endNs - sinceNs) / 1e6 },
      };
    });
  }

  /** A last, shorter window is closed now. */
  series(endNs: number, replicator: Behind, nameOf: (region: number) => string): RegionLinkSeries[] {
    if (this.links.length > 0 && this.links[0].waiting.length * this.windowNs < endNs) {
      this.closeWindow(endNs, replicator);
    }
    return this.links.map(({ from, to, overTime, waiting, behindMs }) => {
      overTime.close(endNs);
      const inMs = (q: number) => overTime.series(q).map((ns) => (ns === null ? null : ns / 1e6));
      return { from: nameOf(from), to: nameOf(to), lagP50Ms: inMs(0.5), lagP99Ms: inMs(0.99), waiting, behindMs };
    });
  }
}
