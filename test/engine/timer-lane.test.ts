import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import { Simulation, timeMaxNs } from '../../sim/engine/simulation.js';
import { TimerLane } from '../../sim/engine/timer-lane.js';

const delayNs = 1_000;

/** A lane whose expiries, like the simulation's other events, go into one log. */
function lanedSimulation() {
  const simulation = new Simulation(new BucketQueue());
  const log: string[] = [];
  const lane = new TimerLane(simulation, 'time-out', delayNs, (payload) => log.push(`${simulation.nowNs} ${payload}`));
  return { simulation, log, lane };
}

/** The same promise kept the plain way: an event for every timer, a set of those cancelled. */
function separateEvents(simulation: Simulation, onExpiry: (payload: number) => void) {
  const payloads: number[] = [];
  const cancelled = new Set<number>();
  const expiry = simulation.on('time-out', (id) => {
    if (!cancelled.has(id)) onExpiry(payloads[id]);
  });
  return {
    start(payload: number): number {
      simulation.schedule(delayNs, expiry, payloads.length);
      return payloads.push(payload) - 1;
    },
    cancel: (id: number) => cancelled.add(id),
  };
}

/** What happens every so often: timers started, cancelled by number, and an event of another kind in their midst. */
interface Act {
  readonly afterNs: number;
  readonly starts: number;
  readonly cancels: readonly number[];
  readonly otherAfterNs: number;
}

const act: fc.Arbitrary<Act> = fc.record({
  afterNs: fc.constantFrom(0, 1, 250, 500, 999, 1_000, 1_001, 5_000),
  starts: fc.nat({ max: 40 }),
  cancels: fc.array(fc.nat({ max: 200 }), { maxLength: 60 }),
  otherAfterNs: fc.constantFrom(0, 999, 1_000, 1_001),
});

function logOf(
  acts: readonly Act[],
  timersOf: (simulation: Simulation, log: string[]) => Pick<TimerLane, 'start' | 'cancel'>,
) {
  const simulation = new Simulation(new BucketQueue());
  const log: string[] = [];
  const timers = timersOf(simulation, log);
  const ids: number[] = [];
  const other = simulation.on('other', (i) => log.push(`${simulation.nowNs} other ${i}`));
  const acting = simulation.on('act', (i) => {
    const { starts, cancels, otherAfterNs } = acts[i];
    for (let s = 0; s < starts; s++) {
      ids.push(timers.start(ids.length));
      if (s === starts >> 1) simulation.schedule(otherAfterNs, other, i);
    }
    for (const id of cancels) if (id < ids.length) timers.cancel(ids[id]);
    if (i + 1 < acts.length) simulation.schedule(acts[i + 1].afterNs, acting, i + 1);
  });
  if (acts.length > 0) simulation.schedule(0, acting, 0);
  simulation.runUntil(timeMaxNs);
  return log;
}

describe('TimerLane', () => {
  it('expires timers after its delay, in the order of their start', () => {
    const { simulation, log, lane } = lanedSimulation();
    lane.start(7);
    simulation.runUntil(400);
    lane.start(8);
    lane.start(9);
    simulation.runUntil(1_399);
    expect(log).toEqual(['1000 7']);
    simulation.runUntil(1_400);
    expect(log).toEqual(['1000 7', '1400 8', '1400 9']);
  });

  it('spends no event on a timer cancelled before it was the oldest', () => {
    const { simulation, log, lane } = lanedSimulation();
    const ids = Array.from({ length: 10_000 }, (_, i) => lane.start(i));
    expect(simulation.pendingEvents).toBe(1);
    for (const id of ids.slice(0, -1)) lane.cancel(id);
    simulation.runUntil(timeMaxNs);
    expect(log).toEqual(['1000 9999']);
    // The oldest was armed already; then the only one alive.
    expect(simulation.digest.events).toBe(2);
  });

  it('is idle, and starts again, when all timers are cancelled', () => {
    const { simulation, log, lane } = lanedSimulation();
    lane.cancel(lane.start(1));
    lane.cancel(lane.start(2));
    simulation.runUntil(5_000);
    expect(simulation.pendingEvents).toBe(0);
    lane.start(3);
    simulation.runUntil(6_000);
    expect(log).toEqual(['6000 3']);
  });

  it('does nothing when a timer is cancelled after its expiry, or twice', () => {
    const { simulation, log, lane } = lanedSimulation();
    const expired = lane.start(1);
    simulation.runUntil(delayNs);
    // As many timers as the ring has places, so that the expired timer's place is in use again.
    for (let i = 0; i < 64; i++) lane.start(100 + i);
    lane.cancel(expired);
    const cancelled = lane.start(2);
    lane.cancel(cancelled);
    lane.cancel(cancelled);
    simulation.runUntil(2 * delayNs);
    expect(log).toEqual(['1000 1', ...Array.from({ length: 64 }, (_, i) => `2000 ${100 + i}`)]);
  });

  it('lets an expiry start and cancel timers', () => {
    const simulation = new Simulation(new BucketQueue());
    const log: string[] = [];
    const lane: TimerLane = new TimerLane(simulation, 'time-out', delayNs, (payload) => {
      log.push(`${simulation.nowNs} ${payload}`);
      if (payload === 1) lane.cancel(second);
      if (payload < 4) lane.start(payload + 3);
    });
    lane.start(1);
    const second = lane.start(2);
    lane.start(3);
    simulation.runUntil(timeMaxNs);
    expect(log).toEqual(['1000 1', '1000 3', '2000 4', '2000 6']);
  });

  it('keeps its order while the ring grows around live and cancelled timers', () => {
    const { simulation, log, lane } = lanedSimulation();
    const alive: number[] = [];
    let payload = 0;
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 50 * (round + 1); i++) {
        const id = lane.start(payload);
        if (payload % 3 === 0) lane.cancel(id);
        else alive.push(payload);
        payload++;
      }
      simulation.runUntil(simulation.nowNs + delayNs / 4);
    }
    simulation.runUntil(timeMaxNs);
    expect(log.map((line) => Number(line.split(' ')[1]))).toEqual(alive);
  });

  it('holds about as many as are alive, however many are started and cancelled within its delay', () => {
    const { simulation, log, lane } = lanedSimulation();
    const hidden = lane as unknown as { readonly payloads: Int32Array };
    const alive: number[] = [];
    for (let payload = 0; payload < 1_000_000; payload++) {
      const id = lane.start(payload);
      if (payload % 100_000 === 0) alive.push(payload);
      else lane.cancel(id);
    }
    expect(hidden.payloads.length).toBeLessThanOrEqual(512);
    simulation.runUntil(timeMaxNs);
    expect(log).toEqual(alive.map((payload) => `1000 ${payload}`));
  });

  it('orders expiries among all other events exactly as a separate event for every timer would', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        const note = (simulation: Simulation, log: string[]) => (payload: number) =>
          log.push(`${simulation.nowNs} time-out ${payload}`);
        const inLane = logOf(acts, (simulation, log) => {
          return new TimerLane(simulation, 'time-out', delayNs, note(simulation, log));
        });
        const separate = logOf(acts, (simulation, log) => separateEvents(simulation, note(simulation, log)));
        expect(inLane).toEqual(separate);
      }),
    );
  });
});
