/**
 * Where clients come in: the load balancers of a region, and the network to its routers. A client opens its connections
 * here and knows of no router. Left out: names and their resolution.
 */
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { Attempt } from '../protocol/attempt.js';
import type { UnderWay } from '../protocol/under-way.js';
import { Connections } from './connections.js';
import type { LoadBalancer } from './load-balancer.js';

export interface ConnectionSettings {
  /** Whose they are. */
  readonly tenant: string;
  readonly connectTimeoutNs: number;
  /** Chooses among routers. */
  readonly stream: RandomStream;
  /** Nobody answered an attempt to connect in time. */
  readonly unanswered: (attempt: Attempt) => void;
}

export class FrontDoor {
  constructor(
    readonly simulation: Simulation,
    readonly network: Network,
    readonly hosts: readonly Host[],
    readonly loadBalancer: LoadBalancer,
    /** The message that brings an attempt to a router. */
    readonly attemptType: number,
    readonly underWay: UnderWay,
  ) {}

  connect(settings: ConnectionSettings): Connections {
    return new Connections(this, settings);
  }
}
