/** A turn at a station ends once: done at its time, later by every fault, or lost with the crash that cleared the station. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { StationBank } from '../../sim/infrastructure/station-bank.js';
import { Visits } from '../../sim/infrastructure/visit.js';
import { standstill } from '../../sim/infrastructure/work-clock.js';

class Hall {
  readonly simulation = new Simulation(new HeapQueue());
  readonly stations: StationBank;
  readonly visitors: { readonly index: number; epoch: number; serviceNs: number }[] = [];
  /** By visitor: when it was done, or when it was told that it was lost. */
  readonly doneAtNs: (number | undefined)[] = [];
  readonly lostAtNs: (number | undefined)[] = [];
  readonly visits: Visits;
  ends = 0;

  constructor(servers: number, queueMax: number) {
    this.stations = new StationBank(servers, queueMax, 1);
    this.visits = new Visits(
      this.simulation,
      this.stations,
      'done',
      (index) => {
        if (this.visits.isOver(this.visitors[index], 0)) this.end(this.doneAtNs, index);
      },
      (index) => this.end(this.lostAtNs, index),
    );
  }

  private end(times: (number | undefined)[], index: number) {
    times[index] = this.simulation.nowNs;
    this.ends++;
  }

  come(serviceNs: number): boolean {
    const visitor = { index: this.visitors.length, epoch: 0, serviceNs: 0 };
    this.visitors.push(visitor);
    return this.visits.begin(visitor, 0, this.stations.admit(0, this.simulation.nowNs, serviceNs));
  }

  at(nowNs: number): this {
    this.simulation.runUntil(nowNs);
    return this;
  }
}

test('a turn is over when its wait and its service are', () => {
  const hall = new Hall(1, 1);
  expect([hall.come(100), hall.come(50), hall.come(1)]).toEqual([true, true, false]);
  hall.at(1000);
  expect(hall.doneAtNs).toEqual([100, 150]);
  expect(hall.visitors.map(({ serviceNs }) => serviceNs)).toEqual([100, 50, 0]);
});

test('a turn at a station that stops is over as much later, once for every stop', () => {
  const hall = new Hall(1, 0);
  hall.come(100);
  hall.at(50).stations.slow(0, 50, 150, standstill);
  hall.at(180).stations.slow(0, 180, 280, standstill);
  hall.at(1000);
  expect(hall.doneAtNs).toEqual([300]);
});

test('a turn at a station that a crash clears is lost, and the next one is not', () => {
  const hall = new Hall(1, 0);
  hall.come(100);
  hall.at(50).stations.clear(0, 50);
  hall.come(100);
  hall.at(1000);
  expect([hall.doneAtNs, hall.lostAtNs]).toEqual([[undefined, 150], [100]]);
});

test('whatever slowdowns, stops and crashes there are, each admitted turn ends once', () => {
  const step = fc.record({
    afterNs: fc.nat(40),
    what: fc.constantFrom('come', 'come', 'slow', 'clear'),
    ns: fc.nat(60),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 60 }), (servers, steps) => {
      const hall = new Hall(servers, 4);
      let admitted = 0;
      for (const { afterNs, what, ns } of steps) {
        const { nowNs } = hall.at(hall.simulation.nowNs + afterNs).simulation;
        if (what === 'come' && hall.come(ns)) admitted++;
        if (what === 'slow') hall.stations.slow(0, nowNs, nowNs + ns, ns % 2 === 0 ? 3 : standstill);
        if (what === 'clear') hall.stations.clear(0, nowNs);
      }
      hall.at(1e6);
      expect(hall.ends).toBe(admitted);
      for (const index of hall.visitors.keys()) {
        expect(hall.doneAtNs[index] !== undefined && hall.lostAtNs[index] !== undefined).toBe(false);
      }
    }),
  );
});
