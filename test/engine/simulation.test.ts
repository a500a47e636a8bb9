import { describe, expect, it } from 'vitest';
import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import type { EventQueue } from '../../sim/engine/event-queue.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { eventTypesMax, Simulation, timeMaxNs } from '../../sim/engine/simulation.js';

/** Events that beget events, many at the same instant, until `eventsMax` have been scheduled. */
function busySimulation(queue: EventQueue, eventsMax = 20_000): Simulation {
  const simulation = new Simulation(queue);
  const draws = new RandomStreams(5).stream('busy simulation', 'draws');
  let scheduled = 0;
  const types = ['a', 'b', 'c'].map((name) => simulation.on(name, beget));
  function beget(payload: number): void {
    for (let children = draws.below(3); children > 0 && scheduled < eventsMax; children--) {
      const delayNs = draws.below(4) === 0 ? 0 : draws.below(1_000_000);
      simulation.schedule(delayNs, types[draws.below(3)], (payload + scheduled++) % 1000);
    }
  }
  for (let i = 0; i < 1_000; i++) simulation.schedule(draws.below(50), types[0], i);
  return simulation;
}

describe('Simulation', () => {
  it('runs handlers by time, ties in the order of scheduling, and shows each the time', () => {
    const simulation = new Simulation(new BucketQueue());
    const log: string[] = [];
    const note = (name: string) => simulation.on(name, (payload) => log.push(`${simulation.nowNs} ${name} ${payload}`));
    const [read, write] = [note('read'), note('write')];
    simulation.schedule(20, write, 1);
    simulation.schedule(10, read, 2);
    simulation.schedule(20, read, 3);
    simulation.schedule(0, write, 4);
    expect(simulation.pendingEvents).toBe(4);
    expect(simulation.runUntil(100)).toBe(true);
    expect(log).toEqual(['0 write 4', '10 read 2', '20 write 1', '20 read 3']);
    expect(simulation.nowNs).toBe(100);
    expect(simulation.nameOf(write)).toBe('write');
  });

  it('runs an event without delay after all that were scheduled for this instant before', () => {
    const simulation = new Simulation(new BucketQueue());
    const log: number[] = [];
    const late = simulation.on('late', (payload) => log.push(payload));
    const early = simulation.on('early', (payload) => {
      log.push(payload);
      simulation.schedule(0, late, payload + 100);
    });
    for (let i = 1; i <= 3; i++) simulation.schedule(7, early, i);
    simulation.runUntil(7);
    expect(log).toEqual([1, 2, 3, 101, 102, 103]);
  });

  it('runs a reserved place before events scheduled after the reservation', () => {
    const simulation = new Simulation(new BucketQueue());
    const log: number[] = [];
    const type = simulation.on('event', (payload) => log.push(payload));
    simulation.schedule(9, type, 1);
    const sequence = simulation.reserveSequence();
    simulation.schedule(9, type, 3);
    simulation.scheduleReserved(9, sequence, type, 2);
    simulation.runUntil(9);
    expect(log).toEqual([1, 2, 3]);
  });

  it('stops at the time asked, its last events included, and goes on from there', () => {
    const simulation = new Simulation(new BucketQueue());
    const seenNs: number[] = [];
    const type = simulation.on('tick', () => {
      seenNs.push(simulation.nowNs);
      simulation.schedule(10, type, 0);
    });
    simulation.schedule(10, type, 0);
    expect(simulation.runUntil(30)).toBe(true);
    expect(seenNs).toEqual([10, 20, 30]);
    simulation.runUntil(39);
    simulation.schedule(0, type, 0);
    simulation.runUntil(40);
    expect(seenNs).toEqual([10, 20, 30, 39, 40]);
  });

  it.each([-1, Number.NaN])('refuses to schedule %d ns from now', (delayNs) => {
    const simulation = new Simulation(new BucketQueue());
    const type = simulation.on('tick', () => {});
    expect(() => simulation.schedule(delayNs, type, 0)).toThrow(/^event tick scheduled .* ns from 0 ns$/);
  });

  it('runs what is due at the end of time, and nothing that would be due after it', () => {
    const simulation = new Simulation(new BucketQueue());
    const log: number[] = [];
    const type = simulation.on('tick', (payload) => log.push(payload));
    simulation.runUntil(5);
    for (const [payload, delayNs] of [timeMaxNs - 5, timeMaxNs - 4, 2 * timeMaxNs, Infinity].entries()) {
      simulation.schedule(delayNs, type, payload);
    }
    simulation.scheduleReserved(timeMaxNs + 1, simulation.reserveSequence(), type, 4);
    expect(simulation.pendingEvents).toBe(1);
    expect(simulation.runUntil(timeMaxNs)).toBe(true);
    expect([log, simulation.nowNs]).toEqual([[0], timeMaxNs]);
  });

  it('bounds the number of event types', () => {
    const simulation = new Simulation(new BucketQueue());
    for (let i = 0; i < eventTypesMax; i++) expect(simulation.on(`type ${i}`, () => {})).toBe(i);
    expect(() => simulation.on('one more', () => {})).toThrow(/event types/);
  });

  it('ends with the same digest in one go, in slices of events and in slices of time', () => {
    const whole = busySimulation(new BucketQueue());
    whole.runUntil(timeMaxNs);
    const byEvents = busySimulation(new BucketQueue());
    let slices = 1;
    while (!byEvents.runUntil(timeMaxNs, 777)) slices++;
    const byTime = busySimulation(new BucketQueue());
    for (let untilNs = 0; byTime.pendingEvents > 0; untilNs += 333_333) byTime.runUntil(untilNs);
    expect(whole.digest.events).toBe(21_000);
    expect(slices).toBe(Math.ceil(21_001 / 777));
    expect(byEvents.digest.toString()).toBe(whole.digest.toString());
    expect(byTime.digest.toString()).toBe(whole.digest.toString());
  });

  it('ends with the same digest on either event queue', () => {
    const onBuckets = busySimulation(new BucketQueue());
    const onHeap = busySimulation(new HeapQueue());
    onBuckets.runUntil(timeMaxNs);
    onHeap.runUntil(timeMaxNs);
    expect(onBuckets.digest.toString()).toBe(onHeap.digest.toString());
    expect(onBuckets.digest.listCheckpoints()).toEqual(onHeap.digest.listCheckpoints());
  });

  it('ends with another digest when a single event differs', () => {
    const same = busySimulation(new BucketQueue());
    const other = busySimulation(new BucketQueue());
    same.runUntil(100_000);
    other.runUntil(100_000);
    expect(other.digest.toString()).toBe(same.digest.toString());
    other.schedule(
      1,
      other.on('stray', () => {}),
      0,
    );
    same.runUntil(timeMaxNs);
    other.runUntil(timeMaxNs);
    expect(other.digest.toString()).not.toBe(same.digest.toString());
  });
});
