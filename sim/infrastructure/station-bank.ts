/**
 * Many identical queueing stations in one array: each has c servers, one first-in-first-out queue with a bound, and
 * service that is not interrupted. Because nothing overtakes, a job's start is known when it arrives (Lindley's recursion
 * for c servers: the earliest time at which a server is free), so a station is times instead of a queue of jobs and the
 * caller schedules one event, the completion.
 *
 * Two things can come between a job's arrival and its completion: a fault that slows or stops the station, which stretches
 * what remains of everything unfinished, and a clearing (a crash), which loses it. Both begin a new epoch of the station; a
 * completion that carries an older epoch asks `lateness` what became of it. All times in a row are work of the station
 * (work-clock.ts), which is time until a first fault.
 *
 * The stations of thousands of hosts do not fit a near cache, so what a job touches lies together: one row of memory a
 * station, and the first free server is taken, which is nearly always in the row's second cache line. Left out:
 * priorities and processor sharing.
 */
import { Epochs, WorkClock } from './work-clock.js';

export const rejected = -1;
export const lost = -1;

/** Columns of a row before the work at which the servers are free. */
const column = {
  /** 0: neither fault nor crash so far; most stations never have one. */
  epoch: 0,
  jobs: 1,
  rejectedJobs: 2,
  waitedNs: 3,
  servedNs: 4,
} as const;
const headerColumns = 8;

/** What faults and crashes did to one station. */
interface History {
  readonly epochs: Epochs;
  clearedAtEpoch: number;
}

/** Cores and channels of drives in all, a number each. */
export const serversInAllMax = 1 << 25;

export class StationBank {
  /** Service time of the job admitted last, as long as faults make it: what the caller's completion event was charged. */
  lastServiceNs = 0;
  private readonly stride: number;
  private readonly rows: Float64Array;
  /** Start times of jobs that wait, by station; created when a station first has a queue. */
  private readonly queues: (StartRing | undefined)[] = [];
  private readonly histories: (History | undefined)[] = [];

  constructor(
    readonly servers: number,
    readonly queueMax: number,
    readonly stations: number,
  ) {
    if (servers < 1 || queueMax < 0) throw new Error(`station with ${servers} servers and a queue of ${queueMax}`);
    this.stride = headerColumns * (1 + Math.ceil(servers / headerColumns));
    this.rows = new Float64Array(this.stride * stations);
    for (let station = 0; station < stations; station++) {
      this.queues.push(undefined);
      this.histories.push(undefined);
    }
  }

  /** Admits a job and returns how long it waits before its service begins, or `rejected` when the queue is full. */
  admit(station: number, nowNs: number, serviceNs: number): number {
    const { rows } = this;
    const row = station * this.stride;
    const isEven = rows[row + column.epoch] === 0;
    const arrivedNs = isEven ? nowNs : this.clockOf(station).workAt(nowNs);
    const end = row + headerColumns + this.servers;
    let earliestNs = Number.POSITIVE_INFINITY;
    let earliest = 0;
    for (let server = row + headerColumns; server < end; server++) {
      const freeNs = rows[server];
      if (freeNs >= earliestNs) continue;
      earliestNs = freeNs;
      earliest = server;
      if (freeNs <= arrivedNs) break;
    }
    if (earliestNs > arrivedNs) {
      if (!this.queueOf(station).push(arrivedNs, earliestNs)) {
        rows[row + column.rejectedJobs]++;
        return rejected;
      }
    } else earliestNs = arrivedNs;
    rows[earliest] = earliestNs + serviceNs;
    rows[row + column.jobs]++;
    if (!isEven) return this.admitted(station, nowNs, arrivedNs, earliestNs, serviceNs);
    rows[row + column.waitedNs] += earliestNs - nowNs;
    rows[row + column.servedNs] += serviceNs;
    this.lastServiceNs = serviceNs;
    return earliestNs - nowNs;
  }

  /** The rest of an admission where work is not time. A job whose server stands still waits in it, not in the queue. */
  private admitted(
    station: number,
    nowNs: number,
    arrivedWorkNs: number,
    startWorkNs: number,
    serviceNs: number,
  ): number {
    const row = station * this.stride;
    const clock = this.clockOf(station);
    const startNs = Math.max(nowNs, clock.timeAt(startWorkNs));
    this.lastServiceNs = Math.max(0, clock.timeAt(startWorkNs + serviceNs) - startNs);
    if (startWorkNs > arrivedWorkNs) this.rows[row + column.waitedNs] += startNs - nowNs;
    this.rows[row + column.servedNs] += this.lastServiceNs;
    return startNs - nowNs;
  }

  /** The work that a station has had time for by now. */
  workAt(station: number, nowNs: number): number {
    return this.epoch(station) === 0 ? nowNs : this.clockOf(station).workAt(nowNs);
  }

  /** When a station has had time for so much work, as far as faults are known. */
  timeAt(station: number, workNs: number): number {
    return this.epoch(station) === 0 ? workNs : this.clockOf(station).timeAt(workNs);
  }

  /** When a job that arrives now would begin, in work. */
  startWorkNs(station: number, nowNs: number): number {
    const nowWorkNs = this.workAt(station, nowNs);
    const first = station * this.stride + headerColumns;
    let earliestNs = Number.POSITIVE_INFINITY;
    for (let server = first; server < first + this.servers; server++) {
      const freeNs = this.rows[server];
      if (freeNs <= nowWorkNs) return nowWorkNs;
      if (freeNs < earliestNs) earliestNs = freeNs;
    }
    return earliestNs;
  }

  epoch(station: number): number {
    return this.rows[station * this.stride + column.epoch];
  }

  /** How much later than at `plannedNs` a job completes that was planned in `epoch`, or `lost`. */
  lateness(station: number, epoch: number, plannedNs: number): number {
    const history = this.histories[station];
    if (history === undefined) return 0;
    return epoch < history.clearedAtEpoch ? lost : history.epochs.lateness(epoch, plannedNs);
  }

  /** A fault that ends at `untilNs` multiplies what all work takes by `factor`, from now on. */
  slow(station: number, nowNs: number, untilNs: number, factor: number): void {
    const row = station * this.stride;
    const waitingNs = this.waitingNs(station, nowNs);
    const aheadNs = this.aheadNs(station, nowNs);
    this.beginEpoch(station, this.clockOf(station).slowed(nowNs, untilNs, factor));
    this.rows[row + column.waitedNs] += this.waitingNs(station, nowNs) - waitingNs;
    this.rows[row + column.servedNs] += this.aheadNs(station, nowNs) - aheadNs;
  }

  /** Forgets all jobs, as a crash does; work that was promised and not done is not accounted. Faults go on. */
  clear(station: number, nowNs: number): void {
    const row = station * this.stride;
    this.rows[row + column.waitedNs] = this.waitedNs(station, nowNs);
    this.rows[row + column.servedNs] = this.busyNs(station, nowNs);
    this.rows.fill(this.workAt(station, nowNs), row + headerColumns, row + headerColumns + this.servers);
    this.queues[station]?.clear();
    this.beginEpoch(station, this.clockOf(station));
    this.historyOf(station).clearedAtEpoch = this.epoch(station);
  }

  queueLength(station: number, nowNs: number): number {
    return this.queues[station]?.countAfter(this.workAt(station, nowNs)) ?? 0;
  }

  jobs(station: number): number {
    return this.rows[station * this.stride + column.jobs];
  }

  rejectedJobs(station: number): number {
    return this.rows[station * this.stride + column.rejectedJobs];
  }

  /** Time that jobs waited for a server, up to now. */
  waitedNs(station: number, nowNs: number): number {
    return this.rows[station * this.stride + column.waitedNs] - this.waitingNs(station, nowNs);
  }

  /** Server time spent up to now: what was promised less what lies ahead. */
  busyNs(station: number, nowNs: number): number {
    return this.servedNs(station) - this.aheadNs(station, nowNs);
  }

  /** Service promised so far, whether done or ahead. */
  servedNs(station: number): number {
    return this.rows[station * this.stride + column.servedNs];
  }

  /** What those who wait now have still to wait. */
  private waitingNs(station: number, nowNs: number): number {
    const queue = this.queues[station];
    if (queue === undefined || this.queueLength(station, nowNs) === 0) return 0;
    const clock = this.clockOf(station);
    return queue.sum((startWorkNs) => clock.timeAt(startWorkNs) - nowNs);
  }

  /** Service ahead, without the time for which the station stands still. */
  private aheadNs(station: number, nowNs: number): number {
    const clock = this.clockOf(station);
    const fromNs = Math.max(nowNs, clock.timeAt(clock.workAt(nowNs)));
    const first = station * this.stride + headerColumns;
    let sumNs = 0;
    for (let server = first; server < first + this.servers; server++) {
      sumNs += Math.max(0, clock.timeAt(this.rows[server]) - fromNs);
    }
    return sumNs;
  }

  private clockOf(station: number): WorkClock {
    return this.histories[station]?.epochs.clock ?? WorkClock.even;
  }

  private beginEpoch(station: number, clock: WorkClock): void {
    this.historyOf(station).epochs.begin(clock);
    this.rows[station * this.stride + column.epoch]++;
  }

  private historyOf(station: number): History {
    this.histories[station] ??= { epochs: new Epochs(), clearedAtEpoch: 0 };
    return this.histories[station];
  }

  private queueOf(station: number): StartRing {
    this.queues[station] ??= new StartRing(this.queueMax);
    return this.queues[station];
  }
}

/** Ascending start times of waiting jobs; grows by doubling up to the station's bound. */
class StartRing {
  private times = new Float64Array(16);
  private head = 0;
  private count = 0;

  constructor(private readonly max: number) {}

  push(nowNs: number, startNs: number): boolean {
    if (this.countAfter(nowNs) >= this.max) return false;
    if (this.count === this.times.length) this.grow();
    this.times[(this.head + this.count++) & (this.times.length - 1)] = startNs;
    return true;
  }

  countAfter(nowNs: number): number {
    const mask = this.times.length - 1;
    while (this.count > 0 && this.times[this.head] <= nowNs) {
      this.head = (this.head + 1) & mask;
      this.count--;
    }
    return this.count;
  }

  clear(): void {
    this.count = 0;
  }

  sum(of: (startNs: number) => number): number {
    let sum = 0;
    for (let i = 0; i < this.count; i++) sum += of(this.times[(this.head + i) & (this.times.length - 1)]);
    return sum;
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2);
    for (let i = 0; i < this.count; i++) times[i] = this.times[(this.head + i) & (this.times.length - 1)];
    this.times = times;
    this.head = 0;
  }
}
