/**
 * Scrub finds what can be known to be wrong: when the replicas of a partition have been compared, as of when that began, none
 * of their copies fails its checksum unfound, nor differs from what the archive has, or, where there is none, most copies.
 * Where copies differ and nobody can tell, that is said, and then no copy is repaired from another. And where nothing but data has been harmed, so
 * that every partition could have its turn, each is compared within two periods.
 *
 * What was done to which copy is known here from who did it. What scrub compares are pages, not logs.
 */
import type { KeySpace } from '../partitions/key-space.js';
import type { Clock, DamagedCopyView, DamageEnd, Dispute, FoundBy } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';

export const scrubbed: Property = {
  name: 'scrubbed',
  about:
    'a copy that can be known to be wrong is found when it is next compared, and compared within two periods; none is ' +
    'repaired from one that is in dispute',
};

/** Of a damaged copy: whether the service knows. */
interface Seen {
  readonly copy: DamagedCopyView;
  isFound: boolean;
}

/** What a copy says that nobody knows to be bad; null: what it should. */
type Voice = DamagedCopyView | null;
type Where = Pick<DamagedCopyView, 'table' | 'item'>;

const nameOf = ({ table, item }: Where) => `${table}/${item}`;
const isAlike = (one: Voice, other: Voice) =>
  one === null || other === null
    ? one === other
    : one.sequenceNumber === other.sequenceNumber && one.writeId === other.writeId;

export class ScrubCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  /** By node, and item. */
  private readonly damaged = new Map<number, Map<string, Seen>>();
  /** Items in dispute. */
  private readonly disputed = new Set<string>();
  /** By group: as of when it was compared last. */
  private readonly comparedNs = new Map<number, number>();

  constructor(
    private readonly spaces: readonly Readonly<Pick<KeySpace, 'groupOf'>>[],
    private readonly periodNs: number,
    /** Nothing keeps a partition from having its turn. */
    private readonly isUndisturbed: boolean,
    /** Which tells who is right, if not at once: most copies do not. */
    private readonly hasArchive: boolean,
  ) {}

  copyDamaged(_clock: Clock, copy: DamagedCopyView): void {
    if (copy.isLogRecord) return;
    const copies = this.damaged.get(copy.node) ?? new Map<string, Seen>();
    this.damaged.set(copy.node, copies.set(nameOf(copy), { copy, isFound: false }));
  }

  damageFound(_clock: Clock, copy: DamagedCopyView, by: FoundBy): void {
    if (by === 'scrub') this.examined++;
    const seen = this.damaged.get(copy.node)?.get(nameOf(copy));
    if (seen?.copy === copy) seen.isFound = true;
  }

  damageEnded({ nowNs }: Clock, copy: DamagedCopyView, end: DamageEnd): void {
    const copies = this.damaged.get(copy.node);
    if (copies?.get(nameOf(copy))?.copy === copy) copies.delete(nameOf(copy));
    if (end !== 'repaired' || copy.isLogRecord || !this.disputed.has(nameOf(copy))) return;
    this.add(copy, `and was repaired at ${inSeconds(nowNs)} from one that was in dispute`);
  }

  disputeBegan({ nowNs }: Clock, dispute: Dispute): void {
    this.examined++;
    this.disputed.add(nameOf(dispute));
    const { table, item, nodes, comparedSinceNs } = dispute;
    const voices = this.voicesOf(dispute, nodes, comparedSinceNs);
    if (!this.isOpen(voices, nodes.length))
      this.violations.add(
        1,
        () => `item ${item} of table ${table} was taken to be in dispute at ${inSeconds(nowNs)}, and is not`,
      );
  }

  disputeEnded(_clock: Clock, dispute: Dispute): void {
    this.disputed.delete(nameOf(dispute));
  }

  copiesCompared(
    { nowNs }: Clock,
    group: number,
    nodes: readonly number[],
    sinceNs: number,
    _archivedBytes: number,
    archivedUpTo: number,
  ): void {
    this.comparedNs.set(group, sinceNs);
    for (const copy of nodes.flatMap((node) => this.unfoundOn(node))) {
      if (this.groupOf(copy) !== group || copy.sinceNs > sinceNs) continue;
      if (!copy.failsChecksum && !this.mustBeFound(copy, nodes, sinceNs, archivedUpTo)) continue;
      this.examined++;
      this.add(copy, `and was not found though it was compared with others at ${inSeconds(nowNs)}`);
    }
  }

  private unfoundOn(node: number): DamagedCopyView[] {
    return [...(this.damaged.get(node)?.values() ?? [])].filter(({ isFound }) => !isFound).map(({ copy }) => copy);
  }

  private groupOf({ table, item }: Where): number {
    return this.spaces[table].groupOf(item);
  }

  /** Its checksum is right. Otherwise its item is in dispute, or most copies have it so, or all that say anything. */
  private mustBeFound(copy: DamagedCopyView, nodes: readonly number[], sinceNs: number, archivedUpTo: number): boolean {
    const voices = this.voicesOf(copy, nodes, sinceNs);
    if (Math.max(...voices.map((voice) => voice?.overSequenceNumber ?? 0)) <= archivedUpTo) return true;
    const alike = voices.filter((voice) => isAlike(voice, copy)).length;
    const haveTheirWay = !this.hasArchive && 2 * alike > nodes.length;
    return !this.disputed.has(nameOf(copy)) && alike < voices.length && !haveTheirWay;
  }

  /** Of the copies on the nodes: what came after that time is seen as it was. */
  private voicesOf(where: Where, nodes: readonly number[], sinceNs: number): Voice[] {
    return nodes.flatMap((node) => {
      const seen = this.damaged.get(node)?.get(nameOf(where));
      if (seen === undefined || seen.copy.sinceNs > sinceNs) return [null];
      return seen.isFound || seen.copy.failsChecksum ? [] : [seen.copy];
    });
  }

  /** They differ, and most of all copies do not agree, or that would not count. */
  private isOpen(voices: readonly Voice[], all: number): boolean {
    const mostAgree = voices.some((one) => 2 * voices.filter((other) => isAlike(one, other)).length > all);
    return (this.hasArchive || !mostAgree) && !voices.every((voice) => isAlike(voice, voices[0]));
  }

  private add({ node, table, item, sinceNs }: DamagedCopyView, what: string): void {
    this.violations.add(
      1,
      () => `the copy of item ${item} of table ${table} on node ${node} is wrong since ${inSeconds(sinceNs)}, ${what}`,
    );
  }

  results(endNs: number): Check[] {
    const left = this.isUndisturbed ? [...this.damaged.keys()].flatMap((node) => this.unfoundOn(node)) : [];
    for (const copy of left) {
      const wasCompared = (this.comparedNs.get(this.groupOf(copy)) ?? -1) >= copy.sinceNs;
      if (wasCompared || endNs - copy.sinceNs <= 2 * this.periodNs) continue;
      this.examined++;
      this.add(copy, `and was not compared by the end of the run at ${inSeconds(endNs)}`);
    }
    return [verdictOf(scrubbed, this.examined, this.violations)];
  }
}
