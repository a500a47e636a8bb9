/**
 * Samples the fleet at the end of each window of the series: partitions that nobody leads, and the busiest storage
 * processor, disk and router of the window. It looks between events and is none itself, so a run is the same without it.
 */
import type { Station } from '../infrastructure/station.js';
import type { Topology } from '../infrastructure/topology.js';
import type { Leadership } from '../storage/leadership.js';
import type { StorageNode } from '../storage/storage-node.js';

export class FleetProbe {
  nextAtNs: number;
  private readonly leaderless: number[] = [];
  private readonly storageUtilisation: number[] = [];
  private readonly routerUtilisation: number[] = [];
  private readonly storage: StationGroup;
  private readonly routers: StationGroup;

  constructor(
    topology: Topology,
    nodes: readonly StorageNode[],
    private readonly leadership: Leadership,
    private readonly windowNs: number,
  ) {
    this.nextAtNs = windowNs;
    this.storage = new StationGroup(nodes.flatMap((node) => [node.host.cpu, node.disk.station]));
    this.routers = new StationGroup(topology.hosts.filter((host) => host.role === 'router').map((host) => host.cpu));
  }

  sample(nowNs: number): void {
    this.leaderless.push(this.leadership.leaderlessGroups());
    this.storageUtilisation.push(this.storage.busiest(nowNs));
    this.routerUtilisation.push(this.routers.busiest(nowNs));
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

class StationGroup {
  private readonly busyNs: Float64Array;
  private sampledAtNs = 0;

  constructor(private readonly stations: readonly Station[]) {
    this.busyNs = new Float64Array(stations.length);
  }

  /** Utilisation of the busiest station since the last sample. */
  busiest(nowNs: number): number {
    let greatest = 0;
    const elapsedNs = nowNs - this.sampledAtNs;
    for (const [i, station] of this.stations.entries()) {
      const busyNs = station.busyNs(nowNs);
      greatest = Math.max(greatest, (busyNs - this.busyNs[i]) / (station.servers * elapsedNs));
      this.busyNs[i] = busyNs;
    }
    this.sampledAtNs = nowNs;
    return greatest;
  }
}
