/** Arrivals alone, without a service: their times, and what they should add up to by the words of the format. */
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { arrivalsOf } from '../../sim/workload/arrivals.js';
import type { ArrivalSpec } from '../../sim/workload/load.js';
import type { RateChange } from '../../sim/workload/rate-profile.js';

export const s = 1e9;

export interface Arrived {
  /** In seconds. */
  readonly times: readonly number[];
  /** 32-bit draws that it took. */
  readonly draws: number;
  /** Events that waited at once, at most. */
  readonly pendingMax: number;
}

export interface Loop {
  /** Closed loops get their answer then. */
  readonly answerAfterNs: number;
  readonly workersStartNs: number;
  readonly fromS: number;
}

const noLoop: Loop = { answerAfterNs: 0, workersStartNs: 0, fromS: 0 };

export function arrive(spec: ArrivalSpec, changes: readonly RateChange[], toS: number, given?: Partial<Loop>): Arrived {
  const { answerAfterNs, workersStartNs, fromS } = { ...noLoop, ...given };
  const simulation = new Simulation(new HeapQueue());
  const stream = new RandomStreams(1).stream('test', 'arrivals');
  const times: number[] = [];
  let pendingMax = 0;
  const types = {
    arrival: simulation.on('arrival', () => process.due()),
    stateChange: simulation.on('state', () => process.changeState()),
  };
  const answered = simulation.on('answered', () => process.finished());
  const process = arrivalsOf(
    { startsAtNs: fromS * s, stopsAtNs: toS * s, arrivals: spec, profile: changes },
    {
      ...{ simulation, types, tenant: 0, stream, workersStartNs },
      arrive: () => {
        times.push(simulation.nowNs / s);
        pendingMax = Math.max(pendingMax, simulation.pendingEvents);
        if (spec.kind === 'closed') simulation.schedule(answerAfterNs, answered, 0);
      },
    },
  );
  process.start();
  simulation.runUntil(toS * s);
  return { times, draws: stream.stepCount(), pendingMax };
}

/** What a profile makes of a rate at a moment, change by change as the format says it. */
export function factorAt(changes: readonly RateChange[], ns: number): number {
  return changes.reduce((product, change) => product * factorOf(change, ns - change.atNs), 1);
}

function factorOf(change: RateChange, sinceNs: number): number {
  switch (change.kind) {
    case 'wave':
      return 1 + change.amplitude * Math.sin((2 * Math.PI * sinceNs) / change.periodNs);
    case 'ramp':
      return 1 + (change.factor - 1) * Math.min(1, Math.max(0, sinceNs / change.overNs));
    case 'step':
      if (sinceNs < 0) return 1;
      return change.factor ** (change.everyNs === null ? 1 : 1 + Math.floor(sinceNs / change.everyNs));
    case 'spike':
      if (sinceNs < 0) return 1;
      return (change.everyNs === null ? sinceNs : sinceNs % change.everyNs) < change.forNs ? change.factor : 1;
  }
}

/** The integral of the factor up to a second, in seconds, by so many rectangles a second, each taken in its middle. */
export function areasOf(changes: readonly RateChange[], toS: number, perSecond: number): Float64Array {
  const areas = new Float64Array(toS * perSecond + 1);
  for (let i = 0; i < toS * perSecond; i++) {
    areas[i + 1] = areas[i] + factorAt(changes, ((i + 0.5) / perSecond) * s) / perSecond;
  }
  return areas;
}
