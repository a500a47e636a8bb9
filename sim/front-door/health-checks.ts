/**
 * Health checks of the routers, by the load balancer of their zone: a question that takes a turn on the router's run queue
 * and must be answered in time. Whatever is wrong with a router or with the way to it, some checks fail: it is down, stands
 * still, is too slow, cut off, or loses messages.
 *
 *   every checkInterval ─ question ─> run queue ─ answer ─> back in rotation, the count of failures begins anew
 *                              └─ none within checkTimeout ─> failed; the checksFailedMax-th in a row: out of rotation
 *
 * As with groups, checks are events only where they may fail: from a fault on the router or its links until it is over and
 * a check has succeeded. Left out: an overload alone takes no router out of rotation.
 */
import type { Distribution } from '../engine/distribution.js';
import type { Simulation } from '../engine/simulation.js';
import { type Asker, Exchange, Question } from '../infrastructure/exchange.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { HostProcessors } from '../infrastructure/topology.js';

export interface HealthCheckParameters {
  readonly checkInterval: number;
  readonly checksFailedMax: number;
  readonly checkTimeout: number;
  readonly checkBytes: number;
  /** Of the router. */
  readonly checkCpu: Distribution;
}

/** What health checks stand on. */
export interface HealthCheckContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly hosts: readonly Host[];
  /** Of the routers. */
  readonly processors: HostProcessors;
  /** The one that checks a router. */
  balancerOf(router: Host): Host;
  /** When within an interval a router is checked: a share of it, drawn once. */
  phaseOf(router: Host): number;
}

/** Told when a router leaves the rotation and when it is back. */
export interface Rotation {
  leaves(router: Host): void;
  returns(router: Host): void;
}

export class HealthChecks implements Asker<Question> {
  private readonly exchange: Exchange<Question>;
  private readonly dueType: number;
  /** By host id: checks that failed in a row, and whether checks are events now. */
  private readonly failed: Uint8Array;
  private readonly isChecked: Uint8Array;

  constructor(
    private readonly context: HealthCheckContext,
    private readonly parameters: HealthCheckParameters,
    private readonly rotation: Rotation,
  ) {
    const { simulation, network, hosts, processors } = context;
    const { checkTimeout, checkBytes, checkCpu } = parameters;
    this.exchange = new Exchange(simulation, network, hosts, {
      ...{ name: 'health check', processors, cpu: checkCpu, timeoutNs: checkTimeout, avoidSilentForNs: 0 },
      ...{ questionBytes: checkBytes, answerBytes: checkBytes },
      about: () => 'health',
      create: (index) => new Question(index),
      serve: () => {},
    });
    this.dueType = simulation.on(
      'health check due',
      (router) => this.due(hosts[router]),
      (router) => hosts[router].name,
    );
    this.failed = new Uint8Array(hosts.length);
    this.isChecked = new Uint8Array(hosts.length);
  }

  /** Something is or was wrong with the router: from now on its checks are events, until all is well. */
  doubt(router: Host): void {
    if (this.isChecked[router.id] === 1) return;
    this.isChecked[router.id] = 1;
    this.checkNext(router);
  }

  /** A router that nobody has checked yet. */
  joined(router: Host): void {
    this.failed[router.id] = this.parameters.checksFailedMax;
    this.rotation.leaves(router);
    this.doubt(router);
  }

  private checkNext(router: Host): void {
    const { simulation, phaseOf } = this.context;
    const { checkInterval } = this.parameters;
    const phaseNs = Math.floor(phaseOf(router) * checkInterval);
    const sinceNs = (simulation.nowNs - phaseNs) % checkInterval;
    const delayNs = sinceNs < 0 ? -sinceNs : checkInterval - sinceNs;
    simulation.schedule(delayNs, this.dueType, router.id);
  }

  private due(router: Host): void {
    if (this.isWell(router)) {
      this.isChecked[router.id] = 0;
      return;
    }
    this.checkNext(router);
    const balancer = this.context.balancerOf(router);
    const runs = balancer.isUp && balancer.pausedUntilNs <= this.context.simulation.nowNs;
    const question = runs ? this.exchange.begin(this, balancer, [router.id], 0) : null;
    // A balancer that does not run checks nothing, and nobody is sent to its zone.
    if (question === null) this.fails(router);
    else this.exchange.send(question);
  }

  /** Nothing acts on the router, and its last check was answered. */
  private isWell(router: Host): boolean {
    const isUndisturbed = router.disturbances === 0 && router.slowdowns === 0;
    const runs = router.isUp && router.pausedUntilNs <= this.context.simulation.nowNs;
    return runs && isUndisturbed && this.failed[router.id] === 0;
  }

  answered({ server }: Question): void {
    const wasOut = this.failed[server] >= this.parameters.checksFailedMax;
    this.failed[server] = 0;
    if (wasOut) this.rotation.returns(this.context.hosts[server]);
  }

  unanswered({ server }: Question): void {
    this.fails(this.context.hosts[server]);
  }

  abandoned({ server }: Question): void {
    this.fails(this.context.hosts[server]);
  }

  private fails(router: Host): void {
    const { checksFailedMax } = this.parameters;
    if (this.failed[router.id] >= checksFailedMax) return;
    if (++this.failed[router.id] === checksFailedMax) this.rotation.leaves(router);
  }
}
