/**
 * Copies of items that are not what was written: how many, how they were found and after what time, and what readers were
 * told until then. What faults did is known here from the start, which the service cannot say of itself.
 */
import { Histogram } from '../../engine/histogram.js';
import { status } from '../../protocol/answers.js';
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import type { AttemptView, Clock, DamagedCopyView, DamageEnd, FoundBy, Observer } from '../../trace.js';
import type { DamageOverTime, DamageSeries } from './damage-over-time.js';
import type { ToldDamage } from './told-damage.js';

export const integrityFacts = [
  { name: 'damagedCopies', unit: 'count', about: 'copies of items that faults, or copies of bad copies, made wrong' },
  { name: 'damagedLogRecords', unit: 'count', about: 'of these, records in the logs of replicas' },
  {
    name: 'foundOnRead',
    unit: 'count',
    about: 'found by the checksum when they were read, of those in logs by nodes that started again',
  },
  { name: 'foundOnTransfer', unit: 'count', about: 'found by the checksum when they were copied to another node' },
  { name: 'foundAtArchive', unit: 'count', about: 'found by the checksum when their logs were archived' },
  { name: 'foundByScrub', unit: 'count', about: 'found by comparing them with others' },
  { name: 'partitionsCompared', unit: 'count', about: 'times that scrub has compared the replicas of a partition' },
  {
    name: 'comparisonsWithoutArchive',
    unit: 'count',
    about: 'of these, times that the object store did not answer: which of differing copies is right waits for it',
  },
  {
    name: 'itemsDisputed',
    unit: 'count',
    about: 'items whose whole copies differed when they were compared, and nobody could say which was right',
  },
  { name: 'disputedAtEnd', unit: 'count', about: 'of these, items of which nobody can in the end' },
  { name: 'comparedArchiveBytes', unit: 'bytes', about: 'read of the archive for those compared with it' },
  { name: 'repairedCopies', unit: 'count', about: 'copied anew from a good copy' },
  { name: 'fetchedCopies', unit: 'count', about: 'of these, read from the archive, as no good copy was left' },
  { name: 'overwrittenCopies', unit: 'count', about: 'written anew before' },
  { name: 'discardedCopies', unit: 'count', about: 'whose replica was given up, or whose log was let go' },
  { name: 'damagedAtEnd', unit: 'count', about: 'that the end of the run found as they were' },
  {
    name: 'itemsWithoutGoodCopy',
    unit: 'count',
    about: 'items of which every copy is bad in the end: once that is known, reads fail with 500',
  },
  { name: 'wrongReads', unit: 'count', about: 'reads that were answered with what a bad copy had' },
  { name: 'corruptedMessages', unit: 'count', about: 'messages whose checksums failed, and that were sent again' },
  {
    name: 'logsCut',
    unit: 'count',
    about: 'logs that were cut after a crash: of what a drive had acknowledged and lost, or of a torn record',
  },
  { name: 'medianToFindMs', unit: 'ms', about: 'half of those found were found within this time', ofCases: true },
  { name: 'longestToFindMs', unit: 'ms', about: 'the longest time from the damage until it was found', ofCases: true },
  {
    name: 'medianToRepairMs',
    unit: 'ms',
    about: 'half of those repaired were right again within this time',
    ofCases: true,
  },
  {
    name: 'longestToRepairMs',
    unit: 'ms',
    about: 'the longest time from the damage until a good copy replaced it',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

/** In ms; null where there was none. */
const longest = (times: Histogram) => (times.count === 0 ? null : times.max / 1e6);
const median = (times: Histogram) => (times.count === 0 ? null : times.quantile(0.5) / 1e6);

export class IntegrityMeasurement implements Observer {
  private readonly counts = countsOf(integrityFacts);
  private readonly toFind = new Histogram();
  private readonly toRepair = new Histogram();

  constructor(
    private readonly told: ToldDamage,
    private readonly overTime: DamageOverTime,
  ) {}

  copyDamaged({ nowNs }: Clock, { isLogRecord }: DamagedCopyView): void {
    this.overTime.add(nowNs, 'damaged');
    if (isLogRecord) this.counts.damagedLogRecords++;
    this.counts.damagedCopies++;
    this.counts.damagedAtEnd++;
  }

  damageFound({ nowNs }: Clock, { sinceNs }: DamagedCopyView, by: FoundBy): void {
    if (by === 'read') this.counts.foundOnRead++;
    else if (by === 'transfer') this.counts.foundOnTransfer++;
    else if (by === 'archive') this.counts.foundAtArchive++;
    else this.counts.foundByScrub++;
    this.toFind.record(nowNs - sinceNs);
    this.overTime.add(nowNs, 'found');
  }

  damageEnded({ nowNs }: Clock, { sinceNs }: DamagedCopyView, end: DamageEnd): void {
    this.counts.damagedAtEnd--;
    this.overTime.ended(nowNs, end);
    if (end === 'overwritten') this.counts.overwrittenCopies++;
    else if (end === 'gone') this.counts.discardedCopies++;
    else {
      this.counts.repairedCopies++;
      if (end === 'fetched') this.counts.fetchedCopies++;
      this.toRepair.record(nowNs - sinceNs);
    }
  }

  copiesCompared(
    _clock: Clock,
    _group: number,
    _nodes: readonly number[],
    _sinceNs: number,
    archivedBytes: number,
  ): void {
    this.counts.partitionsCompared++;
    this.counts.comparedArchiveBytes += archivedBytes;
  }

  comparedWithoutArchive(): void {
    this.counts.comparisonsWithoutArchive++;
  }

  disputeBegan(): void {
    this.counts.itemsDisputed++;
  }

  attemptAnswered({ nowNs }: Clock, attempt: AttemptView): void {
    if (attempt.status !== status.ok || attempt.request.isWrite) return;
    if (this.told.knownAtNs(attempt) === null) return;
    this.counts.wrongReads++;
    this.overTime.add(nowNs, 'wrong');
  }

  series(endNs: number): DamageSeries {
    return this.overTime.series(endNs);
  }

  /** What the network, the logs and the copies have counted themselves. To be called once, at the end. */
  facts(
    corruptedMessages: number,
    logsCut: number,
    disputedAtEnd: number,
    itemsWithoutGoodCopy: number,
  ): CountsOf<typeof integrityFacts> {
    return {
      ...this.counts,
      corruptedMessages,
      logsCut,
      disputedAtEnd,
      itemsWithoutGoodCopy,
      medianToFindMs: median(this.toFind),
      longestToFindMs: longest(this.toFind),
      medianToRepairMs: median(this.toRepair),
      longestToRepairMs: longest(this.toRepair),
    };
  }
}
