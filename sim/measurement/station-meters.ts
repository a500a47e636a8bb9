/**
 * What the stations of each kind and zone did after the warm-up: jobs, refusals, waiting and service, and how busy they
 * were. They count for themselves from the beginning; the meters hold what they had counted when the warm-up ended. A look
 * is taken between events and is none itself, so a run is the same without it.
 */
import type { Station } from '../infrastructure/station.js';
import type { WarmUp } from './warm-up.js';

type MeteredStation = Readonly<Pick<Station, 'servers' | 'jobs' | 'rejectedJobs' | 'waitedNs' | 'servedNs' | 'busyNs'>>;

/** One row a kind of station and zone, such as `us-east-1.az-1.disks`. */
export interface StationRow {
  readonly station: string;
  readonly count: number;
  readonly jobs: number;
  readonly rejected: number;
  /** Mean over the stations of busy server time / (servers * time). */
  readonly utilisation: number;
  readonly utilisationMax: number;
  readonly meanWaitMs: number;
  readonly meanServiceMs: number;
}

/** Stations of one row of the result. */
export interface StationGroup {
  readonly name: string;
  readonly stations: readonly MeteredStation[];
}

/** Readings of one station. */
interface Reading {
  readonly jobs: number;
  readonly rejected: number;
  readonly waitedNs: number;
  readonly servedNs: number;
  readonly busyNs: number;
}

const nothing: Reading = { jobs: 0, rejected: 0, waitedNs: 0, servedNs: 0, busyNs: 0 };

export class StationMeters {
  /** When they must be read; never again after that. */
  nextAtNs: number;
  /** By group, where there was a warm-up; stations that joined since come after the others. */
  private readonly before = new Map<string, readonly Reading[]>();

  constructor(
    /** As they are now, in the order of the result. */
    private readonly groups: () => readonly StationGroup[],
    private readonly warmUp: WarmUp,
  ) {
    this.nextAtNs = warmUp.untilNs === 0 ? Number.POSITIVE_INFINITY : warmUp.untilNs;
  }

  /** The warm-up is over. */
  sample(nowNs: number): void {
    for (const { name, stations } of this.groups()) {
      this.before.set(
        name,
        stations.map((station) => read(station, nowNs)),
      );
    }
    this.nextAtNs = Number.POSITIVE_INFINITY;
  }

  /** One a kind of station and zone; nothing was done where the run ended within the warm-up. */
  rows(endNs: number): StationRow[] {
    const measuredNs = endNs - this.warmUp.untilNs;
    return this.groups().map(({ name, stations }) => {
      const before = this.before.get(name) ?? [];
      const readings = stations.map((station, i) =>
        measuredNs > 0 ? since(before[i] ?? nothing, read(station, endNs)) : nothing,
      );
      const sum = (of: keyof Reading) => readings.reduce((total, reading) => total + reading[of], 0);
      const utilisations = readings.map(({ busyNs }, i) => busyNs / (stations[i].servers * Math.max(1, measuredNs)));
      const jobs = sum('jobs');
      return {
        station: name,
        count: stations.length,
        jobs,
        rejected: sum('rejected'),
        utilisation: utilisations.reduce((total, one) => total + one, 0) / stations.length,
        utilisationMax: Math.max(...utilisations),
        meanWaitMs: jobs === 0 ? 0 : sum('waitedNs') / jobs / 1e6,
        meanServiceMs: jobs === 0 ? 0 : sum('servedNs') / jobs / 1e6,
      };
    });
  }
}

const since = (before: Reading, now: Reading): Reading => ({
  jobs: now.jobs - before.jobs,
  rejected: now.rejected - before.rejected,
  waitedNs: now.waitedNs - before.waitedNs,
  servedNs: now.servedNs - before.servedNs,
  busyNs: now.busyNs - before.busyNs,
});

const read = (station: MeteredStation, nowNs: number): Reading => ({
  jobs: station.jobs,
  rejected: station.rejectedJobs,
  waitedNs: station.waitedNs(nowNs),
  servedNs: station.servedNs,
  busyNs: station.busyNs(nowNs),
});
