/** What each fault does, once it is known whom it hits: the declaration of its kind, applied to the fleet. */
import type { RandomStream } from '../engine/random-stream.js';
import { timeMaxNs } from '../engine/simulation.js';
import type { Host } from '../infrastructure/host.js';
import type { Effect } from './effect-and-inverse.js';
import type { FaultContext } from './fault-kind.js';
import { type FaultSpec, specOf } from './fault-kinds.js';
import { hostsOf } from './targets.js';

export class Effects {
  /** Whom each fault hit when it first began: the scenario may have left that to chance, or to who leads then. */
  readonly hit = new Map<FaultSpec, readonly Host[]>();

  /** By host: until when what may be wrong with it or its links lasts, as far as it has begun. */
  private readonly troubledUntilNs = new Map<number, number>();

  constructor(private readonly context: FaultContext) {}

  /** Whether any fault has been on the host or its links since then, its healing apart. */
  isTroubledSince(host: number, sinceNs: number): boolean {
    return (this.troubledUntilNs.get(host) ?? Number.NEGATIVE_INFINITY) >= sinceNs;
  }

  /** The effect of a fault that begins now and ends at `untilNs`. */
  of(fault: FaultSpec, untilNs: number, stream: RandomStream): Effect {
    const { context } = this;
    const spec = specOf(fault.kind);
    const hosts = spec.service === undefined ? hostsOf(fault.target, context, stream) : [];
    if (!this.hit.has(fault)) this.hit.set(fault, hosts);
    const { values } = fault;
    const endNs = Math.min(untilNs, timeMaxNs);
    for (const { id } of [...hosts, ...this.peersOf(fault, stream)]) {
      this.troubledUntilNs.set(id, Math.max(endNs, this.troubledUntilNs.get(id) ?? 0));
    }
    return spec.effect({ fault, values, hosts, context, stream, untilNs: endNs });
  }

  /** Those that the effect may draw its peers from, where it draws them. */
  private peersOf({ peer }: FaultSpec, stream: RandomStream): readonly Host[] {
    if (peer === null) return [];
    return hostsOf(peer.kind === 'hosts' ? { ...peer, pick: null } : peer, this.context, stream);
  }
}
