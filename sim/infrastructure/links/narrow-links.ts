/**
 * Links that pass so many bytes in a second, as that between two regions may: a message that a fault leads over one comes to
 * it when it has left its sender's interface, waits for those before it, and travels when its last byte has passed.
 *
 *   enter ─> message reaches a link ─ waits ─> message passes a link ─ travel ─> the message's own event
 *              ^ with another link on its way, again                │
 *              └────────────────────────────────────────────────────┘
 *
 * What is on its way to a link or before it is bounded in time; a message that comes to more is refused, as by a full
 * interface. A link that is wide again lets all that waits go at once, in its order, what is being sent included. What a
 * link has taken in is out of reach of cuts and losses that begin later. Left out: shares between flows, priorities.
 *
 * In runs without such a fault a message is one event and costs nothing here.
 */
import { none, Pool, type Pooled } from '../../engine/pool.js';
import type { Simulation } from '../../engine/simulation.js';

export interface Narrowing {
  readonly bandwidthBytesPerSecond: number;
  /** What waits for longer is not let in. */
  readonly backlogMaxNs: number;
}

/** First in, first out, in one direction. */
export class NarrowLink {
  isOver = false;
  /** Among those of the run. */
  number = none;
  /** The message that is being sent, and the last of those behind it. */
  first = none;
  last = none;
  /** Time that all messages take that were let in and have not passed, as if none of it were over yet. */
  private owedNs = 0;
  private beganAtNs = 0;

  constructor(private readonly narrowing: Narrowing) {}

  isFull(nowNs: number): boolean {
    const sentNs = this.first === none ? 0 : nowNs - this.beganAtNs;
    return this.owedNs - sentNs > this.narrowing.backlogMaxNs;
  }

  letIn(bytes: number): void {
    this.owedNs += this.transferNs(bytes);
  }

  /** Time until all of it has passed. */
  begin(nowNs: number, bytes: number): number {
    this.beganAtNs = nowNs;
    return this.transferNs(bytes);
  }

  end(bytes: number): void {
    this.owedNs -= this.transferNs(bytes);
  }

  private transferNs(bytes: number): number {
    return Math.round((bytes * 1e9) / this.narrowing.bandwidthBytesPerSecond);
  }
}

/** A message on its way over such links. */
class Crossing implements Pooled {
  way: readonly NarrowLink[] = [];
  /** Links of the way that it has behind it. */
  passed = 0;
  /** The one behind it at the same link. */
  next = none;
  bytes = 0;
  delayNs = 0;
  type = 0;
  payload = 0;
  constructor(readonly index: number) {}
}

export class Crossings {
  private readonly underWay = new Pool('messages over narrow links', (index) => new Crossing(index));
  private readonly links: NarrowLink[] = [];
  /** Of the event with which a message comes to a link, for whoever brings it there. */
  readonly reachType: number;
  private readonly passType: number;

  constructor(private readonly simulation: Simulation) {
    const { items } = this.underWay;
    const about = ({ type, payload }: Crossing) => simulation.about(type, payload);
    this.reachType = simulation.on(
      'message reaches a link',
      (index) => this.goOn(items[index]),
      (index) => about(items[index]),
    );
    this.passType = simulation.on(
      'message passes a link',
      (link) => this.pass(this.links[link]),
      (link) => (this.links[link].isOver ? 'gone before' : about(items[this.links[link].first])),
    );
  }

  /** The link is narrow from now on. */
  narrow(link: NarrowLink): void {
    link.number = this.links.push(link) - 1;
  }

  /** The link is as wide as any again, for good. */
  widen(link: NarrowLink): void {
    link.isOver = true;
    const { items } = this.underWay;
    for (let index = link.first; index !== none; ) {
      const crossing = items[index];
      index = crossing.next;
      this.goOn(crossing);
    }
  }

  /**
   * Takes a message in, if all links do; null if one is full. The event of `reachType` with what is returned brings it to
   * the first, and from the last it travels for `delayNs`.
   */
  enter(way: readonly NarrowLink[], bytes: number, delayNs: number, type: number, payload: number): number | null {
    const { nowNs } = this.simulation;
    if (way.some((link) => link.isFull(nowNs))) return null;
    for (const link of way) link.letIn(bytes);
    const crossing = this.underWay.take();
    crossing.way = way;
    crossing.passed = 0;
    crossing.bytes = bytes;
    crossing.delayNs = delayNs;
    crossing.type = type;
    crossing.payload = payload;
    return crossing.index;
  }

  /** To the next link that is still narrow, or away. */
  private goOn(crossing: Crossing): void {
    const { way, delayNs, type, payload } = crossing;
    while (crossing.passed < way.length && way[crossing.passed].isOver) crossing.passed++;
    if (crossing.passed === way.length) {
      this.underWay.release(crossing);
      this.simulation.schedule(delayNs, type, payload);
      return;
    }
    const link = way[crossing.passed];
    crossing.next = none;
    if (link.first === none) this.begin(link, crossing);
    else this.underWay.items[link.last].next = crossing.index;
    link.last = crossing.index;
  }

  private begin(link: NarrowLink, crossing: Crossing): void {
    link.first = crossing.index;
    const transferNs = link.begin(this.simulation.nowNs, crossing.bytes);
    this.simulation.schedule(transferNs, this.passType, link.number);
  }

  /** Where the link was widened meanwhile, its messages have gone on before. */
  private pass(link: NarrowLink): void {
    if (link.isOver) return;
    const { items } = this.underWay;
    const crossing = items[link.first];
    link.end(crossing.bytes);
    link.first = none;
    if (crossing.next !== none) this.begin(link, items[crossing.next]);
    crossing.passed++;
    this.goOn(crossing);
  }
}
