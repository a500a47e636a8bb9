/** Strong reads ask the other regions what they know of the item; the first answer is enough, with what this region knows. */
import { none, Pool, type Pooled } from '../../engine/pool.js';
import { TimerLane } from '../../engine/timer-lane.js';
import { answer } from '../../protocol/answers.js';
import type { Call } from '../../protocol/call.js';
import type { JournalAnswer } from '../../protocol/journal-ask.js';
import { newestKnownIn } from '../../replication/journal/item-register.js';
import type { VersionStamps } from '../../replication/version-stamps.js';
import type { GlobalCopy } from '../replicator.js';
import { askOf } from './item-line.js';
import type { AskContext, Asker, JournalAsks, SentAsk } from './journal-asks.js';

class Fence implements Pooled, Asker {
  call!: Call;
  asks: SentAsk[] = [];
  timer = none;
  /** Null: it is over. */
  take: ((fence: Fence, answer: JournalAnswer | null) => void) | null = null;

  constructor(readonly index: number) {}

  heard(_sent: SentAsk, answer: JournalAnswer | null): void {
    this.take?.(this, answer);
  }
}

export interface FenceContext extends AskContext {
  readonly stamps: VersionStamps;
  /** By table: all its copies. */
  readonly copies: readonly (readonly GlobalCopy[])[];
  readonly reply: (call: Call, status: number) => void;
}

export class Fences {
  begun = 0;
  private readonly fences: Pool<Fence>;
  private readonly timers: TimerLane;

  constructor(
    private readonly context: FenceContext,
    private readonly asks: JournalAsks,
    timeoutNs: number,
    remedy: string,
    /** That version is the newest that any region may have acknowledged. */
    private readonly known: (call: Call, version: number) => void,
  ) {
    this.fences = new Pool('strong reads', (index) => new Fence(index), undefined, remedy);
    this.timers = new TimerLane(
      context.simulation,
      'fence time-out',
      timeoutNs,
      (index) => this.end(this.fences.items[index], answer.unavailable),
      (index) => context.underWay.aboutCall(this.fences.items[index].call.index),
    );
  }

  begin(call: Call): void {
    const { table, item } = call.request;
    const { region } = this.context.stamps.registerOf(table, item)!;
    const fence = this.fences.take();
    fence.call = call;
    fence.take = (heard, known) => this.heard(heard, known);
    fence.asks = [];
    this.begun++;
    fence.timer = this.timers.start(fence.index);
    for (const copy of this.context.copies[table]) {
      if (copy.region === region) continue;
      const sent = this.asks.send(fence, call.node, copy, askOf('newest', item));
      if (sent !== null) fence.asks.push(sent);
    }
    if (fence.asks.length === 0) this.end(fence, answer.unavailable);
  }

  private heard(fence: Fence, known: JournalAnswer | null): void {
    const { call } = fence;
    if (known === null) {
      if (fence.asks.every(({ isAbandoned }) => isAbandoned)) this.end(fence, answer.unavailable);
      return;
    }
    this.end(fence, none);
    const { table, item } = call.request;
    const { stamps } = this.context;
    const version = Math.max(newestKnownIn(known), stamps.registerOf(table, item)!.newestKnown(item));
    this.known(call, version);
  }

  private end(fence: Fence, how: number): void {
    fence.take = null;
    this.timers.cancel(fence.timer);
    for (const sent of fence.asks) this.asks.abandon(sent);
    fence.asks = [];
    if (how !== none) this.context.reply(fence.call, how);
    this.fences.release(fence);
  }

  nodeDied(node: number): void {
    for (const fence of this.fences.items) {
      if (fence.take === null || fence.call.node !== node) continue;
      this.context.underWay.letGoOfCall(fence.call);
      this.end(fence, none);
    }
  }
}
