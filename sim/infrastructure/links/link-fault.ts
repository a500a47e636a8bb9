/**
 * What one fault does to messages between two sets of hosts. Faults overlap by fixed rules: cuts unite (a link is cut
 * while any fault cuts it), losses are independent, delays add, factors multiply.
 */
import type { Distribution } from '../../engine/distribution.js';
import type { RandomStream } from '../../engine/random-stream.js';
import type { Host } from '../host.js';

export type Direction = 'both' | 'outbound' | 'inbound';

export interface LinkEffect {
  readonly isCut: boolean;
  readonly lossShare: number;
  /** What is lost arrives, and its checksum says that it is not what was sent: nobody takes it in. */
  readonly isCorruption: boolean;
  readonly delayFactor: number;
  readonly addedDelay: Distribution | null;
}

export const noEffect: LinkEffect = {
  isCut: false,
  lossShare: 0,
  isCorruption: false,
  delayFactor: 1,
  addedDelay: null,
};

export class LinkFault implements LinkEffect {
  readonly isCut: boolean;
  readonly lossShare: number;
  readonly isCorruption: boolean;
  readonly delayFactor: number;
  readonly addedDelay: Distribution | null;

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
  }

  affects(from: Host, to: Host): boolean {
    return (
      (this.direction !== 'inbound' && this.target.has(from.id) && this.isPeer(to)) ||
      (this.direction !== 'outbound' && this.target.has(to.id) && this.isPeer(from))
    );
  }

  /** With no peer named, the other side is whatever is not in the target: links inside the target stay whole. */
  private isPeer(host: Host): boolean {
    return this.peer === null ? !this.target.has(host.id) : this.peer.has(host.id);
  }
}
