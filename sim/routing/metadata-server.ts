/**
 * The metadata service: one host a zone with the whole partition map in memory. New leaders announce themselves to every
 * host of their region; routers ask for entries (metadata-client.ts); where tables split, new partitions are pushed on to
 * the routers of the host's zone.
 *
 * The map is the one the fleet was built with plus what was announced since, each entry with its term as version. Left
 * out (it comes with the managed service): membership.
 */
import type { Distribution } from '../engine/distribution.js';
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { Exchange } from '../infrastructure/exchange.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { HostProcessors } from '../infrastructure/topology.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { LookUp } from './look-up.js';
import type { MetadataValues } from './metadata-parameters.js';
import type { MapEntry, PartitionMap } from './partition-map.js';

export interface MetadataParameters extends Pick<MetadataValues, 'lookupTimeout' | 'lookUpBytes' | 'updateBytes'> {
  /** Work of a metadata host on one look-up or update. */
  readonly cpu: Distribution;
}

/** What the metadata service is built with. */
export interface MetadataContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly hosts: readonly Host[];
  /** Metadata hosts by region and zone. */
  readonly metadataHosts: readonly (readonly Host[])[];
  /** What each metadata host knows, by host id. */
  readonly maps: readonly PartitionMap[];
  readonly processors: HostProcessors;
  /** The partitions that the map is of. */
  readonly groups: Pick<ReplicaTable, 'nameOf'>;
  /** Who hears of new partitions; null where no table splits. */
  readonly pushes: RouterCaches | null;
}

/** The routers by region and zone, and what each of them knows, by host id. */
export interface RouterCaches {
  readonly routers: readonly (readonly (readonly Host[])[])[];
  readonly caches: readonly PartitionMap[];
}

/** News of one partition on its way to a metadata host, or from there to a router. */
class MapUpdate implements Pooled {
  from = 0;
  to = 0;
  group = 0;
  entry: MapEntry = 0;
  constructor(readonly index: number) {}
}

export class MetadataServers {
  readonly lookUps: Exchange<LookUp>;
  private readonly updates = new Pool('map updates', (index) => new MapUpdate(index));
  private readonly updateType: number;
  private readonly pushType: number;

  constructor(
    private readonly context: MetadataContext,
    private readonly parameters: MetadataParameters,
  ) {
    const { simulation, network, hosts, maps, processors, groups } = context;
    const { cpu, lookupTimeout, lookUpBytes } = parameters;
    this.lookUps = new Exchange<LookUp>(simulation, network, hosts, {
      name: 'look-up',
      processors,
      cpu,
      timeoutNs: lookupTimeout,
      avoidSilentForNs: 0,
      questionBytes: lookUpBytes,
      answerBytes: lookUpBytes,
      create: (index) => new LookUp(index),
      about: ({ group }) => groups.nameOf(group),
      serve: (lookUp) => {
        lookUp.entry = maps[lookUp.server].entry(lookUp.group);
      },
    });
    this.updateType = this.channel('map update arrives', (update) => this.updateArrives(update));
    const { pushes } = context;
    this.pushType =
      pushes === null
        ? none
        : this.channel('map push arrives', ({ to, group, entry }) => pushes.caches[to].learn(group, entry));
  }

  /** The leader on `from` tells every metadata host of its region. */
  announce(from: Host, group: number, entry: MapEntry): void {
    for (const host of this.context.metadataHosts[from.region]) this.send(from, host, this.updateType, group, entry);
  }

  /** A metadata host that comes back takes over what the others of its region have heard meanwhile, then answers. */
  hostReturned(host: Host): void {
    const { metadataHosts, maps } = this.context;
    for (const peer of metadataHosts[host.region]) {
      if (peer !== host && peer.isUp) maps[host.id].learnFrom(maps[peer.id]);
    }
  }

  private updateArrives({ to, group, entry }: MapUpdate): void {
    const { hosts, maps, pushes } = this.context;
    const isNew = maps[to].entry(group) < 0;
    maps[to].learn(group, entry);
    if (!isNew || pushes === null) return;
    const from = hosts[to];
    for (const router of pushes.routers[from.region][from.zone]) this.send(from, router, this.pushType, group, entry);
  }

  private channel(name: string, take: (update: MapUpdate) => void): number {
    const { network } = this.context;
    const type = network.channel(
      name,
      (index) => {
        const update = this.updates.items[index];
        if (!network.reaches(update.to, type, index)) return;
        take(update);
        this.updates.release(update);
      },
      (index) => this.updates.release(this.updates.items[index]),
      (index) => this.about(this.updates.items[index]),
    );
    return type;
  }

  private about({ from, to, group }: MapUpdate): string {
    const { hosts, groups } = this.context;
    return `${groups.nameOf(group)}, from ${hosts[from].name} to ${hosts[to].name}`;
  }

  private send(from: Host, to: Host, type: number, group: number, entry: MapEntry): void {
    const update = this.updates.take();
    update.from = from.id;
    update.to = to.id;
    update.group = group;
    update.entry = entry;
    this.context.network.send(from.id, to.id, this.parameters.updateBytes, type, update.index);
  }
}
