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
import { ClientRateLimiter, type ClientRateParameters } from './client-rate-limiter.js';

const never = Number.POSITIVE_INFINITY;

interface Line {
  readonly limiter: ClientRateLimiter;
  /** First and last in line, by index of the request. */
  first: number;
  last: number;
  /** When the first is to look; events that find another time here came too late. */
  wakesAtNs: number;
}

export class TokenLines {
  private readonly lines: Line[] = [];
  private readonly wakeType: number;

  /** `send` is called at once, or when the request's turn has come. */
  constructor(
    private readonly simulation: Simulation,
    tenantName: string,
    clients: number,
    parameters: ClientRateParameters,
    private readonly requests: readonly Request[],
    private readonly send: (request: Request) => void,
  ) {
    for (let i = 0; i < clients; i++) {
      this.lines.push({ limiter: new ClientRateLimiter(parameters), first: none, last: none, wakesAtNs: never });
    }
    this.wakeType = simulation.on(`send token of ${tenantName}`, (client) => this.wake(this.lines[client], client));
  }

  sendInTurn(request: Request): void {
    const line = this.lines[request.instance];
    if (line.first === none && line.limiter.take(this.simulation.nowNs)) {
      this.send(request);
      return;
    }
    request.behind = none;
    if (line.first === none) line.first = request.index;
    else this.requests[line.last].behind = request.index;
    line.last = request.index;
    this.wakeInTime(line, request.instance);
  }

  /** An attempt of a client was answered, throttled or not, or given up: its rate is another now. */
  observe(client: number, isThrottle: boolean): void {
    const line = this.lines[client];
    line.limiter.observe(this.simulation.nowNs, isThrottle);
    if (line.first !== none) this.wakeInTime(line, client);
  }

  private wake(line: Line, client: number): void {
    const { nowNs } = this.simulation;
    if (nowNs !== line.wakesAtNs) return;
    line.wakesAtNs = never;
    while (line.first !== none && line.limiter.take(nowNs)) {
      const request = this.requests[line.first];
      line.first = request.behind;
      this.send(request);
    }
    if (line.first !== none) this.wakeInTime(line, client);
  }

  /** Who is woken too early, because the rate fell, finds no token and is woken again. */
  private wakeInTime(line: Line, client: number): void {
    const { nowNs } = this.simulation;
    const afterNs = line.limiter.untilTokenNs(nowNs);
    if (nowNs + afterNs >= line.wakesAtNs) return;
    line.wakesAtNs = nowNs + afterNs;
    this.simulation.schedule(afterNs, this.wakeType, client);
  }
}
