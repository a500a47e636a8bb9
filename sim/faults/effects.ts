/** What each fault does, once it is known whom it hits: the declaration of its kind, applied to the fleet. */
import type { RandomStream } from '../engine/random-stream.js';
import { timeMaxNs } from '../engine/simulation.js';
import { FactorsOfHosts } from './factors.js';
import type { Effect, FaultContext } from './fault-kind.js';
import { type FaultKind, type FaultSpec, specOf } from './fault-kinds.js';
import { hostsOf } from './targets.js';

export class Effects {
  private readonly factors = new Map<FaultKind, FactorsOfHosts>();

  constructor(private readonly context: FaultContext) {}

  /** The effect of a fault that begins now and ends at `untilNs`. */
  of(fault: FaultSpec, untilNs: number, stream: RandomStream): Effect {
    const { context } = this;
    const hosts = hostsOf(fault.target, context, stream);
    const factors = this.factorsOf(fault.kind);
    const { values } = fault;
    const endNs = Math.min(untilNs, timeMaxNs);
    return specOf(fault.kind).effect({ fault, values, hosts, context, stream, untilNs: endNs, factors });
  }

  private factorsOf(kind: FaultKind): FactorsOfHosts {
    const known = this.factors.get(kind);
    if (known !== undefined) return known;
    const factors = new FactorsOfHosts();
    this.factors.set(kind, factors);
    return factors;
  }
}
