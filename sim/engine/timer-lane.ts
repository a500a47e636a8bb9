/**
 * Timers that are mostly cancelled, such as client time-outs: all timers of a lane have the same delay, so they expire in
 * the order in which they were started, and a lane is a ring with one armed event for its oldest live timer. A cancelled
 * timer costs no event; left in the pending-event set it would cost 17 to 30 % of a run.
 *
 *   stragglers     ring
 *   { live, live } [ cancelled | cancelled | live | cancelled | live | … ]
 *      ^ armed: when it fires, dead entries are skipped and the next live one is armed in its reserved place,
 *        so the order of events is exactly what separate events would give.
 *
 * A ring that is full gives its older half away: few of those are alive, and they are set apart. So a lane holds not many
 * more entries than it has live timers, whatever is started and cancelled within its delay.
 */
import { LimitError } from './limits/limit-error.js';
import { none } from './pool.js';
import type { About, Handler, Simulation } from './simulation.js';

const cancelled = -1;
const ringAtFirst = 64;
/** The older half of a ring is given away when at most one in so many of it is alive; else the ring grows. */
const fewAre = 128;
/** Places of a ring, 20 bytes each. */
export const timersPerLaneMax = 1 << 22;
const remedy = 'a lower load or a shorter time-out needs fewer';

interface Straggler {
  readonly deadlineNs: number;
  readonly sequence: number;
  readonly payload: number;
}

export class TimerLane {
  private readonly type: number;
  private deadlinesNs = new Float64Array(ringAtFirst);
  private sequences = new Float64Array(ringAtFirst);
  private payloads = new Int32Array(ringAtFirst);
  /** Counters of timers ever taken from and put into the ring; a timer's id is its counter. */
  private head = 0;
  private tail = 0;
  /** Live timers older than those of the ring, by id, oldest first. */
  private readonly stragglers = new Map<number, Straggler>();
  /** The timer, perhaps cancelled since, whose event is pending. */
  private armed = none;

  constructor(
    private readonly simulation: Simulation,
    readonly name: string,
    readonly delayNs: number,
    private readonly onExpiry: Handler,
    about?: About,
  ) {
    this.type = simulation.on(name, () => this.fire(), about && (() => this.aboutArmed(about)));
  }

  /** Payload: 0 or above. Returns an id for `cancel`. */
  start(payload: number): number {
    if (this.tail - this.head === this.payloads.length) this.makeRoom();
    const at = this.tail & (this.payloads.length - 1);
    this.deadlinesNs[at] = this.simulation.nowNs + this.delayNs;
    this.sequences[at] = this.simulation.reserveSequence();
    this.payloads[at] = payload;
    const id = this.tail++;
    if (this.armed === none) this.armOldest();
    return id;
  }

  /** Cancelling a timer that has expired or was cancelled does nothing. */
  cancel(id: number): void {
    if (id >= this.head) this.payloads[id & (this.payloads.length - 1)] = cancelled;
    else if (this.stragglers.size > 0) this.stragglers.delete(id);
  }

  private fire(): void {
    const payload = this.payloadOf(this.armed);
    this.cancel(this.armed);
    this.armed = none;
    if (payload !== cancelled) this.onExpiry(payload);
    if (this.armed === none) this.armOldest();
  }

  private payloadOf(id: number): number {
    if (id >= this.head) return this.payloads[id & (this.payloads.length - 1)];
    return this.stragglers.get(id)?.payload ?? cancelled;
  }

  private aboutArmed(about: About): string {
    const payload = this.payloadOf(this.armed);
    return payload === cancelled ? 'cancelled' : about(payload);
  }

  private armOldest(): void {
    for (const [id, { deadlineNs, sequence }] of this.stragglers) return this.arm(id, deadlineNs, sequence);
    const mask = this.payloads.length - 1;
    while (this.head < this.tail && this.payloads[this.head & mask] === cancelled) this.head++;
    if (this.head === this.tail) return;
    const at = this.head & mask;
    this.arm(this.head, this.deadlinesNs[at], this.sequences[at]);
  }

  private arm(id: number, deadlineNs: number, sequence: number): void {
    this.armed = id;
    this.simulation.scheduleReserved(deadlineNs, sequence, this.type, 0);
  }

  private makeRoom(): void {
    const mask = this.payloads.length - 1;
    const middle = this.head + this.payloads.length / 2;
    let alive = 0;
    for (let id = this.head; id < middle; id++) if (this.payloads[id & mask] !== cancelled) alive++;
    if (alive * fewAre > middle - this.head) return this.grow();
    for (; this.head < middle; this.head++) {
      const at = this.head & mask;
      const payload = this.payloads[at];
      if (payload === cancelled) continue;
      this.stragglers.set(this.head, { deadlineNs: this.deadlinesNs[at], sequence: this.sequences[at], payload });
    }
  }

  private grow(): void {
    const size = this.payloads.length;
    if (size >= timersPerLaneMax) throw new LimitError(`timers at once for "${this.name}"`, timersPerLaneMax, remedy);
    const deadlinesNs = new Float64Array(2 * size);
    const sequences = new Float64Array(2 * size);
    const payloads = new Int32Array(2 * size);
    for (let id = this.head; id < this.tail; id++) {
      const from = id & (size - 1);
      const to = id & (2 * size - 1);
      deadlinesNs[to] = this.deadlinesNs[from];
      sequences[to] = this.sequences[from];
      payloads[to] = this.payloads[from];
    }
    this.deadlinesNs = deadlinesNs;
    this.sequences = sequences;
    this.payloads = payloads;
  }
}
