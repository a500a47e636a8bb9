/**
 * Samples the fleet at the end of each window of the series: partitions that nobody leads, and the busiest storage
 * processor or disk and the busiest router of the window, by the service that was begun in it. It looks between events and
 * is none itself, so a run is the same without it.
 */

import type { LeaderLeases } from '../consensus/leader-lease.js';
import type { StationBank } from '../infrastructure/station-bank.js';

type Stations = Readonly<Pick<StationBank, 'stations' | 'servers' | 'servedNs'>>;

export class FleetProbe {
  nextAtNs: number;
  private readonly leaderless: number[] = [];
  private readonly storageUtilisation: number[] = [];
  private readonly routerUtilisation: number[] = [];
  private readonly storage: readonly BusyMeter[];
  private readonly routers: BusyMeter;

  constructor(
    processors: { readonly storage: Stations; readonly router: Stations },
    disks: Stations,
    private readonly leadership: Pick<LeaderLeases, 'leaderlessGroups'>,
    private readonly windowNs: number,
  ) {
    this.nextAtNs = windowNs;
    this.storage = [new BusyMeter(processors.storage), new BusyMeter(disks)];
    this.routers = new BusyMeter(processors.router);
  }

  sample(nowNs: number): void {
    const elapsedNs = Math.max(1, nowNs - (this.nextAtNs - this.windowNs));
    this.leaderless.push(this.leadership.leaderlessGroups());
    this.storageUtilisation.push(Math.max(...this.storage.map((meter) => meter.greatest(elapsedNs))));
    this.routerUtilisation.push(this.routers.greatest(elapsedNs));
    this.nextAtNs += this.windowNs;
  }

  /** Values of each window up to the end; a last, shorter window is sampled now. */
  series(endNs: number) {
    if (endNs > this.nextAtNs - this.windowNs) this.sample(endNs);
    return {
      leaderlessPartitions: this.leaderless,
      maxStorageUtilisation: this.storageUtilisation,
      maxRouterUtilisation: this.routerUtilisation,
    };
  }
}

/** Service begun at the stations of a bank since the last reading. */
class BusyMeter {
  private readonly servedNs: Float64Array;

  constructor(private readonly bank: Stations) {
    this.servedNs = new Float64Array(bank.stations);
  }

  greatest(elapsedNs: number): number {
    let greatestNs = 0;
    for (let station = 0; station < this.bank.stations; station++) {
      const servedNs = this.bank.servedNs(station);
      if (servedNs - this.servedNs[station] > greatestNs) greatestNs = servedNs - this.servedNs[station];
      this.servedNs[station] = servedNs;
    }
    return Math.min(1, greatestNs / (this.bank.servers * elapsedNs));
  }
}
