import { expect, test } from 'vitest';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { TimerLane } from '../../sim/engine/timer-lane.js';
import { CausalTrace } from '../../sim/experiments/causal-trace.js';

function traced(size?: number) {
  const simulation = new Simulation(new HeapQueue());
  const trace = new CausalTrace(size);
  simulation.observer = trace;
  return { simulation, trace };
}

/** Event 1 leads to 2, 2 to 3, and so on. */
function chain(events: number, size?: number) {
  const { simulation, trace } = traced(size);
  const step = simulation.on('step', (left) => {
    if (left > 0) simulation.schedule(10, step, left - 1);
  });
  simulation.schedule(0, step, events - 1);
  simulation.runUntil(1e9);
  return trace;
}

test('an event leads back to those that led to it, up to what was there at the start', () => {
  expect(chain(5).ancestryOf(5, 8)).toEqual({ causes: [4, 3, 2, 1], end: 'start' });
});

test('the list of causes is bounded', () => {
  expect(chain(20).ancestryOf(20, 8)).toEqual({ causes: [19, 18, 17, 16, 15, 14, 13, 12], end: 'bound' });
});

test('what is too long ago is forgotten, and said to be', () => {
  expect(chain(20, 4).ancestryOf(20, 8)).toEqual({ causes: [19, 18, 17], end: 'forgotten' });
});

test('among events that overlap, each finds its own', () => {
  const { simulation, trace } = traced();
  const end = simulation.on('end', () => {});
  const begin = simulation.on('begin', (delayNs) => simulation.schedule(delayNs, end, 0));
  simulation.schedule(1, begin, 50);
  simulation.schedule(2, begin, 10);
  simulation.schedule(3, begin, 30);
  simulation.runUntil(1e9);
  // Events 4, 5 and 6 are the ends of the second, the third and the first.
  expect([4, 5, 6].map((event) => trace.ancestryOf(event, 1).causes)).toEqual([[2], [3], [1]]);
});

test('the cause of a timer is who started it, not the timer before it in its lane', () => {
  const { simulation, trace } = traced();
  const lane = new TimerLane(simulation, 'time-out', 100, () => {});
  const start = simulation.on('start', (payload) => {
    lane.start(payload);
  });
  simulation.schedule(1, start, 0);
  simulation.schedule(2, start, 1);
  simulation.runUntil(1e9);
  expect([3, 4].map((event) => trace.ancestryOf(event, 1).causes)).toEqual([[1], [2]]);
});
