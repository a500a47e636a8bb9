/**
 * The virtual clock and the loop. An event carries an integer type, registered once with its handler, and an integer
 * payload, usually the index of a pooled object: scheduling allocates nothing. Handlers run to completion at one instant
 * of virtual time; events at the same instant run in the order in which they were scheduled.
 *
 * Time is whole nanoseconds in a double, exact up to 2^53 ns, which is 104 days: the end of time. No run lasts longer, so
 * what is due after it, as a draw from a heavy tail or the end of a stall that has none may be, never comes.
 */
import type { EventQueue } from './event-queue.js';
import { LimitError } from './limits/limit-error.js';
import { none } from './pool.js';
import { RunDigest } from './run-digest.js';

export type Handler = (payload: number) => void;
/** What an event is about, in words. Its payload means what it meant when it was scheduled until its handler has run. */
export type About = (payload: number) => string;

/** Of a kind of event whose name says all. */
const nothingMore: About = () => '';

/**
 * Sees each event when the digest holds it and its handler has not yet run. It must not schedule, draw or change anything:
 * a run is the same whoever watches. What the handler schedules gets the sequence number `nextSequence` and those above.
 */
export interface EventObserver {
  observe(timeNs: number, sequence: number, type: number, payload: number, nextSequence: number): void;
}

export const timeMaxNs = Number.MAX_SAFE_INTEGER;
/**
 * So many events at one instant, or up to twice as many, and time stands still for good: as where workers of a closed loop
 * neither think nor wait for anything. A million workers that start together have some ten each.
 */
const eventsAtOnceMaxByDefault = 1 << 26;
/** Event types a simulation may register: the digest has twelve bits for them. */
export const eventTypesMax = 4096;

export class Simulation {
  nowNs = 0;
  readonly digest = new RunDigest();
  /** Asked once a call of runUntil, so that a run without it pays nothing. */
  observer: EventObserver | null = null;
  private sequence = 0;
  private readonly handlers: Handler[] = [];
  /** Names of the kinds of event, by type. */
  readonly typeNames: string[] = [];
  private readonly abouts: About[] = [];
  /** When the last whole number of `eventsAtOnceMax` had been executed. */
  private lookedAtNs = none;

  constructor(
    private readonly queue: EventQueue,
    private readonly eventsAtOnceMax = eventsAtOnceMaxByDefault,
  ) {}

  /**
   * Registers a kind of event; its name is what replays and traces call it, and `about` says more when they ask. Returns the
   * type for `schedule`.
   */
  on(name: string, handler: Handler, about: About = nothingMore): number {
    if (this.handlers.length === eventTypesMax) throw new Error(`more than ${eventTypesMax} event types`);
    this.typeNames.push(name);
    this.abouts.push(about);
    return this.handlers.push(handler) - 1;
  }

  nameOf(type: number): string {
    return this.typeNames[type];
  }

  /** Such as "getItem of storefront on orders/7"; empty where the name says all. To be asked before the handler runs. */
  about(type: number, payload: number): string {
    return this.abouts[type](payload);
  }

  /** Whole nanoseconds from now, zero included: then the event runs after all those already scheduled for this instant. */
  schedule(delayNs: number, type: number, payload: number): void {
    const timeNs = this.nowNs + delayNs;
    if (delayNs >= 0 && timeNs <= timeMaxNs) this.queue.push(timeNs, this.sequence++, type, payload);
    else if (!(delayNs >= 0)) this.refuse(delayNs, type);
  }

  /** Takes a place in the order of events now, for an event to be pushed later by `scheduleReserved`. */
  reserveSequence(): number {
    return this.sequence++;
  }

  scheduleReserved(timeNs: number, sequence: number, type: number, payload: number): void {
    if (timeNs <= timeMaxNs) this.queue.push(timeNs, sequence, type, payload);
  }

  /** Executes every event up to and including `untilNs`, at most `eventsMax` of them; true when none is left by then. */
  runUntil(untilNs: number, eventsMax = Number.POSITIVE_INFINITY): boolean {
    const { digest, observer, eventsAtOnceMax } = this;
    for (let left = eventsMax; left > 0; ) {
      const stride = Math.min(left, eventsAtOnceMax - (digest.events % eventsAtOnceMax));
      const isOver = observer === null ? this.run(untilNs, stride) : this.runObserved(observer, untilNs, stride);
      if (isOver) return this.reach(untilNs);
      left -= stride;
      if (digest.events % eventsAtOnceMax === 0) this.look();
    }
    return false;
  }

  get pendingEvents(): number {
    return this.queue.size;
  }

  /** True when no event is left by `untilNs`. */
  private run(untilNs: number, eventsMax: number): boolean {
    const { queue, handlers, digest } = this;
    for (let executed = 0; executed < eventsMax; executed++) {
      if (!queue.pop(untilNs)) return true;
      const { timeNs, type, payload } = queue;
      this.nowNs = timeNs;
      digest.fold(timeNs, type, payload);
      handlers[type](payload);
    }
    return false;
  }

  private runObserved(observer: EventObserver, untilNs: number, eventsMax: number): boolean {
    const { queue, handlers, digest } = this;
    for (let executed = 0; executed < eventsMax; executed++) {
      if (!queue.pop(untilNs)) return true;
      const { timeNs, sequence, type, payload } = queue;
      this.nowNs = timeNs;
      digest.fold(timeNs, type, payload);
      observer.observe(timeNs, sequence, type, payload, this.sequence);
      handlers[type](payload);
    }
    return false;
  }

  private look(): void {
    const remedy = 'delays, think times or work above zero let time go on';
    if (this.nowNs === this.lookedAtNs) throw new LimitError('events at one instant', this.eventsAtOnceMax, remedy);
    this.lookedAtNs = this.nowNs;
  }

  private refuse(delayNs: number, type: number): never {
    throw new Error(`event ${this.typeNames[type]} scheduled ${delayNs} ns from ${this.nowNs} ns`);
  }

  private reach(untilNs: number): true {
    if (untilNs > this.nowNs && untilNs <= timeMaxNs) this.nowNs = untilNs;
    return true;
  }
}
