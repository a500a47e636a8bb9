/**
 * The arrivals of a tenant: open ones, at a rate of its own whatever the service does, and bursty ones, a Markov-modulated
 * Poisson process with exponential stays in each state, in turn. Closed loops have a file of their own.
 *
 * One event is scheduled at a time, for the next arrival, or for the end of a stay where that comes first. Then the next
 * arrival is drawn anew, which the memoryless interval allows.
 */
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { unitExponential } from '../engine/ziggurat.js';
import { type ArrivalTimes, ConstantTimes, PoissonTimes } from './arrival-times.js';
import { ClosedLoop } from './closed-loop.js';
import type { BurstySpec, LoadSpec } from './load.js';

/** Changes of state of all bursty tenants in a run: an event each. */
export const stateChangesMax = 2 ** 32 - 1;

export interface Arrivals {
  start(): void;
  /** The event of an arrival. */
  due(): void;
  /** The event at the end of a stay. */
  changeState(): void;
  /** A request has ended. */
  finished(): void;
}

export interface ArrivalEventTypes {
  readonly arrival: number;
  readonly stateChange: number;
}

/** What arrivals stand on. */
export interface ArrivalContext {
  readonly simulation: Simulation;
  readonly types: ArrivalEventTypes;
  readonly tenant: number;
  readonly stream: RandomStream;
  /** Workers of a closed loop begin within this, or within a think time where that is longer. */
  readonly workersStartNs: number;
  /** Called once a request. */
  readonly arrive: () => void;
}

export function arrivalsOf(load: LoadSpec, context: ArrivalContext): Arrivals {
  const { arrivals: spec, profile, startsAtNs } = load;
  switch (spec.kind) {
    case 'constant':
      return new OpenArrivals(new ConstantTimes(spec.perSecond, profile, startsAtNs), load, context);
    case 'poisson':
      return new OpenArrivals(new PoissonTimes(spec.perSecond, profile, startsAtNs, context.stream), load, context);
    case 'bursty':
      return new BurstyArrivals(spec, load, context);
    case 'closed':
      return new ClosedLoop(spec, load, context);
  }
}

class OpenArrivals implements Arrivals {
  constructor(
    private readonly times: ArrivalTimes,
    private readonly load: LoadSpec,
    private readonly context: ArrivalContext,
  ) {}

  start(): void {
    this.scheduleNext();
  }

  due(): void {
    this.scheduleNext();
    this.context.arrive();
  }

  changeState(): void {
    throw new Error('arrivals of one rate have one state');
  }

  finished(): void {}

  private scheduleNext(): void {
    const { simulation, types, tenant } = this.context;
    const atNs = Math.floor(this.times.next(this.load.stopsAtNs));
    if (atNs < this.load.stopsAtNs) simulation.schedule(atNs - simulation.nowNs, types.arrival, tenant);
  }
}

class BurstyArrivals implements Arrivals {
  private readonly times: PoissonTimes;
  private state = 0;
  private stayEndsNs: number;

  constructor(
    private readonly spec: BurstySpec,
    private readonly load: LoadSpec,
    private readonly context: ArrivalContext,
  ) {
    const { startsAtNs, profile } = load;
    this.times = new PoissonTimes(spec.states[0].perSecond, profile, startsAtNs, context.stream);
    this.stayEndsNs = startsAtNs;
  }

  start(): void {
    this.stay();
    this.scheduleNext();
  }

  due(): void {
    this.scheduleNext();
    this.context.arrive();
  }

  changeState(): void {
    this.state = (this.state + 1) % this.spec.states.length;
    this.times.perSecond = this.spec.states[this.state].perSecond;
    this.stay();
    this.scheduleNext();
  }

  finished(): void {}

  private stay(): void {
    this.stayEndsNs += Math.round(unitExponential(this.context.stream) * this.spec.states[this.state].meanStayNs);
  }

  private scheduleNext(): void {
    const { simulation, types, tenant } = this.context;
    const { stopsAtNs } = this.load;
    const untilNs = Math.min(this.stayEndsNs, stopsAtNs);
    const atNs = Math.floor(this.times.next(untilNs));
    if (atNs < untilNs) simulation.schedule(atNs - simulation.nowNs, types.arrival, tenant);
    else if (untilNs < stopsAtNs) simulation.schedule(untilNs - simulation.nowNs, types.stateChange, tenant);
  }
}
