/**
 * The connections of one tenant's clients. Each attempt goes to the router that the load balancer picks; where that is
 * down, or no router is in rotation, nobody answers the handshake, and the client hears so after its connect time-out.
 *
 *   client ─ load balancer ─┬─ router is up: the attempt is sent ──────> it arrives there
 *                           └─ nobody answers ─ connect time-out ──────> back at the client
 *
 * Left out: connections that stay open, their pools, and what a handshake costs; an attempt is refused only by time.
 */
import { TimerLane } from '../engine/timer-lane.js';
import type { Host } from '../infrastructure/host.js';
import type { Attempt } from '../protocol/attempt.js';
import type { ConnectionSettings, FrontDoor } from './front-door.js';

export class Connections {
  private readonly timers: TimerLane;

  constructor(
    private readonly frontDoor: FrontDoor,
    private readonly settings: ConnectionSettings,
  ) {
    const { attempts } = frontDoor.underWay;
    const { tenant, connectTimeoutNs, unanswered } = settings;
    this.timers = new TimerLane(
      frontDoor.simulation,
      `connect time-out of ${tenant}`,
      connectTimeoutNs,
      (index) => unanswered(attempts.items[index]),
      frontDoor.underWay.aboutAttempt,
    );
  }

  /** Sends an attempt on its way; false when it finds no router, of which the client hears later. */
  send(attempt: Attempt, client: Pick<Host, 'id' | 'zone'>, bytes: number): boolean {
    const { network, hosts, loadBalancer, attemptType, underWay } = this.frontDoor;
    const router = loadBalancer.pick(client.zone, this.settings.stream);
    attempt.router = router;
    attempt.isConnected = router >= 0 && hosts[router].isUp;
    if (!attempt.isConnected) {
      attempt.timer = this.timers.start(attempt.index);
      return false;
    }
    underWay.attempts.hold(attempt.index);
    network.send(client.id, router, bytes, attemptType, attempt.index);
    return true;
  }

  /** The client no longer waits for an attempt that is not connected. */
  giveUp(attempt: Attempt): void {
    this.timers.cancel(attempt.timer);
  }
}
