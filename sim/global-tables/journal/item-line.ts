/** What a region's leaders have under way about one item of a table whose regions agree: a round, and who waits for it. */
import { none, type Pooled } from '../../engine/pool.js';
import type { Call } from '../../protocol/call.js';
import type { JournalAnswer, JournalAsk, Proposal } from '../../protocol/journal-ask.js';
import type { Asker, SentAsk } from './journal-asks.js';

/**
 * `waiting`: another region is about to decide; `fast`: the region's own write is proposed to the others; `promise` and
 * `accept`: a version is decided at a higher ballot; `commit`: that is done, and the region's quorum writes it.
 */
export type Phase = 'waiting' | 'fast' | 'promise' | 'accept' | 'commit';

/** To decide one version of the item. */
export class Round implements Asker {
  phase: Phase = 'waiting';
  ballot = 0;
  /** The highest that anybody has told of. */
  highestBallot = 0;
  tries = 0;
  /** The write that it is for, and what is to be the version: that, or another's. */
  own: Proposal | null = null;
  proposal: Proposal | null = null;
  asks: SentAsk[] = [];
  readonly answers = new Map<number, JournalAnswer | null>();
  /** What the version was decided to be. */
  decidedWriteId = none;
  timer = none;

  constructor(
    readonly line: ItemLine,
    readonly node: number,
    readonly version: number,
    /** Null: nobody writes, but somebody reads, or was refused. */
    public call: Call | null,
    private readonly take: (round: Round) => void,
  ) {}

  heard({ region }: SentAsk, answer: JournalAnswer | null): void {
    this.answers.set(region, answer);
    if (answer?.undecided) this.highestBallot = Math.max(this.highestBallot, answer.undecided.promisedBallot);
    this.take(this);
  }

  /** Regions that have given what was asked. */
  get given(): number {
    let given = 0;
    for (const answer of this.answers.values()) if (answer?.isGiven) given++;
    return given;
  }
}

/** Some that the line of a busy item remembers: a router sends again what is at most as old as its time-out. */
const decidedMax = 256;

export class ItemLine implements Pooled {
  table = none;
  item = none;
  round: Round | null = null;
  /** Writes, in turn. */
  readonly writes: Call[] = [];
  /** Strong reads that have heard of a version that is not here. */
  readonly reads: { readonly call: Call; readonly version: number }[] = [];
  /** The latest writes that have come to be versions since it was begun: a router may send one again that waits here. */
  private readonly decided = new Set<number>();
  isDue = false;

  constructor(readonly index: number) {}

  begin(table: number, item: number): void {
    this.table = table;
    this.item = item;
    this.round = null;
    this.decided.clear();
    this.isDue = false;
  }

  /** The write has come to be a version. */
  decide(writeId: number): void {
    this.decided.add(writeId);
    if (this.decided.size <= decidedMax) return;
    const [oldest] = this.decided;
    this.decided.delete(oldest);
  }

  isDecided(writeId: number): boolean {
    return this.decided.has(writeId);
  }

  get isIdle(): boolean {
    return this.round === null && this.writes.length === 0 && this.reads.length === 0;
  }
}

export const askOf = (
  kind: JournalAsk['kind'],
  item: number,
  version = 0,
  ballot = 0,
  proposal: Proposal | null = null,
): JournalAsk => ({ kind, item, version, ballot, proposal, answer: null });
