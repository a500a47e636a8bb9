/**
 * Requests that wait for a token of their client's rate limiter, in the order in which they came, a line a client:
 *
 *   request ─┬─ a token is there ─────────────────────────────────────────────────> sent
 *            └─ none: in line ─ woken when one is due, and again when the rate rises ─> sent
 *
 * The SDKs differ in how a caller waits: it looks again after the time that a token takes at the rate of the moment (AWS
 * SDK for JavaScript), or is woken when the rate changes (botocore). Common to all is what counts: nobody holds a place
 * at the rate of the moment in which he came, so that a rate that recovers serves all who wait. Here the first in line is
 * woken, at the cost of one event a token and not one a caller; callers do not overtake each other.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Request } from '../protocol/request.js';
import type { UnderWay } from '../protocol/under-way.js';
import { ClientRateLimiter, type ClientRateParameters } from './client-rate-limiter.js';

const never = Number.POSITIVE_INFINITY;

interface Line {
  readonly limiter: ClientRateLimiter;
  /** Called at once, or when the request's turn has come. */
  readonly send: (request: Request) => void;
  /** First and last in line, by index of the request. */
  first: number;
  last: number;
  /** When the first is to look; events that find another time here came too late. */
  wakesAtNs: number;
}

/** The lines of all adaptive clients of a run, by number. */
export class TokenLines {
  private readonly lines: Line[] = [];
  private readonly wakeType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly underWay: UnderWay,
  ) {
    this.wakeType = simulation.on(
      'send token due',
      (number) => this.wake(number),
      (number) => this.aboutFirst(number),
    );
  }

  private aboutFirst(number: number): string {
    const { first } = this.lines[number];
    return first === none ? '' : this.underWay.aboutRequest(first);
  }

  /** A line for each client of a tenant; returns the number of the first. */
  open(clients: number, parameters: ClientRateParameters, send: (request: Request) => void): number {
    for (let i = 0; i < clients; i++) {
      this.lines.push({ limiter: new ClientRateLimiter(parameters), send, first: none, last: none, wakesAtNs: never });
    }
    return this.lines.length - clients;
  }

  sendInTurn(number: number, request: Request): void {
    const line = this.lines[number];
    if (line.first === none && line.limiter.take(this.simulation.nowNs)) {
      line.send(request);
      return;
    }
    request.behind = none;
    if (line.first === none) line.first = request.index;
    else this.underWay.requests.items[line.last].behind = request.index;
    line.last = request.index;
    this.wakeInTime(line, number);
  }

  /** An attempt of a client was answered, throttled or not, or given up: its rate is another now. */
  observe(number: number, isThrottle: boolean): void {
    const line = this.lines[number];
    line.limiter.observe(this.simulation.nowNs, isThrottle);
    if (line.first !== none) this.wakeInTime(line, number);
  }

  private wake(number: number): void {
    const { nowNs } = this.simulation;
    const line = this.lines[number];
    if (nowNs !== line.wakesAtNs) return;
    line.wakesAtNs = never;
    while (line.first !== none && line.limiter.take(nowNs)) {
      const request = this.underWay.requests.items[line.first];
      line.first = request.behind;
      line.send(request);
    }
    if (line.first !== none) this.wakeInTime(line, number);
  }

  /** Who is woken too early, because the rate fell, finds no token and is woken again. */
  private wakeInTime(line: Line, number: number): void {
    const { nowNs } = this.simulation;
    const afterNs = line.limiter.untilTokenNs(nowNs);
    if (nowNs + afterNs >= line.wakesAtNs) return;
    line.wakesAtNs = nowNs + afterNs;
    this.simulation.schedule(afterNs, this.wakeType, number);
  }
}
