/** What grows only while a run goes on ends it with words for its user, before it has eaten the memory. */
import { expect, test } from 'vitest';
import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import { LimitError } from '../../sim/engine/limits/limit-error.js';
import { Pool, pooledMax } from '../../sim/engine/pool.js';
import { Simulation, timeMaxNs } from '../../sim/engine/simulation.js';

test('objects of one pool in use at once', () => {
  const pool = new Pool('requests', (index) => ({ index }));
  for (let i = 0; i < pooledMax; i++) pool.take();
  expect(() => pool.take()).toThrow(LimitError);
  expect(() => pool.take()).toThrow(/^more than 524,288 requests at once; a lower load/);
  pool.release(pool.items[0]);
  expect(pool.take().index).toBe(0);
});

/** Each event begins the next; every `stepEvery`-th a nanosecond later, the others at once. */
function chain(stepEvery: number): Simulation {
  const simulation = new Simulation(new BucketQueue(), 1000);
  let executed = 0;
  const next = simulation.on('next', () => simulation.schedule(++executed % stepEvery === 0 ? 1 : 0, next, 0));
  simulation.schedule(0, next, 0);
  return simulation;
}

test('events at an instant that never ends', () => {
  const simulation = chain(Number.POSITIVE_INFINITY);
  expect(() => simulation.runUntil(timeMaxNs)).toThrow(/^more than 1,000 events at one instant;/);
  expect(simulation.digest.events).toBeLessThanOrEqual(2000);
});

test('time that goes on, however slowly, is no standstill', () => {
  const simulation = chain(1000);
  simulation.runUntil(50);
  expect(simulation.digest.events).toBe(51_000);
});

test('a standstill is found at the same event however a run is cut into slices', () => {
  const sliced = chain(Number.POSITIVE_INFINITY);
  expect(() => {
    while (!sliced.runUntil(timeMaxNs, 7));
  }).toThrow(LimitError);
  const whole = chain(Number.POSITIVE_INFINITY);
  expect(() => whole.runUntil(timeMaxNs)).toThrow(LimitError);
  expect(sliced.digest.events).toBe(whole.digest.events);
});
