/**
 * Begins and ends each fault of a scenario at its time. A fault that flaps begins and ends over and over until it is
 * over; one that never heals stays until the run ends.
 */
import type { RandomStream, RandomStreams } from '../engine/random-stream.js';
import { timeMaxNs } from '../engine/simulation.js';
import type { Host } from '../infrastructure/host.js';
import type { Effect } from './effect-and-inverse.js';
import { Effects } from './effects.js';
import type { FaultContext } from './fault-kind.js';
import { type FaultSpec, specOf } from './fault-kinds.js';
import { describeTarget } from './targets.js';

/** How often all faults that flap do: each time the target is found anew. */
export const flapsMax = 1_000_000;
/** Hosts of the targets and peers of all faults, since each fault knows its own. */
export const hostsHitMax = 1 << 22;

export class FaultSchedule {
  private readonly effects: Effects;
  /** One a fault, named by what it does, to whom and when, so that removing one leaves the draws of the others alone. */
  private readonly streams: readonly RandomStream[];
  private readonly active: (Effect | null)[];
  private readonly flapType: number;

  constructor(
    private readonly faults: readonly FaultSpec[],
    private readonly context: FaultContext,
    streams: RandomStreams,
  ) {
    const { simulation } = context;
    this.effects = new Effects(context);
    for (const kind of new Set(faults.map((fault) => fault.kind))) specOf(kind).prepare?.(context);
    this.streams = namesOf(faults).map((name) => streams.stream(name, 'faults'));
    this.active = faults.map(() => null);
    const about = (index: number) => `${faults[index].kind} ${describeTarget(faults[index].target)}`;
    const beginType = simulation.on('fault begins', (index) => this.begin(index), about);
    const endType = simulation.on('fault ends', (index) => this.end(index), about);
    this.flapType = simulation.on('fault flaps', (index) => this.flap(index), about);
    for (const [index, { atNs, forNs }] of faults.entries()) {
      simulation.schedule(atNs, beginType, index);
      if (forNs !== null) simulation.schedule(atNs + forNs, endType, index);
    }
  }

  /** Whom the fault hit when it first began; nobody before. */
  hitBy(fault: FaultSpec): readonly Host[] {
    return this.effects.hit.get(fault) ?? [];
  }

  isTroubledSince(host: number, sinceNs: number): boolean {
    return this.effects.isTroubledSince(host, sinceNs);
  }

  private begin(index: number): void {
    const fault = this.faults[index];
    const effect = this.effects.of(fault, endOf(fault), this.streams[index]);
    this.active[index] = effect;
    effect.begin();
    const flapsEveryNs = flapsEvery(fault);
    if (flapsEveryNs !== null) this.context.simulation.schedule(flapsEveryNs, this.flapType, index);
  }

  private end(index: number): void {
    this.active[index]?.end();
    this.active[index] = null;
  }

  /** What was out comes back, what was in goes out again. */
  private flap(index: number): void {
    const fault = this.faults[index];
    if (this.context.simulation.nowNs >= endOf(fault)) return;
    if (this.active[index] === null) {
      this.begin(index);
      return;
    }
    this.end(index);
    this.context.simulation.schedule(flapsEvery(fault)!, this.flapType, index);
  }
}

/** Null: it does not flap. */
function flapsEvery({ kind, values }: FaultSpec): number | null {
  return specOf(kind).flapsEveryNs?.(values) ?? null;
}

const endOf = (fault: FaultSpec) => (fault.forNs === null ? timeMaxNs : fault.atNs + fault.forNs);

/**
 * A name of each fault, from its kind, place and time. How severe it is and how long it lasts is left out, so that runs
 * which vary that alone hit the same hosts. Faults alike in all of it are numbered.
 */
function namesOf(faults: readonly FaultSpec[]): string[] {
  const alike = new Map<string, number>();
  return faults.map((fault) => {
    const peer = fault.peer === null ? '' : ` and ${describeTarget(fault.peer)}`;
    const name = `${fault.kind} ${fault.direction} of ${describeTarget(fault.target)}${peer} at ${fault.atNs} ns`;
    const number = (alike.get(name) ?? 0) + 1;
    alike.set(name, number);
    return `${name}, number ${number}`;
  });
}
