/**
 * The load balancers in front of the routers, one a zone. A client reaches the one of its own zone, which picks among the
 * routers in its rotation; a router leaves the rotation after it has failed a number of health checks and is back after
 * one that succeeds. A zone without a router in rotation is skipped: clients are sent to the next zone, as by DNS.
 *
 * Health checks are not events: what they have found by now follows from when a router went down or came back. Left out:
 * the balancer's own capacity, and DNS caches.
 */
import type { RandomStream } from '../engine/random-stream.js';

export interface LoadBalancerParameters {
  readonly checkInterval: number;
  readonly checksFailedMax: number;
}

export class LoadBalancer {
  /** Indexed by host id: since when a router has been down or up, and how many faults hold it out of the rotation. */
  private downSinceNs: Float64Array;
  private upSinceNs: Float64Array;
  private heldOut: Int32Array;

  constructor(
    private readonly parameters: LoadBalancerParameters,
    /** Ids of the routers of each zone of the region. */
    private readonly routersByZone: readonly number[][],
  ) {
    const hosts = 1 + routersByZone.flat().reduce((greatest, router) => Math.max(greatest, router), 0);
    this.downSinceNs = new Float64Array(hosts).fill(-1);
    this.upSinceNs = new Float64Array(hosts).fill(Number.NEGATIVE_INFINITY);
    this.heldOut = new Int32Array(hosts);
  }

  /** A router for a client of `zone`, or -1 when no zone has one in rotation. */
  pick(zone: number, nowNs: number, stream: RandomStream): number {
    const zones = this.routersByZone.length;
    for (let away = 0; away < zones; away++) {
      const routers = this.routersByZone[zone + away < zones ? zone + away : zone + away - zones];
      const first = stream.below(routers.length);
      for (let i = 0; i < routers.length; i++) {
        const router = routers[first + i < routers.length ? first + i : first + i - routers.length];
        if (this.isInRotation(router, nowNs)) return router;
      }
    }
    return -1;
  }

  /** A router that nobody has checked yet. */
  join(zone: number, router: number, nowNs: number): void {
    if (router >= this.heldOut.length) this.grow(router + 1);
    this.routersByZone[zone].push(router);
    this.routerUp(router, nowNs);
  }

  routerDown(router: number, nowNs: number): void {
    this.downSinceNs[router] = nowNs;
  }

  routerUp(router: number, nowNs: number): void {
    this.downSinceNs[router] = -1;
    this.upSinceNs[router] = nowNs;
  }

  holdOut(router: number): void {
    this.heldOut[router]++;
  }

  letIn(router: number): void {
    this.heldOut[router]--;
  }

  private grow(hosts: number): void {
    const { downSinceNs, upSinceNs, heldOut } = this;
    this.downSinceNs = new Float64Array(hosts).fill(-1);
    this.upSinceNs = new Float64Array(hosts).fill(Number.NEGATIVE_INFINITY);
    this.heldOut = new Int32Array(hosts);
    this.downSinceNs.set(downSinceNs);
    this.upSinceNs.set(upSinceNs);
    this.heldOut.set(heldOut);
  }

  private isInRotation(router: number, nowNs: number): boolean {
    if (this.heldOut[router] > 0) return false;
    const { checkInterval, checksFailedMax } = this.parameters;
    const downSince = this.downSinceNs[router];
    if (downSince >= 0) return nowNs < downSince + checksFailedMax * checkInterval;
    return nowNs >= this.upSinceNs[router] + checkInterval;
  }
}
