/**
 * A change of speed stretches what remains, whatever was planned before: whatever faults begin, overlap and end, stations
 * and interfaces are done with each job when a simulation that moves from change to change is.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { HostStates } from '../../sim/infrastructure/host-states.js';
import { StationBank } from '../../sim/infrastructure/station-bank.js';
import { Transmissions } from '../../sim/infrastructure/transmissions.js';
import { Visits } from '../../sim/infrastructure/visit.js';
import { standstill } from '../../sim/infrastructure/work-clock.js';
import { doneOneByOne, type Job, type Slowdown } from './one-by-one.js';

/** Services of up to a millisecond, so that a queue forms when the station is slow, and often before. */
const anyJob = fc.record({ atNs: fc.noBias(fc.nat(20_000_000)), serviceNs: fc.noBias(fc.nat(1_000_000)) });
const anyJobs = fc.array(anyJob, { maxLength: 60 });
const anySlowdown = (...factors: number[]) =>
  fc.record({
    atNs: fc.noBias(fc.nat(20_000_000)),
    forNs: fc.noBias(fc.integer({ min: 1, max: 8_000_000 })),
    factor: fc.constantFrom(...factors),
  });

/** Handlers of what happens at given times; it runs until nothing is left. */
function simulate(simulation: Simulation, jobs: readonly Job[], slowdowns: readonly Slowdown[], run: Handlers): void {
  const comes = simulation.on('comes', (job) => run.comes(job));
  const slows = simulation.on('slows', (fault) => run.slows(slowdowns[fault]));
  for (const [fault, { atNs }] of slowdowns.entries()) simulation.schedule(atNs, slows, fault);
  for (const [job, { atNs }] of jobs.entries()) simulation.schedule(atNs, comes, job);
  simulation.runUntil(Number.MAX_SAFE_INTEGER);
}

interface Handlers {
  comes(job: number): void;
  slows(fault: Slowdown): void;
}

function doneAtStation(servers: number, jobs: readonly Job[], slowdowns: readonly Slowdown[]): number[] {
  const simulation = new Simulation(new HeapQueue());
  const stations = new StationBank(servers, jobs.length, 1);
  const visitors = jobs.map((_, index) => ({ index, epoch: 0, serviceNs: 0 }));
  const doneAtNs = jobs.map(() => Number.NaN);
  const visits = new Visits(
    simulation,
    stations,
    'done',
    (job) => {
      if (visits.isOver(visitors[job], 0)) doneAtNs[job] = simulation.nowNs;
    },
    () => {},
  );
  simulate(simulation, jobs, slowdowns, {
    comes: (job) => visits.begin(visitors[job], 0, stations.admit(0, simulation.nowNs, jobs[job].serviceNs)),
    slows: ({ forNs, factor }) => stations.slow(0, simulation.nowNs, simulation.nowNs + forNs, factor),
  });
  return doneAtNs;
}

function sentAt(jobs: readonly Job[], slowdowns: readonly Slowdown[]): number[] {
  const simulation = new Simulation(new HeapQueue());
  const states = new HostStates(1);
  states.setNsPerByte(0, 1);
  const transmissions = new Transmissions(simulation, states);
  const doneAtNs = jobs.map(() => Number.NaN);
  const arrives = simulation.on('arrives', (job) => {
    doneAtNs[job] = simulation.nowNs;
  });
  simulate(simulation, jobs, slowdowns, {
    comes: (job) => {
      const sendingNs = states.transmit(0, simulation.nowNs, jobs[job].serviceNs, Number.POSITIVE_INFINITY);
      transmissions.begin(0, sendingNs, 0, arrives, job);
    },
    slows: ({ forNs, factor }) => states.slowInterface(0, simulation.nowNs, simulation.nowNs + forNs, factor),
  });
  return doneAtNs;
}

/** A nanosecond of work is lost at each change of speed and each arrival at most, which takes as long as the station is slow. */
function expectAlike(doneAtNs: readonly number[], expected: readonly number[], slowdowns: readonly Slowdown[]): void {
  const slowest = slowdowns.reduce((product, { factor }) => product * (factor === standstill ? 1 : factor), 1);
  const tolerance = (2 * slowdowns.length + 2) * slowest;
  for (const [job, atNs] of doneAtNs.entries()) expect(Math.abs(atNs - expected[job])).toBeLessThanOrEqual(tolerance);
}

test('stations of one to four servers, slow and stopped', () => {
  const slowdowns = fc.array(anySlowdown(1.7, 2, 3, standstill), { maxLength: 4 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), anyJobs, slowdowns, (servers, jobs, faults) => {
      expectAlike(doneAtStation(servers, jobs, faults), doneOneByOne(servers, jobs, faults), faults);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('stations that are slower by far for a while', () => {
  fc.assert(
    fc.property(anyJobs, anySlowdown(100, 1000), (jobs, fault) => {
      expectAlike(doneAtStation(2, jobs, [fault]), doneOneByOne(2, jobs, [fault]), [fault]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('interfaces under cuts of their bandwidth', () => {
  const slowdowns = fc.array(anySlowdown(1.7, 2, 3, 100), { maxLength: 3 });
  fc.assert(
    fc.property(anyJobs, slowdowns, (jobs, faults) => {
      expectAlike(sentAt(jobs, faults), doneOneByOne(1, jobs, faults), faults);
    }),
    { seed: 1, numRuns: 500 },
  );
});
