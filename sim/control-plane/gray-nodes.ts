/**
 * Nodes that are slow and alive (gray failures): autoadmin believes one slow when most of the nodes that look at it, and at
 * least `grayReportersMin`, have said so in their health reports for `slowAfter`. It gets no replica then, and each node is
 * told with the answer to its report: leaders among them hand over, and have the replicas there replaced like lost ones,
 * after all that are, one a partition and as many at once as rebuilds may be (consensus/lost-replicas.ts).
 *
 *   reports: slow ─ most say so ─ `slowAfter` ─> judged gray ─ answers ─> leaders hand over, replicas go elsewhere
 *                                                   └ `trustAfterMax` ─> trusted again, and judged again if it is no better
 *
 * Where more than `grayShareMax` of a region's nodes are slow at once it is load, or the network, and nobody is judged; nor are
 * more emptied. A node that autoadmin does not hear is dead or cut off, which is another matter (node-health.ts). Left out:
 * tests of a node before it is trusted again.
 */
import type { Simulation } from '../engine/simulation.js';
import type { Host } from '../infrastructure/host.js';

export interface GrayNodeParameters {
  readonly reportEvery: number;
  readonly slowAfter: number;
  readonly grayReportersMin: number;
  readonly grayShareMax: number;
  readonly trustAfterMax: number;
}

export interface GrayNodesContext {
  readonly simulation: Simulation;
  /** Storage nodes, by id. */
  readonly nodes: readonly Host[];
  /** What the node says of others in its report. */
  readonly opinionsOf: (node: number) => readonly { readonly node: number; readonly isSlow: boolean }[];
  /** Whether reports of the node come. */
  readonly hears: (node: number) => boolean;
  /** The node is believed gray, or trusted again. */
  readonly believed: (node: number, isGray: boolean) => void;
}

export class GrayNodes {
  /** By node: since when most of those who look at it say that it is slow. */
  private readonly slowSinceNs = new Map<number, number>();
  /** By node that is believed gray: until when. */
  private readonly judgedUntilNs = new Map<number, number>();
  /** By node, then by who looks at it: what that one said last. */
  private readonly words = new Map<number, Map<number, { readonly isSlow: boolean; readonly atNs: number }>>();

  constructor(
    private readonly context: GrayNodesContext,
    private readonly parameters: GrayNodeParameters,
  ) {}

  /** What is believed now. */
  get judged(): readonly number[] {
    return [...this.judgedUntilNs.keys()];
  }

  /** The node's report has arrived. */
  reported(reporter: number): void {
    const { nowNs } = this.context.simulation;
    for (const [node, untilNs] of [...this.judgedUntilNs]) if (untilNs <= nowNs) this.trust(node);
    const opinions = this.context.opinionsOf(reporter);
    for (const { node, isSlow } of opinions) {
      const words = this.words.get(node) ?? new Map();
      this.words.set(node, words.set(reporter, { isSlow, atNs: nowNs }));
      this.consider(node);
    }
  }

  private consider(node: number): void {
    const { nowNs } = this.context.simulation;
    if (!this.isSaidSlow(node)) {
      this.slowSinceNs.delete(node);
      return;
    }
    const sinceNs = this.slowSinceNs.get(node) ?? nowNs;
    this.slowSinceNs.set(node, sinceNs);
    if (nowNs - sinceNs < this.parameters.slowAfter || this.judgedUntilNs.has(node)) return;
    if (!this.context.hears(node) || this.areTooMany(node)) return;
    this.judgedUntilNs.set(node, nowNs + this.parameters.trustAfterMax);
    this.context.believed(node, true);
  }

  /** A word counts until the report after the next is due. */
  private isSaidSlow(node: number): boolean {
    const { nowNs } = this.context.simulation;
    const { reportEvery, grayReportersMin } = this.parameters;
    const words = this.words.get(node)!;
    let slow = 0;
    for (const [reporter, { isSlow, atNs }] of words) {
      if (nowNs - atNs > 2 * reportEvery) words.delete(reporter);
      else if (isSlow) slow++;
    }
    return slow >= grayReportersMin && slow * 2 > words.size;
  }

  private areTooMany(node: number): boolean {
    const { nodes } = this.context;
    const { region } = nodes[node];
    const isThere = (each: number) => nodes[each].region === region;
    const slow = new Set([...this.slowSinceNs.keys(), ...this.judgedUntilNs.keys()].filter(isThere));
    const inRegion = nodes.filter((each) => each.region === region).length;
    return slow.size > Math.max(1, Math.floor(inRegion * this.parameters.grayShareMax));
  }

  private trust(node: number): void {
    this.judgedUntilNs.delete(node);
    this.slowSinceNs.delete(node);
    this.context.believed(node, false);
  }
}
