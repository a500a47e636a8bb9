/**
 * Many identical queueing stations in one array: each has c servers, one first-in-first-out queue with a bound, and
 * service that is not interrupted. Because nothing overtakes, a job's start is known when it arrives (Lindley's recursion
 * for c servers: the earliest time at which a server is free), so a station is times instead of a queue of jobs and the
 * caller schedules one event, the completion.
 *
 * Two things can come between a job's arrival and its completion: a stop (a paused host, a stalled disk), which makes
 * everything unfinished later, and a clearing (a crash), which loses it. Both begin a new epoch of the station; a
 * completion that carries an older epoch asks `lateness` what became of it.
 *
 * The stations of thousands of hosts do not fit a near cache, so what a job touches lies together: one row of memory a
 * station, and the first free server is taken, which is nearly always in the row's second cache line. Left out:
 * priorities and processor sharing. A slowdown applies to jobs that arrive while it lasts.
 */
export const rejected = -1;
export const lost = -1;

/** Columns of a row before the times at which the servers are free. */
const column = {
  epoch: 0,
  slowdown: 1,
  jobs: 2,
  rejectedJobs: 3,
  waitedNs: 4,
  servedNs: 5,
  stoppedUntilNs: 6,
} as const;
const headerColumns = 8;

/** What stops and clearings did to one station; most stations never have one. */
interface History {
  /** Total of all stops before each epoch. */
  readonly stoppedNsBefore: number[];
  clearedAtEpoch: number;
}

export class StationBank {
  /** Service time of the job admitted last, slowdown included: what the caller's completion event was charged. */
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
      this.rows[station * this.stride + column.slowdown] = 1;
      this.queues.push(undefined);
      this.histories.push(undefined);
    }
  }

  /** Admits a job and returns how long it waits before its service begins, or `rejected` when the queue is full. */
  admit(station: number, nowNs: number, serviceNs: number): number {
    const { rows } = this;
    const row = station * this.stride;
    const end = row + headerColumns + this.servers;
    let earliestNs = Number.POSITIVE_INFINITY;
    let earliest = 0;
    for (let server = row + headerColumns; server < end; server++) {
      const freeNs = rows[server];
      if (freeNs >= earliestNs) continue;
      earliestNs = freeNs;
      earliest = server;
      if (freeNs <= nowNs) break;
    }
    const slowdown = rows[row + column.slowdown];
    const charged = slowdown === 1 ? serviceNs : Math.round(serviceNs * slowdown);
    let waitNs = 0;
    if (earliestNs > nowNs) {
      if (!this.queueOf(station).push(nowNs, earliestNs)) {
        rows[row + column.rejectedJobs]++;
        return rejected;
      }
      waitNs = earliestNs - nowNs;
      rows[row + column.waitedNs] += waitNs;
    }
    rows[earliest] = nowNs + waitNs + charged;
    rows[row + column.jobs]++;
    rows[row + column.servedNs] += charged;
    this.lastServiceNs = charged;
    return waitNs;
  }

  /** When a job that arrives now would begin. */
  startNs(station: number, nowNs: number): number {
    const first = station * this.stride + headerColumns;
    let earliestNs = Number.POSITIVE_INFINITY;
    for (let server = first; server < first + this.servers; server++) {
      const freeNs = this.rows[server];
      if (freeNs <= nowNs) return nowNs;
      if (freeNs < earliestNs) earliestNs = freeNs;
    }
    return earliestNs;
  }

  epoch(station: number): number {
    return this.rows[station * this.stride + column.epoch];
  }

  /** How much later than planned a job admitted in `epoch` completes, or `lost`. */
  lateness(station: number, epoch: number): number {
    const history = this.histories[station];
    if (history === undefined) return 0;
    if (epoch < history.clearedAtEpoch) return lost;
    return history.stoppedNsBefore[this.epoch(station)] - history.stoppedNsBefore[epoch];
  }

  /** Nothing proceeds until `untilNs`; overlapping stops unite. What was under way resumes where it was. */
  stop(station: number, nowNs: number, untilNs: number): void {
    const row = station * this.stride;
    const fromNs = Math.max(nowNs, this.rows[row + column.stoppedUntilNs]);
    if (untilNs <= fromNs) return;
    const byNs = untilNs - fromNs;
    this.eachServer(station, (freeNs) => Math.max(freeNs, fromNs) + byNs);
    this.queues[station]?.postpone(nowNs, byNs);
    this.rows[row + column.stoppedUntilNs] = untilNs;
    this.beginEpoch(station, byNs);
  }

  /** Forgets all jobs, as a crash does; work that was promised and not done is not accounted. A stop goes on. */
  clear(station: number, nowNs: number): void {
    const row = station * this.stride;
    this.rows[row + column.servedNs] = this.busyNs(station, nowNs);
    const freeAtNs = Math.max(nowNs, this.rows[row + column.stoppedUntilNs]);
    this.eachServer(station, () => freeAtNs);
    this.queues[station]?.clear();
    this.beginEpoch(station, 0);
    this.historyOf(station).clearedAtEpoch = this.epoch(station);
  }

  setSlowdown(station: number, factor: number): void {
    this.rows[station * this.stride + column.slowdown] = factor;
  }

  /** Server time spent up to now: what was promised less what lies ahead. */
  busyNs(station: number, nowNs: number): number {
    const fromNs = Math.max(nowNs, this.rows[station * this.stride + column.stoppedUntilNs]);
    let aheadNs = 0;
    this.eachServer(station, (freeNs) => {
      if (freeNs > fromNs) aheadNs += freeNs - fromNs;
      return freeNs;
    });
    return this.servedNs(station) - aheadNs;
  }

  queueLength(station: number, nowNs: number): number {
    return this.queues[station]?.countAfter(nowNs) ?? 0;
  }

  slowdown(station: number): number {
    return this.rows[station * this.stride + column.slowdown];
  }

  jobs(station: number): number {
    return this.rows[station * this.stride + column.jobs];
  }

  rejectedJobs(station: number): number {
    return this.rows[station * this.stride + column.rejectedJobs];
  }

  waitedNs(station: number): number {
    return this.rows[station * this.stride + column.waitedNs];
  }

  /** Service promised so far, whether done or ahead. */
  servedNs(station: number): number {
    return this.rows[station * this.stride + column.servedNs];
  }

  private eachServer(station: number, change: (freeNs: number) => number): void {
    const first = station * this.stride + headerColumns;
    for (let server = first; server < first + this.servers; server++) this.rows[server] = change(this.rows[server]);
  }

  private beginEpoch(station: number, stoppedNs: number): void {
    const { stoppedNsBefore } = this.historyOf(station);
    stoppedNsBefore.push(stoppedNsBefore[this.epoch(station)] + stoppedNs);
    this.rows[station * this.stride + column.epoch]++;
  }

  private historyOf(station: number): History {
    this.histories[station] ??= { stoppedNsBefore: [0], clearedAtEpoch: 0 };
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

  postpone(nowNs: number, byNs: number): void {
    this.countAfter(nowNs);
    for (let i = 0; i < this.count; i++) this.times[(this.head + i) & (this.times.length - 1)] += byNs;
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2);
    for (let i = 0; i < this.count; i++) times[i] = this.times[(this.head + i) & (this.times.length - 1)];
    this.times = times;
    this.head = 0;
  }
}
