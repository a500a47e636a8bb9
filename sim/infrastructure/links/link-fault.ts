/**
 * What one fault does to messages between two sets of hosts. Faults overlap by fixed rules: cuts unite (a link is cut
 * while any fault cuts it), losses are independent, delays add, factors multiply, and narrow links are passed one after
 * the other in the order in which their faults began.
 */
import type { Distribution } from '../../engine/distribution.js';
import type { RandomStream } from '../../engine/random-stream.js';
import type { Host } from '../host.js';
import { type Narrowing, NarrowLink } from './narrow-links.js';

export type Direction = 'both' | 'outbound' | 'inbound';

export interface LinkEffect {
  readonly isCut: boolean;
  readonly lossShare: number;
  /** What is lost arrives, and its checksum says that it is not what was sent: nobody takes it in. */
  readonly isCorruption: boolean;
  readonly delayFactor: number;
  readonly addedDelay: Distribution | null;
  /** All messages of a direction pass one link. */
  readonly narrowing: Narrowing | null;
}

export const noEffect: LinkEffect = {
  isCut: false,
  lossShare: 0,
  isCorruption: false,
  delayFactor: 1,
  addedDelay: null,
  narrowing: null,
};

export class LinkFault implements Omit<LinkEffect, 'narrowing'> {
  readonly isCut: boolean;
  readonly lossShare: number;
  readonly isCorruption: boolean;
  readonly delayFactor: number;
  readonly addedDelay: Distribution | null;
  /** From the target and to it; none where the fault makes nothing narrow. */
  readonly narrowLinks: readonly NarrowLink[];

  constructor(
    /** Ids of the hosts on this side. */
    private readonly target: ReadonlySet<number>,
    /** Ids of the hosts on the other side; null: everyone. */
    private readonly peer: ReadonlySet<number> | null,
    /** Seen from the target. */
    private readonly direction: Direction,
    readonly stream: RandomStream,
    effect: LinkEffect,
  ) {
    this.isCut = effect.isCut;
    this.lossShare = effect.lossShare;
    this.isCorruption = effect.isCorruption;
    this.delayFactor = effect.delayFactor;
    this.addedDelay = effect.addedDelay;
    const { narrowing } = effect;
    this.narrowLinks = narrowing === null ? [] : [new NarrowLink(narrowing), new NarrowLink(narrowing)];
  }

  affects(from: Host, to: Host): boolean {
    return this.isOutbound(from, to) || (this.direction !== 'outbound' && this.target.has(to.id) && this.isPeer(from));
  }

  /** The one that a message passes that the fault affects; within a target that is its own peer, all pass the first. */
  narrowLink(from: Host, to: Host): NarrowLink {
    return this.narrowLinks[this.isOutbound(from, to) ? 0 : 1];
  }

  private isOutbound(from: Host, to: Host): boolean {
    return this.direction !== 'inbound' && this.target.has(from.id) && this.isPeer(to);
  }

  /** With no peer named, the other side is whatever is not in the target: links inside the target stay whole. */
  private isPeer(host: Host): boolean {
    return this.peer === null ? !this.target.has(host.id) : this.peer.has(host.id);
  }
}
