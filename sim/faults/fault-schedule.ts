/**
 * Begins and ends each fault of a scenario at its time. A fault that flaps begins and ends over and over until it is
 * over; one that never heals stays until the run ends.
 */
import type { RandomStreams } from '../engine/random-stream.js';
import { timeMaxNs } from '../engine/simulation.js';
import { type Effect, Effects, type FaultWorld } from './effects.js';
import type { FaultSpec } from './fault-spec.js';

export class FaultSchedule {
  private readonly active: (Effect | null)[];
  private readonly flapType: number;

  constructor(
    private readonly faults: readonly FaultSpec[],
    private readonly world: FaultWorld,
    streams: RandomStreams,
  ) {
    const { simulation } = world;
    const effects = new Effects(world);
    const fault = (index: number) => streams.stream(`fault ${index}`, 'faults');
    const ofFault = faults.map((_, index) => fault(index));
    this.active = faults.map(() => null);
    const beginType = simulation.on('fault begins', (index) => {
      const effect = effects.of(faults[index], endOf(faults[index]), ofFault[index]);
      this.active[index] = effect;
      effect.begin();
      if (faults[index].kind === 'load-balancer-flap')
        simulation.schedule(faults[index].periodNs, this.flapType, index * 2);
    });
    const endType = simulation.on('fault ends', (index) => {
      const effect = this.active[index];
      this.active[index] = null;
      effect?.end();
    });
    this.flapType = simulation.on('fault flaps', (payload) => this.flap(payload >> 1, (payload & 1) === 1));
    for (const [index, { atNs, forNs }] of faults.entries()) {
      simulation.schedule(atNs, beginType, index);
      if (forNs !== null) simulation.schedule(atNs + forNs, endType, index);
    }
    this.effects = effects;
    this.streams = ofFault;
  }
  private readonly effects: Effects;
  private readonly streams;

  private flap(index: number, begins: boolean): void {
    const fault = this.faults[index];
    const { simulation } = this.world;
    if (simulation.nowNs >= endOf(fault)) return;
    if (begins) {
      this.active[index] = this.effects.of(fault, endOf(fault), this.streams[index]);
      this.active[index]!.begin();
    } else {
      this.active[index]?.end();
      this.active[index] = null;
    }
    simulation.schedule(fault.periodNs, this.flapType, index * 2 + (begins ? 0 : 1));
  }
}

const endOf = (fault: FaultSpec) => (fault.forNs === null ? timeMaxNs : fault.atNs + fault.forNs);
