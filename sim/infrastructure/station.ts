/**
 * The queueing station that CPUs and disks share: c identical servers, one first-in-first-out queue with a bound,
 * service that is not interrupted. Because nothing overtakes, a job's start is known when it arrives (Lindley's
 * recursion for c servers: the earliest time at which a server is free), so the station keeps times instead of a queue of
 * jobs and the caller schedules one event, its completion.
 *
 * Two things can come between a job's arrival and its completion: a stop (a paused host, a stalled disk), which makes
 * everything unfinished later, and a clearing (a crash), which loses it. Both begin a new epoch; a completion that carries
 * an older epoch asks `lateness` what became of it.
 *
 * Left out: priorities and processor sharing. A slowdown applies to jobs that arrive while it lasts.
 */
export const rejected = -1;
export const lost = -1;

export class Station {
  /** Multiplies service times; faults set it. */
  slowdown = 1;
  jobs = 0;
  rejectedJobs = 0;
  waitedNs = 0;
  servedNs = 0;
  /** Service time of the job admitted last, slowdown included: what the caller's completion event was charged. */
  lastServiceNs = 0;
  /** Raised by every stop and clearing; callers keep the epoch of admission with the job. */
  epoch = 0;
  private readonly freeAtNs: Float64Array;
  private lastServer = 0;
  private stoppedUntilNs = 0;
  /** Total of all stops before each epoch. */
  private readonly stoppedNsBefore: number[] = [0];
  private clearedAtEpoch = 0;
  /** Start times of jobs that have not begun, a ring: their count is the queue length. */
  private readonly starts: StartRing;

  constructor(
    readonly servers: number,
    readonly queueMax: number,
  ) {
    if (servers < 1 || queueMax < 0) throw new Error(`station with ${servers} servers and a queue of ${queueMax}`);
    this.freeAtNs = new Float64Array(servers);
    this.starts = new StartRing(queueMax);
  }

  /** Admits a job and returns how long it waits before its service begins, or `rejected` when the queue is full. */
  admit(nowNs: number, serviceNs: number): number {
    const { freeAtNs, servers } = this;
    let server = this.lastServer;
    let earliestNs = Number.POSITIVE_INFINITY;
    let earliest = 0;
    for (let looked = 0; looked < servers; looked++) {
      if (++server >= servers) server = 0;
      const freeNs = freeAtNs[server];
      if (freeNs < earliestNs) {
        earliestNs = freeNs;
        earliest = server;
        if (freeNs <= nowNs) break;
      }
    }
    const charged = this.slowdown === 1 ? serviceNs : Math.round(serviceNs * this.slowdown);
    let waitNs = 0;
    if (earliestNs > nowNs) {
      if (!this.starts.push(nowNs, earliestNs)) {
        this.rejectedJobs++;
        return rejected;
      }
      waitNs = earliestNs - nowNs;
    }
    freeAtNs[earliest] = nowNs + waitNs + charged;
    this.lastServer = earliest;
    this.jobs++;
    this.waitedNs += waitNs;
    this.servedNs += charged;
    this.lastServiceNs = charged;
    return waitNs;
  }

  queueLength(nowNs: number): number {
    return this.starts.countAfter(nowNs);
  }

  /** Server time spent up to now: what was promised less what lies ahead. */
  busyNs(nowNs: number): number {
    let aheadNs = 0;
    for (const freeNs of this.freeAtNs) if (freeNs > nowNs) aheadNs += freeNs - nowNs;
    return this.servedNs - aheadNs;
  }

  /** Forgets all jobs, as a crash does; work that was promised and not done is not accounted. */
  clear(nowNs: number): void {
    this.servedNs = this.busyNs(nowNs);
    this.freeAtNs.fill(nowNs);
    this.starts.clear();
    this.stoppedUntilNs = nowNs;
    this.beginEpoch(0);
    this.clearedAtEpoch = this.epoch;
  }

  /** Nothing proceeds until `untilNs`; overlapping stops unite. What was under way resumes where it was. */
  stop(nowNs: number, untilNs: number): void {
    const fromNs = Math.max(nowNs, this.stoppedUntilNs);
    if (untilNs <= fromNs) return;
    const byNs = untilNs - fromNs;
    for (let server = 0; server < this.servers; server++) {
      this.freeAtNs[server] = Math.max(this.freeAtNs[server], fromNs) + byNs;
    }
    this.starts.postpone(byNs);
    this.stoppedUntilNs = untilNs;
    this.beginEpoch(byNs);
  }

  /** How much later than planned a job admitted in `epoch` completes, or `lost`. */
  lateness(epoch: number): number {
    if (epoch < this.clearedAtEpoch) return lost;
    return this.stoppedNsBefore[this.epoch] - this.stoppedNsBefore[epoch];
  }

  private beginEpoch(stoppedNs: number): void {
    this.stoppedNsBefore.push(this.stoppedNsBefore[this.epoch] + stoppedNs);
    this.epoch++;
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

  postpone(byNs: number): void {
    for (let i = 0; i < this.count; i++) this.times[(this.head + i) & (this.times.length - 1)] += byNs;
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2);
    for (let i = 0; i < this.count; i++) times[i] = this.times[(this.head + i) & (this.times.length - 1)];
    this.times = times;
    this.head = 0;
  }
}
