/**
 * A closed loop: each worker waits for its answer, thinks, and asks again, so that a slow service is asked less.
 *
 * Workers begin at random moments of their first think time, or of a few service times where they think less: all at the
 * same instant are a burst that no customer sends, and with constant times they would stay in step.
 */
import { Distribution } from '../engine/distribution.js';
import type { ArrivalContext, Arrivals } from './arrivals.js';
import type { ClosedSpec, LoadSpec } from './load.js';

/** Of all tenants: each worker is a pending event from the beginning on. */
export const workersInAllMax = 1 << 20;

export class ClosedLoop implements Arrivals {
  private readonly think: Distribution;

  constructor(
    private readonly spec: ClosedSpec,
    private readonly load: LoadSpec,
    private readonly context: ArrivalContext,
  ) {
    this.think = new Distribution(spec.thinkNs);
  }

  start(): void {
    const { workers, startsTogether } = this.spec;
    const { stream, workersStartNs } = this.context;
    for (let worker = 0; worker < workers; worker++) {
      const waitNs = startsTogether ? 0 : stream.next() * Math.max(workersStartNs, this.think.sample(stream));
      this.scheduleAt(this.load.startsAtNs + Math.floor(waitNs));
    }
  }

  due(): void {
    this.context.arrive();
  }

  finished(): void {
    const { simulation, stream } = this.context;
    this.scheduleAt(simulation.nowNs + this.think.sample(stream));
  }

  changeState(): void {
    throw new Error('a closed loop has one state');
  }

  private scheduleAt(ns: number): void {
    const { simulation, types, tenant } = this.context;
    if (ns < this.load.stopsAtNs) simulation.schedule(ns - simulation.nowNs, types.arrival, tenant);
  }
}
