/**
 * Global tables whose regions agree on each write before it is acknowledged (facts 2.4: three regions, or two and a
 * witness; recovery point zero). The leader of the item, in whichever region a client writes, asks the others:
 *
 *   write ─ accept? ══> both other regions, a quorum each ══> the first that accepts ─ quorum at home ─> answer, told to all
 *                                  └── refused: another region's write is under way ─> conflict, or who wins is decided
 *   strong read ─ what do you know? ══> both ══> the first that answers ─ newer than here? wait for it ─> read ─> answer
 *
 * so that both cost about the round trip to the nearest other region. What makes this safe is in item-register.ts. A write
 * that meets another region's on its item is answered as a conflict, which is certain not to have been written; one of which
 * nobody knows what became, when regions are silent, with 500. What a region has left undecided, whoever needs it decides.
 *
 * Writes of one region to one item follow each other, at a round trip: the service may be better at this. Left out:
 * items that are not followed (appended past the number that is), which are written as in the eventual mode.
 */
import { none, Pool } from '../../engine/pool.js';
import type { ValuesOf } from '../../engine/tunable.js';
import { answer } from '../../protocol/answers.js';
import type { Call } from '../../protocol/call.js';
import type { Plantable } from '../../protocol/defects.js';
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import { agreedRead, type JournalAsk, type Proposal } from '../../protocol/journal-ask.js';
import type { StampedVersion } from '../../protocol/stamped-version.js';
import type { ItemVersions } from '../../replication/item-versions.js';
import type { ItemRegister } from '../../replication/journal/item-register.js';
import type { RegionJournal } from '../../replication/journal/region-journal.js';
import { field } from '../../replication/replica-table.js';
import type { globalTableParameters } from '../global-table-parameters.js';
import { type FenceContext, Fences } from './fences.js';
import { ItemLine, type Round } from './item-line.js';
import { JournalAsks, markWait } from './journal-asks.js';
import { Leaderships } from './leaderships.js';
import { type RoundContext, Rounds } from './rounds.js';

export const journalFacts = [
  { name: 'writesAgreed', unit: 'count', about: 'writes that another region accepted before they were acknowledged' },
  { name: 'writesInConflict', unit: 'count', about: "writes refused because another region's was under way" },
  { name: 'readsFenced', unit: 'count', about: 'strong reads that asked another region what it knows' },
  { name: 'readsHeldBack', unit: 'count', about: 'of these, those that waited for a version that was not here yet' },
  { name: 'versionsContested', unit: 'count', about: 'versions that were decided at a second try, or a later one' },
] as const satisfies readonly Fact[];

export type JournalParameters = ValuesOf<typeof globalTableParameters> & Plantable;

export interface JournalContext extends RoundContext, FenceContext {
  /** By table. */
  readonly versions: readonly ItemVersions[];
}

const remedy = 'a lower load or shorter cuts leave fewer writes and strong reads under way';

export class Journal implements RegionJournal {
  private readonly lines = new Map<string, ItemLine>();
  /**
   * What a leader last proposed at ballot 0 for a version that is not decided: it may not propose another write for it. As
   * many as there are items, at most.
   */
  private readonly proposals = new Map<string, Pick<Proposal, 'version' | 'leadership'>>();
  private readonly linePool = new Pool('items that regions decide', (index) => new ItemLine(index), undefined, remedy);
  private readonly leaderships: Leaderships;
  private readonly rounds: Rounds;
  private readonly fences: Fences;
  private readonly dueType: number;
  private readonly counts = countsOf(journalFacts);
  private readonly writesAlone: boolean;
  private readonly readsAtOnce: boolean;

  constructor(
    private readonly context: JournalContext,
    parameters: JournalParameters,
  ) {
    this.writesAlone = parameters.defects.includes('strong-write-acknowledged-alone');
    this.readsAtOnce = parameters.defects.includes('strong-read-before-journal');
    this.leaderships = new Leaderships(context.groups);
    const lineAt = (index: number) => this.linePool.items[index];
    const about = (index: number) => this.about(lineAt(index));
    const asks = new JournalAsks(context, parameters.changeBytes);
    this.rounds = new Rounds(context, asks, parameters, lineAt, about, (line, how) => this.end(line, how));
    this.fences = new Fences(context, asks, parameters.journalTimeout, remedy, (call, version) =>
      this.known(call, version),
    );
    this.dueType = context.simulation.on('journal decided', (index) => this.due(lineAt(index)), about);
  }

  /** "item 17 of orders/7". */
  private about({ table, item }: ItemLine): string {
    return `item ${item} of ${this.context.underWay.names.ownerOf(table, item)}`;
  }

  takesUp(call: Call): boolean {
    const { table, item, tenant, ask, isWrite, isStrong } = call.request;
    const register = this.context.stamps.registerOf(table, item);
    if (register === null) return false;
    if (tenant === none) return ask !== null && this.answersAtOnce(call, ask, register);
    if (call.agreed !== null) return false;
    if (isWrite) return !this.writesAlone && this.write(call);
    if (!isStrong || this.readsAtOnce) return false;
    this.fences.begin(call);
    return true;
  }

  /** An ask that leaves nothing in the log. */
  private answersAtOnce(call: Call, ask: JournalAsk, register: ItemRegister): boolean {
    const isKept = ask.kind !== 'newest';
    const isDecided = this.context.stamps.newest(call.request.table, ask.item) >= ask.version;
    if (isKept && !isDecided && !this.isOwnFirst(call, ask)) return false;
    ask.answer = register.stateOf(ask.item, !isKept);
    this.context.reply(call, answer.ok);
    return true;
  }

  /**
   * Of two regions that propose the same version to each other one has to go first, or neither would: which, goes round
   * from version to version.
   */
  private isOwnFirst({ request: { table } }: Call, { item, version, ballot, proposal }: JournalAsk): boolean {
    if (ballot > 0 || proposal === null) return false;
    const round = this.lines.get(keyOf(table, item))?.round;
    if (!round || round.version !== version || (round.phase !== 'fast' && round.phase !== 'commit')) return false;
    const copies = this.context.copies[table];
    const turnOf = (region: number) => (copies.findIndex((copy) => copy.region === region) + version) % copies.length;
    return turnOf(this.context.stamps.registerOf(table, item)!.region) < turnOf(proposal.region);
  }

  private write(call: Call): true {
    const { table, item } = call.request;
    // The round of a leader that was deposed is not this one's.
    const before = this.lines.get(keyOf(table, item));
    if (before?.round && before.round.node !== call.node) this.end(before, answer.unavailable);
    const line = this.lineOf(table, item);
    if (line.round !== null && this.isAnothers(line, call)) this.refuse(call);
    else line.writes.push(call);
    this.goOn(line);
    return true;
  }

  /** Another region's write is about to be the item's next version, or might be. */
  private isAnothers({ table, item }: ItemLine, { request: { writeId } }: Call): boolean {
    const accepted = this.context.stamps.registerOf(table, item)!.undecidedOf(item)?.accepted;
    return accepted !== undefined && accepted !== null && accepted.writeId !== writeId;
  }

  private lineOf(table: number, item: number): ItemLine {
    const key = keyOf(table, item);
    const known = this.lines.get(key);
    if (known !== undefined) return known;
    const line = this.linePool.take();
    line.begin(table, item);
    this.lines.set(key, line);
    return line;
  }

  /** Takes up the next of those that wait, where nobody is at it. */
  private goOn(line: ItemLine): void {
    while (line.round === null && line.writes.length > 0) this.beginWrite(line, line.writes.shift()!);
    if (line.round === null && line.reads.length > 0) this.beginWaiting(line, line.reads[0].call);
    if (!line.isIdle || line.isDue) return;
    this.lines.delete(keyOf(line.table, line.item));
    this.linePool.release(line);
  }

  private newest({ table, item }: ItemLine): number {
    return this.context.stamps.newest(table, item);
  }

  private beginWrite(line: ItemLine, call: Call): void {
    const { stamps, groups, underWay } = this.context;
    // Its router has given it up.
    if (call.attempt === none) return underWay.letGoOfCall(call);
    if (line.isDecided(call.request.writeId)) return this.answerWritten(call);
    const leadership = this.leaderships.of(call.group, groups.get(call.group, field.term));
    // A leader may find records of its predecessor, and what becomes of these decides what it may propose.
    if (leadership === none) return this.context.reply(call, answer.unavailable);
    const { item, writeId, bytes, table } = call.request;
    const register = stamps.registerOf(table, item)!;
    const undecided = register.undecidedOf(item);
    if (this.isAnothers(line, call)) {
      this.refuse(call);
      return this.beginWaiting(line, call);
    }
    const version = undecided?.version ?? this.newest(line) + 1;
    const round = this.rounds.begin(line, version, call, call.node);
    round.own = { item, version, writeId, bytes, region: register.region, leadership };
    round.proposal = round.own;
    const key = keyOf(table, item);
    const proposed = this.proposals.get(key);
    const isContested = undecided !== null || (proposed?.version === version && proposed.leadership === leadership);
    if (isContested) return this.rounds.decide(round);
    this.proposals.set(key, round.own);
    this.rounds.ask(round, 'fast');
  }

  /** It is a version of its item, or was. */
  private answerWritten(call: Call): void {
    const { table, item, writeId } = call.request;
    call.sequenceNumber = this.context.versions[table].sequenceNumber(item);
    call.readWriteId = writeId;
    this.context.reply(call, answer.ok);
  }

  private refuse(call: Call): void {
    this.counts.writesInConflict++;
    this.context.reply(call, answer.conflict);
  }

  /** Who needs what another region is about to decide. */
  private beginWaiting(line: ItemLine, { node }: Call): void {
    const register = this.context.stamps.registerOf(line.table, line.item)!;
    const version = register.undecidedOf(line.item)?.version ?? this.newest(line) + 1;
    this.rounds.beginWaiting(line, version, node);
  }

  notTaken(call: Call): void {
    const { table, item, writeId } = call.request;
    const round = this.lines.get(keyOf(table, item))?.round;
    call.agreed = null;
    if (!round || !isCommittingOwn(round) || round.own!.writeId !== writeId || round.node !== call.node) {
      return this.context.reply(call, answer.unavailable);
    }
    round.call = call;
    if (this.newest(round.line) >= round.version) this.settle(round.line);
    else this.rounds.decide(round);
  }

  decided({
    table,
    item,
    stampNs: version,
    writeId,
  }: Pick<StampedVersion, 'table' | 'item' | 'stampNs' | 'writeId'>): void {
    const key = keyOf(table, item);
    if ((this.proposals.get(key)?.version ?? Number.POSITIVE_INFINITY) <= version) this.proposals.delete(key);
    const line = this.lines.get(key);
    if (line === undefined) return;
    line.decide(writeId);
    if (line.round?.version === version) line.round.decidedWriteId = writeId;
    if (line.isDue) return;
    // Those who wait go on when the commit that brought it is over.
    line.isDue = true;
    this.context.simulation.schedule(0, this.dueType, line.index);
  }

  private due(line: ItemLine): void {
    line.isDue = false;
    const newest = this.newest(line);
    const there = line.reads.filter(({ version }) => version <= newest);
    line.reads.splice(0, line.reads.length, ...line.reads.filter(({ version }) => version > newest));
    for (const { call } of there) this.read(call);
    if (line.round !== null && line.round.version <= newest) this.settle(line);
    else this.goOn(line);
  }

  /** The version of the round is decided, and here. */
  private settle(line: ItemLine): void {
    const round = line.round!;
    const { call, own, decidedWriteId } = round;
    const isOwn = own !== null && decidedWriteId === own.writeId;
    // Who commits its own write is answered by the log, or comes back with what was not taken.
    if (call === null && isCommittingOwn(round) && !isOwn) return;
    if (call === null) return this.end(line, answer.ok);
    if (!isOwn) return this.end(line, decidedWriteId === none ? answer.unavailable : answer.conflict);
    round.call = null;
    this.answerWritten(call);
    this.end(line, answer.ok);
  }

  /** The round is over; whoever waits for the item is next, unless nobody can be asked. */
  private end(line: ItemLine, how: number): void {
    const round = line.round!;
    this.rounds.leave(round);
    line.round = null;
    const { call } = round;
    if (call !== null && how === answer.conflict) this.refuse(call);
    else if (call !== null) this.context.reply(call, how);
    if (how === answer.unavailable) this.turnAway(line);
    this.goOn(line);
  }

  private turnAway(line: ItemLine): void {
    for (const call of line.writes.splice(0)) this.context.reply(call, answer.unavailable);
    for (const { call } of line.reads.splice(0)) this.context.reply(call, answer.unavailable);
  }

  /** A strong read may have to wait until a version is here. */
  private known(call: Call, version: number): void {
    const { table, item } = call.request;
    if (this.context.stamps.newest(table, item) >= version) return this.read(call);
    this.counts.readsHeldBack++;
    const line = this.lineOf(table, item);
    line.reads.push({ call, version });
    this.goOn(line);
  }

  private read(call: Call): void {
    if (call.attempt === none) return this.context.underWay.letGoOfCall(call);
    call.agreed = agreedRead;
    markWait(call, this.context);
    this.context.resume(call);
  }

  nodeDied(node: number): void {
    this.fences.nodeDied(node);
    for (const line of [...this.lines.values()]) this.forget(line, node);
  }

  private forget(line: ItemLine, node: number): void {
    const { underWay } = this.context;
    for (const call of line.writes) if (call.node === node) underWay.letGoOfCall(call);
    for (const { call } of line.reads) if (call.node === node) underWay.letGoOfCall(call);
    line.writes.splice(0, line.writes.length, ...line.writes.filter((call) => call.node !== node));
    line.reads.splice(0, line.reads.length, ...line.reads.filter(({ call }) => call.node !== node));
    const { round } = line;
    if (round === null || round.node !== node) return this.goOn(line);
    if (round.call !== null) underWay.letGoOfCall(round.call);
    round.call = null;
    this.end(line, answer.ok);
  }

  /** Another region has it, or has accepted it: it does not wait for the one that wrote it. */
  isKnownElsewhere({ table, item, stampNs: version, region }: StampedVersion): boolean {
    const { copies, stamps } = this.context;
    const others = copies[table].filter((copy) => copy.region !== region);
    return others.some((copy) => (stamps.registerOf(copy.table, item)?.newestKnown(item) ?? none) >= version);
  }

  facts(): CountsOf<typeof journalFacts> {
    const { agreed, contested } = this.rounds;
    return { ...this.counts, writesAgreed: agreed, versionsContested: contested, readsFenced: this.fences.begun };
  }
}

/** It has been accepted, and its leader's quorum writes it. */
const isCommittingOwn = ({ phase, own, proposal }: Round) =>
  phase === 'commit' && own !== null && proposal?.writeId === own.writeId;

const keyOf = (table: number, item: number) => `${table}/${item}`;
