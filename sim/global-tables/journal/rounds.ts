/**
 * The rounds in which a region's leader has a version decided with the others: at ballot 0 its own write, which one other
 * region has to accept; at a higher ballot whatever may have been decided, or else what it wants to write. The rules are in
 * replication/journal/item-register.ts.
 */
import { none } from '../../engine/pool.js';
import type { RandomStream } from '../../engine/random-stream.js';
import { TimerLane } from '../../engine/timer-lane.js';
import type { ValuesOf } from '../../engine/tunable.js';
import { answer } from '../../protocol/answers.js';
import type { Call } from '../../protocol/call.js';
import type { JournalAnswer, Proposal } from '../../protocol/journal-ask.js';
import type { StampedVersion } from '../../protocol/stamped-version.js';
import { toPropose } from '../../replication/journal/item-register.js';
import type { VersionStamps } from '../../replication/version-stamps.js';
import type { globalTableParameters } from '../global-table-parameters.js';
import type { GlobalCopy } from '../replicator.js';
import { askOf, type ItemLine, type Phase, Round } from './item-line.js';
import { type AskContext, type JournalAsks, markWait } from './journal-asks.js';

export interface RoundContext extends AskContext {
  readonly stamps: VersionStamps;
  /** By table: all its copies, in the order of the regions; none where its regions do not agree. */
  readonly copies: readonly (readonly GlobalCopy[])[];
  readonly resume: (call: Call) => void;
  readonly stream: RandomStream;
}

/** Of three regions; each has its own among them. */
const quorum = 2;

export class Rounds {
  /** Writes that another region accepted at ballot 0, and versions that needed a higher one. */
  agreed = 0;
  contested = 0;
  private readonly roundTimers: TimerLane;
  private readonly undecidedTimers: TimerLane;
  private readonly againType: number;

  constructor(
    private readonly context: RoundContext,
    private readonly asks: JournalAsks,
    private readonly parameters: ValuesOf<typeof globalTableParameters>,
    lineAt: (index: number) => ItemLine,
    about: (index: number) => string,
    /** The line's round is over: how its call, if it has one, is answered. */
    private readonly end: (line: ItemLine, how: number) => void,
  ) {
    const { simulation } = context;
    const expired = (index: number) => this.expired(lineAt(index));
    this.roundTimers = new TimerLane(simulation, 'journal time-out', parameters.journalTimeout, expired, about);
    this.undecidedTimers = new TimerLane(simulation, 'journal undecided', parameters.undecidedAfter, expired, about);
    this.againType = simulation.on('journal tried again', (index) => this.tryAgain(lineAt(index)), about);
  }

  private ownRegion({ table, item }: ItemLine): number {
    return this.context.stamps.registerOf(table, item)!.region;
  }

  /** `node`: of the leader that has the version decided. */
  begin(line: ItemLine, version: number, call: Call | null, node: number): Round {
    const round = new Round(line, node, version, call, (heard) => this.heard(heard));
    line.round = round;
    return round;
  }

  /** Another region is about to decide; if it does not in time, this one will. */
  beginWaiting(line: ItemLine, version: number, node: number): void {
    const round = this.begin(line, version, null, node);
    round.timer = this.undecidedTimers.start(line.index);
  }

  /** Asks the other regions, and at a higher ballot this one too. */
  ask(round: Round, phase: Exclude<Phase, 'waiting' | 'commit'>): void {
    const { line, version, ballot, node } = round;
    const own = this.ownRegion(line);
    this.leave(round);
    round.phase = phase;
    round.timer = this.roundTimers.start(line.index);
    const proposal = phase === 'promise' ? null : round.proposal;
    for (const copy of this.context.copies[line.table]) {
      if (copy.region === own && phase === 'fast') continue;
      const ask = askOf(phase === 'promise' ? 'promise' : 'accept', line.item, version, ballot, proposal);
      const sent = this.asks.send(round, node, copy, ask);
      if (sent === null) round.answers.set(copy.region, null);
      else round.asks.push(sent);
    }
    if (round.asks.length === 0) this.end(line, answer.unavailable);
  }

  /** Nobody waits any more for what was asked. */
  leave(round: Round): void {
    const isWaiting = round.phase === 'waiting';
    if (round.timer !== none) (isWaiting ? this.undecidedTimers : this.roundTimers).cancel(round.timer);
    round.timer = none;
    for (const sent of round.asks) this.asks.abandon(sent);
    round.asks = [];
    round.answers.clear();
  }

  private heard(round: Round): void {
    const { line } = round;
    if (round.phase === 'fast') return this.heardFast(round);
    const isDecided = [...round.answers.values()].some((each) => each !== null && each.applied >= round.version);
    if (isDecided) return this.isElsewhere(round);
    const own = this.ownRegion(line);
    const isQuorum = round.given >= quorum && round.answers.get(own)?.isGiven === true;
    if (isQuorum && round.phase === 'promise') return this.propose(round);
    if (isQuorum) return this.commit(round);
    const cannot = [...round.answers.values()].filter((each) => each?.isGiven !== true).length;
    const all = this.context.copies[line.table].length;
    if (cannot > all - quorum || (round.answers.has(own) && round.answers.get(own)?.isGiven !== true))
      this.giveWay(round);
  }

  private heardFast(round: Round): void {
    if (round.given > 0) {
      this.agreed++;
      return this.commitOwn(round);
    }
    const answers = [...round.answers.values()];
    const { line } = round;
    if (answers.length < this.context.copies[line.table].length - 1) return;
    // What nobody has accepted nobody can decide; an earlier try of the same write may have been accepted.
    const mayBeOwn = answers.some((each) => each !== null && has(each, round.own!.writeId));
    if (!answers.includes(null) && !mayBeOwn) return this.end(line, answer.conflict);
    if (answers.some((each) => each !== null)) this.decide(round);
    else this.end(line, answer.unavailable);
  }

  /** Another region has decided the version, or one after it. */
  private isElsewhere(round: Round): void {
    const { version, line, call } = round;
    const answers = [...round.answers.values()];
    const isOther = answers.some((each) => each?.applied === version && each.appliedWriteId !== call?.request.writeId);
    if (call !== null && isOther) return this.end(line, answer.conflict);
    this.leave(round);
    // It will be told here too; of a later version nobody can say what it came after.
    round.phase = 'waiting';
    round.timer = this.undecidedTimers.start(line.index);
    if (++round.tries > this.parameters.roundsMax) this.end(line, answer.unavailable);
  }

  /** At a higher ballot than anybody has told of, and than any other region would take. */
  decide(round: Round): void {
    const { table } = round.line;
    if (round.tries++ === this.parameters.roundsMax) return this.end(round.line, answer.unavailable);
    if (round.tries === 1) this.contested++;
    const region = this.ownRegion(round.line);
    const { copies } = this.context;
    const places = copies[table].length;
    const place = copies[table].findIndex((copy) => copy.region === region);
    round.ballot = (Math.floor(Math.max(round.highestBallot, round.ballot) / places) + 1) * places + place;
    this.ask(round, 'promise');
  }

  /** Two regions have promised: what may have been decided goes first, then what was to be written. */
  private propose(round: Round): void {
    const { version, answers, call, line } = round;
    const promises = new Map<number, JournalAnswer>();
    for (const [region, each] of answers) if (each?.isGiven) promises.set(region, each);
    const found = toPropose(version, promises);
    const own = call === null ? null : round.own;
    const proposal: Proposal | null = found === null || (!found.isBound && own !== null) ? own : found.proposal;
    // Nothing was under way: the version before is the last.
    if (proposal === null) return this.end(line, answer.ok);
    round.proposal = proposal;
    this.ask(round, 'accept');
  }

  private commit(round: Round): void {
    const { call, proposal } = round;
    if (call !== null && call.request.writeId === proposal!.writeId) return this.commitOwn(round);
    this.enterCommit(round);
    this.asks.apply(round.node, this.completed(round));
  }

  private commitOwn(round: Round): void {
    const { version, ballot, proposal } = round;
    const call = round.call!;
    call.agreed = { version, ballot, proposal };
    this.enterCommit(round);
    // It is the log's from here on, and may end with its leader.
    round.call = null;
    markWait(call, this.context);
    this.context.resume(call);
  }

  private enterCommit(round: Round): void {
    this.leave(round);
    round.phase = 'commit';
    round.timer = this.roundTimers.start(round.line.index);
  }

  /** As a version that this region tells of, whoever made it. */
  private completed({ line, version, proposal }: Round): StampedVersion {
    const { simulation, keySpaces } = this.context;
    const { bytes, writeId } = proposal!;
    const { table, item } = line;
    const region = this.ownRegion(line);
    return {
      ...{ table, item, bytes, writeId, region },
      group: keySpaces.spaces[table].groupOf(item),
      stampNs: version,
      replacedStampNs: version - 1,
      replacedRegion: region,
      committedAtNs: simulation.nowNs,
    };
  }

  /** Somebody with a higher ballot is at it: it may be done when this one comes again. */
  private giveWay(round: Round): void {
    this.leave(round);
    const { simulation, stream } = this.context;
    round.phase = 'waiting';
    const waitNs = Math.round(this.parameters.undecidedAfter * stream.next());
    simulation.schedule(waitNs, this.againType, round.line.index);
  }

  private tryAgain(line: ItemLine): void {
    const { round } = line;
    if (round === null || round.phase !== 'waiting' || round.timer !== none) return;
    this.decide(round);
  }

  private expired(line: ItemLine): void {
    const round = line.round!;
    round.timer = none;
    const isHeard = [...round.answers.values()].some((each) => each !== null);
    if (round.phase === 'waiting' || (isHeard && round.phase !== 'commit')) this.decide(round);
    else this.end(line, answer.unavailable);
  }
}

/** The region has the write, or has accepted it. */
const has = ({ appliedWriteId, undecided }: JournalAnswer, writeId: number) =>
  appliedWriteId === writeId || undecided?.accepted?.writeId === writeId;
