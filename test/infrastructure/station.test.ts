import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Station } from '../../sim/infrastructure/station.js';
import { lost, rejected, StationBank } from '../../sim/infrastructure/station-bank.js';

/** What happens to a station, in time; work comes at even nanoseconds and stops at odd ones, so that no two tie. */
interface Act {
  readonly does: 'arrive' | 'stop' | 'clear';
  readonly atNs: number;
  /** Of service or of the stop. */
  readonly forNs: number;
}

const actsOf = (kinds: readonly Act['does'][]): fc.Arbitrary<Act[]> =>
  fc
    .array(
      fc.record({
        does: fc.constantFrom(...kinds),
        after: fc.nat({ max: 6 }),
        length: fc.integer({ min: 1, max: 12 }),
      }),
      {
        maxLength: 40,
      },
    )
    .map((acts) => {
      let ticks = 0;
      return acts.map(({ does, after, length }) => {
        ticks += after;
        return { does, atNs: 2 * ticks + (does === 'arrive' ? 0 : 1), forNs: 2 * length };
      });
    })
    .map((acts) => acts.sort((a, b) => a.atNs - b.atNs));

interface Job {
  readonly arrivedAtNs: number;
  leftNs: number;
  waitNs: number;
  /** Completion, `lost` or `rejected`. */
  fate: number;
}

/** The same station, simulated nanosecond by nanosecond with a queue of jobs. */
class NaiveStation {
  busyNs = 0;
  readonly queue: Job[] = [];
  private readonly inService: Job[] = [];
  private stoppedUntilNs = 0;

  constructor(
    private readonly servers: number,
    private readonly queueMax: number,
  ) {}

  /** What the nanosecond before `nowNs` has brought about. */
  settle(nowNs: number): void {
    for (const job of this.inService.filter(({ leftNs }) => leftNs === 0)) {
      job.fate = nowNs;
      this.inService.splice(this.inService.indexOf(job), 1);
    }
    if (nowNs < this.stoppedUntilNs) return;
    while (this.queue.length > 0 && this.inService.length < this.servers) {
      const job = this.queue.shift()!;
      job.waitNs = nowNs - job.arrivedAtNs;
      this.inService.push(job);
    }
  }

  apply({ does, atNs, forNs }: Act): Job | undefined {
    if (does === 'stop') this.stoppedUntilNs = Math.max(this.stoppedUntilNs, atNs + forNs);
    if (does === 'clear') {
      for (const job of [...this.inService.splice(0), ...this.queue.splice(0)]) job.fate = lost;
    }
    if (does !== 'arrive') return undefined;
    const job: Job = { arrivedAtNs: atNs, leftNs: forNs, waitNs: 0, fate: rejected };
    if (atNs >= this.stoppedUntilNs && this.inService.length < this.servers) this.inService.push(job);
    else if (this.queue.length < this.queueMax) this.queue.push(job);
    return job;
  }

  work(nowNs: number): void {
    if (nowNs < this.stoppedUntilNs) return;
    for (const job of this.inService) job.leftNs--;
    this.busyNs += this.inService.length;
  }
}

/** A job as a caller of the station keeps it: a completion event that asks, when it comes, whether it is late. */
class PlannedJob {
  fate: number;
  readonly waitNs: number;
  private epoch: number;
  private dueNs: number;

  constructor(
    private readonly station: Station,
    { atNs, forNs }: Act,
  ) {
    this.waitNs = station.admit(atNs, forNs);
    this.epoch = station.epoch;
    this.dueNs = this.waitNs === rejected ? Number.POSITIVE_INFINITY : atNs + this.waitNs + forNs;
    this.fate = rejected;
  }

  settle(nowNs: number): void {
    if (nowNs < this.dueNs) return;
    const latenessNs = this.station.lateness(this.epoch);
    this.epoch = this.station.epoch;
    this.dueNs = latenessNs > 0 ? nowNs + latenessNs : Number.POSITIVE_INFINITY;
    if (latenessNs <= 0) this.fate = latenessNs === lost ? lost : nowNs;
  }
}

/** Leads both stations through the acts, comparing what they show at every nanosecond. */
function compare(acts: readonly Act[], servers: number, queueMax: number, knowsWaits: boolean): void {
  const station = Station.alone(servers, queueMax);
  const naive = new NaiveStation(servers, queueMax);
  const planned: PlannedJob[] = [];
  const expected: Job[] = [];
  const endNs = acts.reduce((sum, { forNs }) => sum + forNs, acts.at(-1)?.atNs ?? 0) + 1;
  let next = 0;
  for (let nowNs = 0; nowNs <= endNs; nowNs++) {
    naive.settle(nowNs);
    for (const job of planned) job.settle(nowNs);
    for (; next < acts.length && acts[next].atNs === nowNs; next++) {
      const act = acts[next];
      const job = naive.apply(act);
      if (job !== undefined) {
        expected.push(job);
        planned.push(new PlannedJob(station, act));
      } else if (act.does === 'stop') station.stop(nowNs, nowNs + act.forNs);
      else station.clear(nowNs);
      expect(station.queueLength(nowNs)).toBe(naive.queue.length);
    }
    expect(station.busyNs(nowNs)).toBe(naive.busyNs);
    naive.work(nowNs);
  }
  expect(planned.map(({ fate }) => fate)).toEqual(expected.map(({ fate }) => fate));
  const admitted = planned.filter(({ waitNs }) => waitNs !== rejected);
  expect(station.jobs).toBe(admitted.length);
  expect(station.rejectedJobs).toBe(planned.length - admitted.length);
  if (!knowsWaits) return;
  planned.forEach(({ waitNs }, i) => {
    expect(waitNs === rejected ? 0 : waitNs).toBe(expected[i].waitNs);
  });
  expect(station.waitedNs).toBe(expected.reduce((sum, { waitNs }) => sum + waitNs, 0));
}

const servers = fc.integer({ min: 1, max: 4 });
const queueMax = fc.nat({ max: 6 });

describe('Station', () => {
  it('lets jobs wait as a queue in front of c servers does', () => {
    fc.assert(fc.property(actsOf(['arrive']), servers, queueMax, (acts, c, max) => compare(acts, c, max, true)));
  });

  it('finishes what stops delay at the right time, bounds its queue and counts its work meanwhile', () => {
    fc.assert(
      fc.property(actsOf(['arrive', 'arrive', 'stop']), servers, queueMax, (acts, c, max) =>
        compare(acts, c, max, false),
      ),
    );
  });

  it('loses what a clearing finds unfinished, and nothing else', () => {
    const kinds = ['arrive', 'arrive', 'arrive', 'stop', 'clear'] as const;
    fc.assert(fc.property(actsOf(kinds), servers, queueMax, (acts, c, max) => compare(acts, c, max, false)));
  });

  it('rejects a job when all servers are busy and the queue is full, until one begins', () => {
    const station = Station.alone(1, 2);
    expect([station.admit(0, 10), station.admit(0, 10), station.admit(0, 10)]).toEqual([0, 10, 20]);
    expect(station.admit(9, 10)).toBe(rejected);
    expect(station.admit(10, 10)).toBe(20);
    expect(station.admit(10, 10)).toBe(rejected);
    expect(station.rejectedJobs).toBe(2);
  });

  it('queues thousands when its bound lets it', () => {
    const station = Station.alone(2, 10_000);
    for (let i = 0; i < 10_002; i++) expect(station.admit(0, 10)).toBe(10 * (i >> 1));
    expect(station.admit(0, 10)).toBe(rejected);
    expect(station.queueLength(0)).toBe(10_000);
    expect(station.queueLength(49_999)).toBe(2);
  });

  it('keeps its queue while it grows between jobs that begin and jobs that come', () => {
    const station = Station.alone(1, 100);
    for (let i = 0; i < 10; i++) station.admit(0, 10);
    expect(station.queueLength(45)).toBe(5);
    for (let i = 0; i < 40; i++) expect(station.admit(45, 10)).toBe(55 + 10 * i);
    for (let nowNs = 45; nowNs <= 500; nowNs += 10) expect(station.queueLength(nowNs)).toBe(45 - (nowNs - 45) / 10);
  });

  it('says how late a stop makes a job, overlapping stops counted once', () => {
    const station = Station.alone(1, 10);
    station.admit(0, 100);
    const { epoch } = station;
    station.stop(10, 60);
    expect(station.lateness(epoch)).toBe(50);
    station.stop(30, 50);
    expect(station.lateness(epoch)).toBe(50);
    station.stop(40, 80);
    expect(station.lateness(epoch)).toBe(70);
    expect(station.lateness(station.epoch)).toBe(0);
    expect(station.admit(50, 10)).toBe(120);
  });

  it('tells jobs from before a clearing that they are lost', () => {
    const station = Station.alone(2, 10);
    station.admit(0, 100);
    const before = station.epoch;
    station.stop(10, 20);
    station.clear(15);
    expect(station.lateness(before)).toBe(lost);
    // The stop goes on: what stands still does not start again by crashing.
    expect(station.admit(15, 10)).toBe(5);
    expect(station.lateness(station.epoch)).toBe(0);
  });

  it('makes jobs that arrive during a slowdown longer, in whole nanoseconds', () => {
    const station = Station.alone(1, 10);
    station.slowdown = 2.5;
    station.admit(0, 3);
    expect(station.lastServiceNs).toBe(8);
    station.slowdown = 1;
    expect(station.admit(0, 3)).toBe(8);
    expect(station.lastServiceNs).toBe(3);
  });

  it('is busy in the measure of work done by now, which is its utilisation', () => {
    const station = Station.alone(4, 10);
    for (let i = 0; i < 3; i++) station.admit(0, 100);
    expect(station.busyNs(50) / (station.servers * 50)).toBe(0.75);
    expect(station.busyNs(200) / (station.servers * 200)).toBe(0.375);
  });

  it('shares nothing with the other stations of its bank', () => {
    const bank = new StationBank(9, 5, 3);
    const stations = [0, 1, 2].map((number) => new Station(bank, number));
    stations[1].slowdown = 2;
    for (let i = 0; i < 12; i++) stations[1].admit(0, 100);
    stations[1].stop(10, 20);
    stations[1].clear(30);
    for (const untouched of [stations[0], stations[2]]) {
      expect([untouched.jobs, untouched.waitedNs, untouched.busyNs(50), untouched.queueLength(0)]).toEqual([
        0, 0, 0, 0,
      ]);
      expect([untouched.epoch, untouched.lateness(0), untouched.slowdown]).toEqual([0, 0, 1]);
      expect(untouched.admit(40, 10)).toBe(0);
    }
  });

  it('needs a server', () => {
    expect(() => Station.alone(0, 1)).toThrow(/0 servers/);
  });
});
