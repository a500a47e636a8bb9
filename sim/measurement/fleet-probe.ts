/**
 * Samples the fleet at the end of each window of the series: partitions that nobody leads, and the busiest storage
 * processor or disk and the busiest router of the window. It looks between events and is none itself, so a run is the same
 * without it.
 */

import type { LeaderLeases } from '../consensus/leader-lease.js';
import type { StationBank } from '../infrastructure/station-bank.js';

/** Servers of stations times windows: a minute of looking. */
export const looksMax = 2 ** 32;
/** A look at so many servers takes about as long as an event. */
const serversAnEvent = 16;

type Stations = Readonly<Pick<StationBank, 'stations' | 'servers' | 'busyNs'>>;

export class FleetProbe {
  nextAtNs: number;
  /** As how much work a look counts. */
  readonly eventsALook: number;
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
    const servers = [processors.storage, processors.router, disks].map((bank) => bank.servers * bank.stations);
    this.eventsALook = Math.floor(servers.reduce((sum, each) => sum + each, 0) / serversAnEvent);
    this.storage = [new BusyMeter(processors.storage), new BusyMeter(disks)];
    this.routers = new BusyMeter(processors.router);
  }

  sample(nowNs: number): void {
    const elapsedNs = Math.max(1, nowNs - (this.nextAtNs - this.windowNs));
    this.leaderless.push(this.leadership.leaderlessGroups());
    this.storageUtilisation.push(Math.max(...this.storage.map((meter) => meter.greatest(nowNs, elapsedNs))));
    this.routerUtilisation.push(this.routers.greatest(nowNs, elapsedNs));
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

/** How busy the stations of a bank were since the last reading. */
class BusyMeter {
  private readonly busyNs: Float64Array;

  constructor(private readonly bank: Stations) {
    this.busyNs = new Float64Array(bank.stations);
  }

  greatest(nowNs: number, elapsedNs: number): number {
    let greatestNs = 0;
    for (let station = 0; station < this.bank.stations; station++) {
      const busyNs = this.bank.busyNs(station, nowNs);
      greatestNs = Math.max(greatestNs, busyNs - this.busyNs[station]);
      this.busyNs[station] = busyNs;
    }
    return greatestNs / (this.bank.servers * elapsedNs);
  }
}
