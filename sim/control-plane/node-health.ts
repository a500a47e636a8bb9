/**
 * What autoadmin believes of the storage nodes. Each node reports at an interval to the autoadmin of one zone, another if
 * that one is silent, and says which partitions that it leads lack a replica, and of which it keeps a copy that it should
 * not need. Reports are messages: faults lose them, and what autoadmin believes may be wrong.
 *
 *   node ─ report every `reportEvery` ─> autoadmin ─ look at the same interval ─> dead: not heard for `missedReportsMax` of them
 *                                                                             └> trusted again: reports for `trustAfter`
 *
 * Where more than `deadShareMax` of the nodes are silent at once it is autoadmin that is cut off, and it believes nothing
 * new. Left out: that its hosts must agree (they share what they know), and processor and drive figures in the reports.
 */
import type { Distribution } from '../engine/distribution.js';
import type { Simulation } from '../engine/simulation.js';
import { type Asker, Exchange, Question } from '../infrastructure/exchange.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { HostProcessors } from '../infrastructure/topology.js';
import type { HealingParameters } from './healing-parameters.js';

export class HealthReport extends Question {}

export interface NodeHealthContext {
  readonly simulation: Simulation;
  readonly network: Network;
  /** Of the whole fleet, by id: the storage nodes come first. */
  readonly hosts: readonly Host[];
  readonly storageNodes: number;
  /** Hosts of autoadmin, by region and zone. */
  readonly autoadmin: readonly (readonly Host[])[];
  readonly processors: HostProcessors;
  readonly cpu: Distribution;
  /** Share of the interval after which the node reports first, so that not all do at once. */
  readonly phaseOf: (node: number) => number;
  /** Whether the node's drive works: its report says so. */
  readonly hasDrive: (node: number) => boolean;
}

/** Who hears what autoadmin comes to know. */
export interface HealthListener {
  /** The node's report has arrived. */
  reported(node: number): void;
  /** A report is overdue, or says that the drive does not work. */
  believedDead(node: number): void;
  /** It reports again, and its drive works. */
  returned(node: number): void;
  trusted(node: number): void;
  /** The node has the answer to its report. */
  answered(node: number): void;
}

interface Belief {
  heardAtNs: number;
  isDead: boolean;
  /** How often it was believed dead. */
  deaths: number;
  /** When it is given replicas again, if it goes on reporting. */
  trustedAtNs: number;
}

export class NodeHealth implements Asker<HealthReport> {
  private readonly reports: Exchange<HealthReport>;
  private readonly beliefs: readonly Belief[];
  private readonly reportType: number;
  private readonly simulation: Simulation;

  constructor(
    private readonly context: NodeHealthContext,
    private readonly parameters: HealingParameters,
    private readonly listener: HealthListener,
  ) {
    const { simulation, network, hosts, processors, cpu, storageNodes } = context;
    const { reportEvery, reportTimeout, reportBytes } = parameters;
    this.simulation = simulation;
    this.reports = new Exchange<HealthReport>(simulation, network, hosts, {
      name: 'health report',
      ...{ processors, cpu },
      timeoutNs: reportTimeout,
      avoidSilentForNs: reportEvery * 2,
      questionBytes: reportBytes,
      answerBytes: reportBytes,
      create: (index) => new HealthReport(index),
      about: ({ from }) => `health of ${hosts[from].name}`,
      serve: ({ from }) => this.heard(from),
    });
    this.beliefs = Array.from({ length: storageNodes }, () => {
      return { heardAtNs: 0, isDead: false, deaths: 0, trustedAtNs: 0 };
    });
    const nameOf = (node: number) => hosts[node].name;
    this.reportType = simulation.on('health report due', (node) => this.reportFrom(node), nameOf);
    for (let node = 0; node < storageNodes; node++) {
      simulation.schedule(Math.round(reportEvery * context.phaseOf(node)), this.reportType, node);
    }
    const lookType = simulation.on('health look', (region) => {
      this.look(region);
      simulation.schedule(reportEvery, lookType, region);
    });
    for (const region of context.autoadmin.keys()) simulation.schedule(reportEvery, lookType, region);
  }

  private reportFrom(node: number): void {
    this.simulation.schedule(this.parameters.reportEvery, this.reportType, node);
    this.report(node, 0);
  }

  private report(node: number, turn: number): void {
    const host = this.context.hosts[node];
    if (!host.isUp || host.pausedUntilNs > this.simulation.nowNs) return;
    const servers = this.context.autoadmin[host.region].map(({ id }) => id);
    const report = this.reports.begin(this, host, servers, turn);
    if (report !== null) this.reports.send(report);
  }

  answered({ from }: HealthReport): void {
    this.listener.answered(from);
  }

  unanswered({ from, turn }: HealthReport): void {
    this.report(from, turn + 1);
  }

  abandoned(): void {}

  /** Whether its reports come, late ones included. */
  hears(node: number): boolean {
    const { heardAtNs, isDead } = this.beliefs[node];
    return !isDead && this.simulation.nowNs - heardAtNs <= this.parameters.reportEvery * 2;
  }

  private heard(node: number): void {
    const belief = this.beliefs[node];
    const { nowNs } = this.simulation;
    belief.heardAtNs = nowNs;
    if (!this.context.hasDrive(node)) return this.bury(node);
    if (belief.isDead) {
      belief.isDead = false;
      const { trustAfter, trustAfterMax } = this.parameters;
      belief.trustedAtNs = nowNs + Math.min(trustAfterMax, trustAfter * 2 ** Math.min(40, belief.deaths - 1));
      this.listener.returned(node);
    }
    this.listener.reported(node);
  }

  /** Judges the nodes of a region by when they reported last. */
  private look(region: number): void {
    if (!this.context.autoadmin[region].some(({ isUp }) => isUp)) return;
    const { nowNs } = this.simulation;
    const { reportEvery, missedReportsMax, deadShareMax } = this.parameters;
    const nodes = this.nodesOf(region);
    // The next report of a node is due an interval after the last, and may take one more on its way.
    const silent = nodes.filter((node) => nowNs - this.beliefs[node].heardAtNs > reportEvery * (missedReportsMax + 1));
    if (silent.length > nodes.length * deadShareMax) return;
    for (const node of silent) this.bury(node);
    for (const node of nodes) {
      const { isDead, trustedAtNs } = this.beliefs[node];
      if (!isDead && trustedAtNs > 0 && trustedAtNs <= nowNs) {
        this.beliefs[node].trustedAtNs = 0;
        this.listener.trusted(node);
      }
    }
  }

  private bury(node: number): void {
    const belief = this.beliefs[node];
    if (belief.isDead) return;
    belief.isDead = true;
    belief.deaths++;
    belief.trustedAtNs = 0;
    this.listener.believedDead(node);
  }

  private nodesOf(region: number): number[] {
    return Array.from(this.beliefs.keys()).filter((node) => this.context.hosts[node].region === region);
  }
}
