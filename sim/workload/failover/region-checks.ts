/**
 * Health checks of regions by those who may go there: every `checkInterval` one of a tenant's machines, in turn, asks a
 * router of the region that the load balancer picks, and wants an answer within `checkTimeout`.
 *
 *   due ─ load balancer ─┬─ a router: question ─> run queue ─ answer ─> answered
 *                        │                  └─ none in time ─────────> failed
 *                        └─ none in rotation ────────────────────────> failed
 *
 * The check is shallow, as most are: a region whose routers answer is healthy to it, whatever its storage nodes do. Left
 * out: names, their resolution and how long it is cached, and checkers that stand outside of the tenant's machines.
 */
import type { Distribution } from '../../engine/distribution.js';
import type { RandomStream } from '../../engine/random-stream.js';
import type { Simulation } from '../../engine/simulation.js';
import type { FrontDoor } from '../../front-door/front-door.js';
import { type Asker, Exchange, Question } from '../../infrastructure/exchange.js';
import type { Host } from '../../infrastructure/host.js';
import type { Network } from '../../infrastructure/network.js';
import type { HostProcessors } from '../../infrastructure/topology.js';
import { RegionHealth } from './region-health.js';

export interface RegionCheckParameters {
  readonly checkInterval: number;
  readonly checkTimeout: number;
  readonly checksFailedMax: number;
  /** Of the router. */
  readonly checkCpu: Distribution;
  readonly checkBytes: number;
}

export interface RegionCheckContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly hosts: readonly Host[];
  /** Of the routers. */
  readonly processors: HostProcessors;
}

/** A region as a tenant checks it. */
export interface CheckedRegion {
  readonly region: string;
  readonly machines: readonly Pick<Host, 'id' | 'zone'>[];
  readonly frontDoor: FrontDoor;
}

interface Checked extends CheckedRegion {
  readonly index: number;
  readonly tenant: string;
  readonly rank: number;
  readonly health: RegionHealth;
  readonly stream: RandomStream;
  nextMachine: number;
}

class RegionCheck extends Question {
  checked!: Checked;
}

export class RegionChecks implements Asker<RegionCheck> {
  private readonly exchange: Exchange<RegionCheck>;
  private readonly list: Checked[] = [];
  private readonly dueType: number;

  constructor(
    private readonly context: RegionCheckContext,
    private readonly parameters: RegionCheckParameters,
  ) {
    const { simulation, network, hosts, processors } = context;
    const { checkTimeout, checkBytes, checkCpu } = parameters;
    const about = ({ tenant, region }: Checked) => `${region} by ${tenant}`;
    this.exchange = new Exchange(simulation, network, hosts, {
      ...{ name: 'region check', processors, cpu: checkCpu, timeoutNs: checkTimeout, avoidSilentForNs: 0 },
      ...{ questionBytes: checkBytes, answerBytes: checkBytes },
      about: ({ checked }) => about(checked),
      create: (index) => new RegionCheck(index),
      serve: () => {},
    });
    this.dueType = simulation.on(
      'region check due',
      (index) => this.due(this.list[index]),
      (index) => about(this.list[index]),
    );
  }

  /** A tenant that may go to these, in its order: checked from now on, each from some moment within an interval. */
  watch(tenant: string, regions: readonly CheckedRegion[], stream: RandomStream): RegionHealth {
    const { simulation } = this.context;
    const health = new RegionHealth(simulation, regions.length, this.parameters.checksFailedMax);
    for (const [rank, region] of regions.entries()) {
      const phaseNs = Math.floor(stream.next() * this.parameters.checkInterval);
      simulation.schedule(phaseNs, this.dueType, this.list.length);
      this.list.push({ ...region, index: this.list.length, tenant, rank, health, stream, nextMachine: 0 });
    }
    return health;
  }

  private due(checked: Checked): void {
    const { simulation, hosts } = this.context;
    const { machines, frontDoor, stream, health, rank } = checked;
    simulation.schedule(this.parameters.checkInterval, this.dueType, checked.index);
    const { id, zone } = machines[checked.nextMachine];
    checked.nextMachine = (checked.nextMachine + 1) % machines.length;
    const router = frontDoor.loadBalancer.pick(zone, stream);
    const question = router < 0 ? null : this.exchange.begin(this, hosts[id], [router], 0);
    if (question === null) {
      health.checkFailed(rank);
      return;
    }
    question.checked = checked;
    this.exchange.send(question);
  }

  answered({ checked: { health, rank } }: RegionCheck): void {
    health.checkAnswered(rank);
  }

  unanswered({ checked: { health, rank } }: RegionCheck): void {
    health.checkFailed(rank);
  }

  /** Tenants' machines never crash. */
  abandoned(check: RegionCheck): void {
    this.unanswered(check);
  }
}
