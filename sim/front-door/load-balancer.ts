/**
 * The load balancers in front of the routers, one a zone. A client reaches the one of its own zone, which picks among the
 * routers in its rotation. A zone without a router in rotation is passed over: its clients are spread over the routers of
 * all the others, as by DNS. Who is in rotation, health checks say (health-checks.ts), and faults that hold routers out.
 *
 * Left out: the balancer's own capacity, DNS caches, and that some balancers send to all routers when none is healthy.
 */
import type { RandomStream } from '../engine/random-stream.js';

export class LoadBalancer {
  /** By host id: how many reasons there are for a router to be out of rotation. */
  private heldOut: Int32Array;
  /** By zone: routers in rotation in the others; empty until somebody asks, and after each change. */
  private readonly elsewhere: (readonly number[] | null)[];

  constructor(
    /** Ids of the routers of each zone of the region. */
    private readonly routersByZone: readonly number[][],
  ) {
    const hosts = 1 + routersByZone.flat().reduce((greatest, router) => Math.max(greatest, router), 0);
    this.heldOut = new Int32Array(hosts);
    this.elsewhere = routersByZone.map(() => null);
  }

  /** A router for a client of `zone`, or -1 when no zone has one in rotation. */
  pick(zone: number, stream: RandomStream): number {
    const routers = this.routersByZone[zone];
    const first = stream.below(routers.length);
    for (let i = 0; i < routers.length; i++) {
      const router = routers[first + i < routers.length ? first + i : first + i - routers.length];
      if (this.heldOut[router] === 0) return router;
    }
    const others = this.elsewhere[zone] ?? this.inRotationElsewhere(zone);
    return others.length === 0 ? -1 : others[stream.below(others.length)];
  }

  private inRotationElsewhere(zone: number): readonly number[] {
    const others = this.routersByZone.filter((_, other) => other !== zone).flat();
    const inRotation = others.filter((router) => this.heldOut[router] === 0);
    this.elsewhere[zone] = inRotation;
    return inRotation;
  }

  join(zone: number, router: number): void {
    if (router >= this.heldOut.length) {
      const { heldOut } = this;
      this.heldOut = new Int32Array(router + 1);
      this.heldOut.set(heldOut);
    }
    this.routersByZone[zone].push(router);
    this.elsewhere.fill(null);
  }

  /** One reason more that no client is sent there. */
  holdOut(router: number): void {
    this.heldOut[router]++;
    this.elsewhere.fill(null);
  }

  letIn(router: number): void {
    this.heldOut[router]--;
    this.elsewhere.fill(null);
  }
}
