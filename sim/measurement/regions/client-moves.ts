/**
 * What clients that fail over between regions went through, as their application would notice it: who left which region
 * when and why, and when it was back; reads that took it back in time; writes that it made twice.
 *
 * A read is stale after a fail-over when it returns an older version, by stamp, than the same client instance had read or
 * written in another region before the read began; its own write is lost to it when that is such a newer version. A read
 * that is old for its own region alone (staleness.ts) is none of these. A write is made twice when the first was not
 * acknowledged, was repeated elsewhere, and both are committed in the end.
 *
 * Left out: of a query all items but the first; pairs of instance and item, and writes, beyond the bounds below.
 */
import { none } from '../../engine/pool.js';
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import { loadedStampNs, type StampedVersion } from '../../protocol/stamped-version.js';
import type {
  AttemptView,
  Clock,
  FinishedRequestView,
  Observer,
  RegionMove,
  RegionMoveReason,
  RequestView,
} from '../../trace.js';

export const failoverFacts = [
  { name: 'failovers', unit: 'count', about: 'times that a client instance left its region for another one' },
  { name: 'failbacks', unit: 'count', about: 'times that a client instance came back to a region that it prefers' },
  {
    name: 'longestAwayMs',
    unit: 'ms',
    about: 'from when a client instance left its first region until it was back there, or until the end',
    ofCases: true,
  },
  {
    name: 'staleReadsAfterFailover',
    unit: 'count',
    about: 'reads of an older version than the same client instance had read or written in another region before',
  },
  {
    name: 'ownWritesUnread',
    unit: 'count',
    about: 'of these, reads of an older version than the instance had itself written, and was told so',
  },
  { name: 'requestsRepeated', unit: 'count', about: 'failed requests that were made once more in another region' },
  { name: 'writesRepeated', unit: 'count', about: 'of these, writes' },
  { name: 'writesMadeTwice', unit: 'count', about: 'of these, writes of which the first was committed, too' },
] as const satisfies readonly Fact[];

type FailoverCounts = CountsOf<typeof failoverFacts>;

/** Of all tenants: of those that leave a region, and of those that come back. */
export const regionMovesListedMax = 100;
/** Versions that instances know, some 100 bytes each. */
export const versionsKnownMax = 1 << 18;
/** Writes of a run whose stamps are kept, 9 bytes each. */
export const stampsKeptMax = 1 << 24;

/** A tenant whose clients fail over. */
export interface FailoverRow extends Readonly<FailoverCounts> {
  readonly tenant: string;
  /** Where its clients go, the preferred region first. */
  readonly regions: readonly string[];
  /** Time that its instances spent outside of the first, all together. */
  readonly secondsAway: number;
  /** From the first time that an instance left its region to the last. */
  readonly firstLeftS: number | null;
  readonly lastLeftS: number | null;
}

/** A client instance that went to another region, of the first `regionMovesListedMax` that left theirs or came back. */
export interface RegionMoveRow {
  readonly tenant: string;
  readonly instance: number;
  readonly atS: number;
  readonly from: string;
  readonly to: string;
  readonly reason: RegionMoveReason;
}

/** A tenant whose clients fail over: the copies of its table, the preferred one first. */
export interface FollowedTenant {
  readonly tenant: number;
  readonly tables: readonly number[];
}

/** More than a table has, and a hundred thousand instances times this is a number that doubles count in ones. */
const itemsPerInstance = 2 ** 36;

/** What an instance knows of an item: by region, in its order, the newest write that it found there, and that it made; -1 for none. */
interface Knowledge {
  readonly found: readonly number[];
  readonly made: readonly number[];
}

class Followed {
  readonly counts: FailoverCounts = countsOf(failoverFacts);
  /** By instance that is away from the first region: since when. */
  readonly awaySinceNs = new Map<number, number>();
  awayNs = 0;
  firstLeftNs: number | null = null;
  lastLeftNs: number | null = null;
  readonly knows = new Map<number, Knowledge>();
  constructor(readonly spec: FollowedTenant) {}
}

/** Stamps of writes by their numbers, as far as they are kept. */
class Stamps {
  private timesNs = new Float64Array(1024).fill(loadedStampNs);
  private regions = new Uint8Array(1024);

  note({ writeId, stampNs, region }: StampedVersion): void {
    if (writeId >= stampsKeptMax) return;
    if (writeId >= this.timesNs.length) this.growTo(writeId);
    this.timesNs[writeId] = stampNs;
    this.regions[writeId] = region;
  }

  private growTo(writeId: number): void {
    const { timesNs, regions } = this;
    const size = Math.max(2 * timesNs.length, writeId + 1);
    this.timesNs = new Float64Array(size).fill(loadedStampNs);
    this.timesNs.set(timesNs);
    this.regions = new Uint8Array(size);
    this.regions.set(regions);
  }

  isCommitted(writeId: number): boolean {
    return (this.timesNs[writeId] ?? loadedStampNs) > loadedStampNs;
  }

  /** 0 is what was loaded, and older than any write. */
  isOlder(writeId: number, than: number): boolean {
    const [stampNs, thanNs] = [this.timesNs[writeId] ?? loadedStampNs, this.timesNs[than] ?? loadedStampNs];
    return stampNs < thanNs || (stampNs === thanNs && this.regions[writeId] < this.regions[than]);
  }
}

export class ClientMoves implements Observer {
  readonly moves: { readonly atNs: number; readonly move: RegionMove }[] = [];
  private returnsListed = 0;
  /** By tenant. */
  private readonly followed: readonly (Followed | undefined)[];
  private readonly stamps = new Stamps();
  /** By request under way: what its instance knew of the item when it began. */
  private readonly asked: (Knowledge | undefined)[] = [];
  private known = 0;
  /** By tenant: writes that were not acknowledged, and by which each was repeated. */
  private readonly repeated: { readonly tenant: number; readonly writeId: number; readonly again: number }[] = [];

  constructor(tenants: readonly FollowedTenant[]) {
    const followed: Followed[] = [];
    for (const spec of tenants) followed[spec.tenant] = new Followed(spec);
    this.followed = followed;
  }

  clientMoved({ nowNs }: Clock, move: RegionMove): void {
    const followed = this.followed[move.tenant]!;
    const { counts, awaySinceNs } = followed;
    const [home] = followed.spec.tables;
    const listed = move.reason === 'return' ? this.returnsListed : this.moves.length - this.returnsListed;
    if (listed < regionMovesListedMax) {
      this.moves.push({ atNs: nowNs, move });
      if (move.reason === 'return') this.returnsListed++;
    }
    if (move.reason === 'return') counts.failbacks++;
    else {
      counts.failovers++;
      followed.firstLeftNs ??= nowNs;
      followed.lastLeftNs = nowNs;
    }
    if (move.from === home) awaySinceNs.set(move.instance, nowNs);
    if (move.to === home) {
      this.wasAway(followed, nowNs - awaySinceNs.get(move.instance)!);
      awaySinceNs.delete(move.instance);
    }
  }

  private wasAway(followed: Followed, ns: number): void {
    followed.awayNs += ns;
    followed.counts.longestAwayMs = Math.max(followed.counts.longestAwayMs ?? 0, ns / 1e6);
  }

  requestRepeated(_clock: Clock, { tenant, isWrite, writeId: again }: RequestView, writeId: number): void {
    const { counts } = this.followed[tenant]!;
    counts.requestsRepeated++;
    if (!isWrite) return;
    counts.writesRepeated++;
    if (this.repeated.length < versionsKnownMax) this.repeated.push({ tenant, writeId, again });
  }

  versionWritten(_clock: Clock, version: StampedVersion): void {
    this.stamps.note(version);
  }

  requestStarted(_clock: Clock, request: RequestView): void {
    const followed = this.followed[request.tenant];
    if (followed === undefined) return;
    this.asked[request.index] = request.isWrite ? undefined : followed.knows.get(this.keyOf(request));
  }

  requestFinished(_clock: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    const followed = this.followed[request.tenant];
    if (followed === undefined || winner === null) return;
    const { table, isWrite } = request;
    const writeId = isWrite ? request.writeId : winner.readWriteId;
    const rank = followed.spec.tables.indexOf(table);
    if (!isWrite) this.judge(followed, this.asked[request.index], rank, writeId);
    const key = this.keyOf(request);
    const before = followed.knows.get(key) ?? this.begin(followed.spec.tables.length);
    if (before === null) return;
    const learned = (known: readonly number[]) => known.with(rank, this.newer(known[rank], writeId));
    followed.knows.set(key, { found: learned(before.found), made: isWrite ? learned(before.made) : before.made });
  }

  private judge({ counts }: Followed, knew: Knowledge | undefined, rank: number, writeId: number): void {
    if (knew === undefined) return;
    const isOlder = (known: number, where: number) =>
      where !== rank && known !== none && this.stamps.isOlder(writeId, known);
    if (knew.found.some(isOlder)) counts.staleReadsAfterFailover++;
    if (knew.made.some(isOlder)) counts.ownWritesUnread++;
  }

  /** Null where no more may be kept. */
  private begin(regions: number): Knowledge | null {
    if (this.known === versionsKnownMax) return null;
    this.known++;
    const nothing = Array.from({ length: regions }, () => none);
    return { found: nothing, made: nothing };
  }

  private newer(known: number, writeId: number): number {
    return known !== none && this.stamps.isOlder(writeId, known) ? known : writeId;
  }

  private keyOf({ instance, item }: RequestView): number {
    return instance * itemsPerInstance + item;
  }

  facts(endNs: number): FailoverCounts {
    const all = countsOf(failoverFacts);
    for (const followed of this.followed) {
      if (followed === undefined) continue;
      const counts = this.countsOf(followed, endNs);
      for (const { name } of failoverFacts) {
        if (name === 'longestAwayMs') continue;
        all[name] += counts[name];
      }
      if (counts.longestAwayMs !== null) all.longestAwayMs = Math.max(all.longestAwayMs ?? 0, counts.longestAwayMs);
    }
    return all;
  }

  private countsOf({ spec, counts, awaySinceNs }: Followed, endNs: number): FailoverCounts {
    const longestAwayMs = [...awaySinceNs.values()].reduce<number | null>(
      (longest, sinceNs) => Math.max(longest ?? 0, (endNs - sinceNs) / 1e6),
      counts.longestAwayMs,
    );
    const { stamps } = this;
    const twice = this.repeated.filter(
      ({ tenant, writeId, again }) =>
        tenant === spec.tenant && stamps.isCommitted(writeId) && stamps.isCommitted(again),
    );
    return { ...counts, longestAwayMs, writesMadeTwice: twice.length };
  }

  rows(
    endNs: number,
    nameOf: (tenant: number) => string,
    regionOf: (table: number) => string,
  ): { readonly tenants: FailoverRow[]; readonly list: RegionMoveRow[] } {
    const secondsOf = (ns: number | null) => (ns === null ? null : ns / 1e9);
    const tenants = this.followed.flatMap((followed) => {
      if (followed === undefined) return [];
      const { spec, awaySinceNs, awayNs, firstLeftNs, lastLeftNs } = followed;
      const untilEndNs = [...awaySinceNs.values()].reduce((sum, sinceNs) => sum + endNs - sinceNs, 0);
      return {
        ...{ tenant: nameOf(spec.tenant), regions: spec.tables.map(regionOf), ...this.countsOf(followed, endNs) },
        secondsAway: (awayNs + untilEndNs) / 1e9,
        ...{ firstLeftS: secondsOf(firstLeftNs), lastLeftS: secondsOf(lastLeftNs) },
      };
    });
    const list = this.moves.map(({ atNs, move: { tenant, instance, from, to, reason } }) => {
      return { tenant: nameOf(tenant), instance, atS: atNs / 1e9, from: regionOf(from), to: regionOf(to), reason };
    });
    return { tenants, list };
  }
}
