/** The queueing station under stops and clearings; its queues are held against theory in test/theory. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Station } from '../../sim/infrastructure/station.js';
import { lost, rejected } from '../../sim/infrastructure/station-bank.js';
import { standstill } from '../../sim/infrastructure/work-clock.js';

test('jobs take the first free server, wait in order, and are refused when the queue is full', () => {
  const station = Station.alone(2, 2);
  expect([0, 1, 2, 3, 4].map((nowNs) => station.admit(nowNs, 100))).toEqual([0, 0, 98, 98, rejected]);
  expect(station.queueLength(5)).toBe(2);
  expect(station.queueLength(100)).toBe(1);
  expect(station.admit(150, 100)).toBe(50);
  expect([station.jobs, station.rejectedJobs]).toEqual([5, 1]);
});

test('every job starts when a reference that keeps a queue of jobs starts it', () => {
  const job = fc.record({ afterNs: fc.nat(20), serviceNs: fc.nat(50) });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.nat(5),
      fc.array(job, { maxLength: 60 }),
      (servers, queueMax, jobs) => {
        const station = Station.alone(servers, queueMax);
        const freeAt = new Array<number>(servers).fill(0);
        let starts: number[] = [];
        let nowNs = 0;
        for (const { afterNs, serviceNs } of jobs) {
          nowNs += afterNs;
          starts = starts.filter((startNs) => startNs > nowNs);
          freeAt.sort((a, b) => a - b);
          const startNs = Math.max(nowNs, freeAt[0]);
          const isRefused = startNs > nowNs && starts.length >= queueMax;
          expect(station.admit(nowNs, serviceNs)).toBe(isRefused ? rejected : startNs - nowNs);
          if (isRefused) continue;
          freeAt[0] = startNs + serviceNs;
          if (startNs > nowNs) starts.push(startNs);
          expect(station.queueLength(nowNs)).toBe(starts.length);
        }
      },
    ),
  );
});

test('a stop delays what is under way, what waits and what comes', () => {
  const station = Station.alone(1, 10);
  const epoch = station.epoch;
  expect(station.admit(0, 100)).toBe(0);
  expect(station.admit(0, 100)).toBe(100);
  station.slow(50, 1050, standstill);
  expect([100, 200].map((plannedNs) => station.lateness(epoch, plannedNs))).toEqual([1000, 1000]);
  // Only the second job waits: the first is being served, stopped or not.
  expect(station.queueLength(60)).toBe(1);
  expect(station.admit(60, 100)).toBe(1200 - 60);
  // Overlapping stops unite: until 2050, not 2550.
  station.slow(500, 2050, standstill);
  expect(station.lateness(epoch, 100)).toBe(2000);
});

test('a job that is being served when a stop begins does not wait again', () => {
  const station = Station.alone(1, 10);
  station.admit(0, 100);
  station.admit(0, 100);
  station.slow(150, 1150, standstill);
  expect(station.queueLength(160)).toBe(0);
});

test('a server that is stopped is not busy', () => {
  const station = Station.alone(2, 10);
  station.admit(0, 100);
  station.slow(50, 1050, standstill);
  expect([50, 500, 1050].map((nowNs) => station.busyNs(nowNs))).toEqual([50, 50, 50]);
  expect([1075, 1100, 2000].map((nowNs) => station.busyNs(nowNs))).toEqual([75, 100, 100]);
});

test('a clearing loses all jobs, and a stop goes on', () => {
  const station = Station.alone(1, 10);
  const epoch = station.epoch;
  station.admit(0, 100);
  station.slow(10, 510, standstill);
  station.clear(50);
  expect(station.lateness(epoch, 100)).toBe(lost);
  expect(station.busyNs(50)).toBe(10);
  expect(station.admit(60, 100)).toBe(450);
  expect(station.lateness(station.epoch, 610)).toBe(0);
});

test('a slowdown stretches what is under way, what waits and what comes, from its beginning to its end', () => {
  const station = Station.alone(1, 10);
  const epoch = station.epoch;
  station.admit(0, 100);
  station.admit(0, 100);
  // Of the first job 60 are left: 40 in the 100 of the slowdown, the rest at full speed.
  station.slow(40, 140, 2.5);
  expect([100, 200].map((plannedNs) => plannedNs + station.lateness(epoch, plannedNs))).toEqual([160, 260]);
  expect(station.admit(60, 100)).toBe(260 - 60);
  expect(station.lastServiceNs).toBe(100);
  expect([40, 140, 160, 360].map((nowNs) => station.busyNs(nowNs))).toEqual([40, 140, 160, 360]);
  expect(station.admit(400, 100)).toBe(0);
});

test('a job that comes into a slowdown takes longer by its factor, and no longer than it lasts', () => {
  const station = Station.alone(1, 10);
  station.slow(0, 1000, 2.5);
  station.admit(0, 100);
  expect(station.lastServiceNs).toBe(250);
  // Another 300 are done by 1000.
  station.admit(250, 350);
  expect(station.lastServiceNs).toBe(750 + 50);
  station.admit(2000, 100);
  expect(station.lastServiceNs).toBe(100);
  expect(station.busyNs(3000)).toBe(250 + 800 + 100);
});

test('waiting times are counted as they pass, stretched ones too', () => {
  const station = Station.alone(1, 10);
  for (let job = 0; job < 3; job++) station.admit(0, 100);
  expect(station.waitedNs(50)).toBe(50 + 50);
  station.slow(50, 150, 2);
  // The second begins at 150, the third at 250.
  expect([100, 150, 200, 1000].map((nowNs) => station.waitedNs(nowNs))).toEqual([200, 300, 350, 400]);
});
