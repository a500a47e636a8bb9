/**
 * Hedging of one tenant's requests: one that has no answer after a time is sent a second time, once a try, and the first good
 * answer wins (Dean and Barroso, The Tail at Scale, CACM 2013). A hedge takes nothing from the retry quota and counts as no
 * retry. Left out: a bound on how many requests may be hedged, and calling the loser back.
 */
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { Request } from '../protocol/request.js';
import type { UnderWay } from '../protocol/under-way.js';

export class Hedging {
  private readonly timers: TimerLane;

  constructor(
    simulation: Simulation,
    tenantName: string,
    hedgeAfterNs: number,
    { requests, aboutRequest }: UnderWay,
    /** Sends the request a second time. */
    sendAgain: (request: Request) => void,
  ) {
    this.timers = new TimerLane(
      simulation,
      `hedge of ${tenantName}`,
      hedgeAfterNs,
      (index) => {
        const request = requests.items[index];
        request.hasHedgeTimer = false;
        request.hedges++;
        sendAgain(request);
      },
      aboutRequest,
    );
  }

  /** A try has been sent. */
  begin(request: Request): void {
    request.hedgeTimer = this.timers.start(request.index);
    request.hasHedgeTimer = true;
  }

  /** The try is over: it needs no hedge any more. */
  end(request: Request): void {
    if (!request.hasHedgeTimer) return;
    this.timers.cancel(request.hedgeTimer);
    request.hasHedgeTimer = false;
  }
}
