/**
 * Brute force for the adaptive retry mode, after the rules that the AWS SDK for JavaScript publishes (AdaptiveRetryStrategy
 * and DefaultRateLimiter of smithy-lang/smithy-typescript): every caller sleeps by itself for as long as a token takes at the
 * rate of the moment, looks again, and takes the token when there is one. The service is one token bucket behind a round
 * trip. Nothing here is the simulator's, and each caller costs an event whenever any could go.
 */

export interface Crowd {
  /** Closed callers, each asking again when it has its answer, or the times of open requests in seconds. */
  readonly callers: number | readonly number[];
  readonly seconds: number;
  /** Requests that the service serves a second, and at once after a second of rest. */
  readonly perSecond: number;
  readonly roundTripS: number;
}

export interface CrowdResult {
  readonly served: number;
  /** When the last request ended that had waited for a second or more. */
  readonly lastLateS: number;
}

interface Due {
  readonly atS: number;
  readonly order: number;
  readonly act: () => void;
}

/** Sleeps of less are not worth an event. */
const shortestSleepS = 1e-6;
const attemptsMax = 4;

export function askAsCrowd({ callers, seconds, perSecond, roundTripS }: Crowd): CrowdResult {
  const agenda = new Agenda();
  const limiter = new PolledLimiter(agenda);
  const service = new Bucket(perSecond);
  let quota = 500;
  let served = 0;
  let lastLateS = 0;

  const ask = (ended: () => void) => {
    const beganS = agenda.nowS;
    let retries = 0;
    const end = (isServed: boolean) => {
      if (isServed) served++;
      if (agenda.nowS - beganS >= 1) lastLateS = agenda.nowS;
      ended();
    };
    const attempt = () => {
      agenda.after(roundTripS / 2, () => {
        const isServed = service.take(agenda.nowS);
        agenda.after(roundTripS / 2, () => {
          limiter.answered(!isServed);
          if (isServed) {
            quota = Math.min(500, quota + (retries === 0 ? 1 : 5));
            end(true);
          } else if (retries + 1 < attemptsMax && quota >= 5) {
            quota -= 5;
            agenda.after(agenda.draw() * Math.min(20, 2 ** retries), () => limiter.whenToken(attempt));
            retries++;
          } else end(false);
        });
      });
    };
    limiter.whenToken(attempt);
  };

  if (typeof callers !== 'number') for (const atS of callers) agenda.after(atS, () => ask(() => {}));
  else {
    const again = () => ask(again);
    for (let i = 0; i < callers; i++) agenda.after(0, again);
  }
  agenda.runUntil(seconds);
  return { served, lastLateS };
}

class PolledLimiter {
  private isOn = false;
  private readonly bucket = new Bucket(0.5, 1, 0);
  private measured = 0;
  private answers = 0;
  private countedFromS = 0;
  private most = 0;
  private throttledAtS = 0;

  constructor(private readonly agenda: Agenda) {}

  whenToken(act: () => void): void {
    const { agenda, bucket } = this;
    if (!this.isOn || bucket.take(agenda.nowS)) act();
    else agenda.after((1 - bucket.tokens) / bucket.rate, () => this.whenToken(act));
  }

  answered(isThrottle: boolean): void {
    const { nowS } = this.agenda;
    this.answers++;
    const halfS = Math.floor(nowS * 2) / 2;
    if (halfS > this.countedFromS) {
      this.measured = 0.8 * (this.answers / (halfS - this.countedFromS)) + 0.2 * this.measured;
      this.answers = 0;
      this.countedFromS = halfS;
    }
    let rate: number;
    if (isThrottle) {
      this.most = this.isOn ? Math.min(this.measured, this.bucket.rate) : this.measured;
      this.throttledAtS = nowS;
      this.isOn = true;
      rate = 0.7 * this.most;
    } else {
      const sinceFlatS = nowS - this.throttledAtS - Math.cbrt((0.3 * this.most) / 0.4);
      rate = 0.4 * sinceFlatS ** 3 + this.most;
    }
    const bounded = Math.min(rate, 2 * this.measured);
    this.bucket.change(nowS, Math.max(0.5, bounded), Math.max(1, bounded));
  }
}

class Bucket {
  private filledAtS = 0;

  constructor(
    public rate: number,
    private depth = rate,
    public tokens = depth,
  ) {}

  take(nowS: number): boolean {
    this.fill(nowS);
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  change(nowS: number, rate: number, depth: number): void {
    this.fill(nowS);
    this.rate = rate;
    this.depth = depth;
    this.tokens = Math.min(this.tokens, depth);
  }

  private fill(nowS: number): void {
    this.tokens = Math.min(this.depth, this.tokens + (nowS - this.filledAtS) * this.rate);
    this.filledAtS = nowS;
  }
}

/** A binary heap of what is due, and the draws: multiplicative congruences (Park and Miller, CACM 31(10), 1988). */
class Agenda {
  nowS = 0;
  private readonly heap: Due[] = [];
  private order = 0;
  private state = 1;

  draw(): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state / 2_147_483_647;
  }

  after(delayS: number, act: () => void): void {
    const due = { atS: this.nowS + Math.max(shortestSleepS, delayS), order: this.order++, act };
    let at = this.heap.push(due) - 1;
    while (at > 0 && isBefore(due, this.heap[(at - 1) >> 1])) {
      this.heap[at] = this.heap[(at - 1) >> 1];
      at = (at - 1) >> 1;
    }
    this.heap[at] = due;
  }

  runUntil(endS: number): void {
    while (this.heap.length > 0 && this.heap[0].atS <= endS) {
      const { atS, act } = this.pop();
      this.nowS = atS;
      act();
    }
  }

  private pop(): Due {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1], heap[below])) below++;
      if (isBefore(last, heap[below])) break;
      heap[at] = heap[below];
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atS < b.atS || (a.atS === b.atS && a.order < b.order);
}
