/**
 * What each kind of fault does, as an effect with its exact inverse. The fleet is asked to change through the same doors
 * that the model itself uses: hosts, disks, links, the load balancer, the clock.
 */
import { Distribution } from '../engine/distribution.js';
import type { RandomStream } from '../engine/random-stream.js';
import { type Simulation, timeMaxNs } from '../engine/simulation.js';
import type { LoadBalancer } from '../front-door/load-balancer.js';
import type { Disks } from '../infrastructure/disks.js';
import type { Host } from '../infrastructure/host.js';
import { type LinkEffect, LinkFault, noEffect } from '../infrastructure/link-fault.js';
import type { Network } from '../infrastructure/network.js';
import type { Station } from '../infrastructure/station.js';
import type { MetadataServers } from '../routing/metadata-server.js';
import type { Routers } from '../routing/router.js';
import type { StorageService } from '../storage/storage-service.js';
import { Factors } from './factors.js';
import type { FaultSpec } from './fault-spec.js';
import { groupOf, hostsOf, type TargetContext } from './targets.js';

export interface Effect {
  begin(): void;
  end(): void;
}

export interface FaultContext extends TargetContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly disks: Disks;
  readonly storage: StorageService;
  readonly routers: Routers;
  readonly metadata: MetadataServers;
  /** By region. */
  readonly loadBalancers: readonly LoadBalancer[];
}

export class Effects {
  private readonly slowdowns = new Map<Station, Factors>();
  private readonly divisors = new Map<Host, Factors>();
  private readonly drives = new Map<Host, Station>();

  constructor(private readonly context: FaultContext) {}

  /** The effect of a fault that begins now and ends at `untilNs`. */
  of(fault: FaultSpec, untilNs: number, stream: RandomStream): Effect {
    const hosts = hostsOf(fault.target, this.context, stream);
    const storage = hosts.filter((host) => host.role === 'storage');
    const machines = hosts.filter((host) => host.role !== 'client');
    const until = Math.min(untilNs, timeMaxNs);
    switch (fault.kind) {
      case 'host-crash':
      case 'zone-outage':
      case 'router-crash':
        return each(
          machines,
          (host) => this.crash(host, false),
          (host) => this.restart(host),
        );
      case 'host-crash-losing-data':
        return each(
          machines,
          (host) => this.crash(host, true),
          (host) => this.restart(host),
        );
      case 'host-pause':
        return each(
          machines,
          (host) => this.pause(host, until),
          (host) => this.settle(host),
        );
      case 'slow-cpu':
        return each(
          machines,
          (host) => this.slow(host.cpu, fault.factor),
          (host) => this.unslow(host.cpu, fault.factor),
        );
      case 'slow-disk':
        return each(
          storage,
          (host) => this.slow(this.diskOf(host), fault.factor),
          (host) => this.unslow(this.diskOf(host), fault.factor),
        );
      case 'disk-stall':
        return each(
          storage,
          (host) => this.context.disks.stall(host.id, this.context.simulation.nowNs, until),
          () => {},
        );
      case 'disk-failure':
        return each(
          storage,
          (host) => this.failDisk(host),
          (host) => this.replaceDisk(host),
        );
      case 'network-partition':
        return this.link(fault, hosts, stream, { ...noEffect, isCut: true });
      case 'packet-loss':
        return this.link(fault, hosts, stream, { ...noEffect, lossShare: fault.share });
      case 'network-delay':
        return this.link(fault, hosts, stream, { ...noEffect, addedDelay: new Distribution(fault.delayNs) });
      case 'slow-network':
        return this.link(fault, hosts, stream, { ...noEffect, delayFactor: fault.factor });
      case 'bandwidth-cut':
        return each(
          hosts,
          (host) => this.cutBandwidth(host, fault.factor),
          (host) => this.restoreBandwidth(host, fault.factor),
        );
      case 'load-balancer-flap':
        return each(
          machines.filter(() => fault.share === 1 || stream.next() < fault.share),
          (host) => this.balancerOf(host).holdOut(host.id),
          (host) => this.balancerOf(host).letIn(host.id),
        );
      case 'clock-skew':
        return each(
          machines,
          (host) => this.skew(host, fault.offsetNs),
          (host) => this.unskew(host, fault.offsetNs),
        );
      case 'leader-handover':
        return { begin: () => this.context.storage.beginHandover(groupOf(fault.target, this.context)!), end: () => {} };
    }
  }

  private crash(host: Host, losesData: boolean): void {
    const { simulation, storage, routers } = this.context;
    const wasUp = host.crash(simulation.nowNs);
    if (host.role === 'storage' && (wasUp || losesData)) storage.nodeDied(host.id, losesData);
    if (host.role === 'router' && wasUp) {
      routers.routerDied(host.id);
      routers.admission?.routerDied(host.id);
      this.balancerOf(host).routerDown(host.id, simulation.nowNs);
    }
    if (host.role === 'admission' && wasUp) routers.admission?.servers.serverDied(host.id);
  }

  private restart(host: Host): void {
    if (!host.restart()) return;
    if (host.role === 'storage') this.context.storage.nodeReturned(host.id);
    if (host.role === 'metadata') this.context.metadata.hostReturned(host);
    if (host.role === 'router') this.balancerOf(host).routerUp(host.id, this.context.simulation.nowNs);
  }

  private pause(host: Host, untilNs: number): void {
    const { nowNs } = this.context.simulation;
    this.disturb(host);
    host.pause(nowNs, untilNs);
    if (host.role === 'storage') this.context.disks.stall(host.id, nowNs, untilNs);
  }

  private failDisk(host: Host): void {
    if (this.context.disks.fail(host.id)) this.context.storage.nodeDied(host.id, true);
  }

  private replaceDisk(host: Host): void {
    const { disks, simulation, storage } = this.context;
    if (disks.replace(host.id, simulation.nowNs)) storage.nodeReturned(host.id);
  }

  private slow(station: Station, factor: number): void {
    const factors = this.slowdowns.get(station) ?? new Factors();
    this.slowdowns.set(station, factors);
    factors.add(factor);
    station.slowdown = factors.product;
  }

  private unslow(station: Station, factor: number): void {
    const factors = this.slowdowns.get(station)!;
    factors.remove(factor);
    station.slowdown = factors.product;
  }

  private cutBandwidth(host: Host, factor: number): void {
    const factors = this.divisors.get(host) ?? new Factors();
    this.divisors.set(host, factors);
    factors.add(factor);
    host.bandwidthDivisor = factors.product;
  }

  private restoreBandwidth(host: Host, factor: number): void {
    const factors = this.divisors.get(host)!;
    factors.remove(factor);
    host.bandwidthDivisor = factors.product;
  }

  private skew(host: Host, offsetNs: number): void {
    this.disturb(host);
    host.clockOffsetNs += offsetNs;
  }

  private unskew(host: Host, offsetNs: number): void {
    host.clockOffsetNs -= offsetNs;
    this.settle(host);
  }

  private link(fault: FaultSpec, hosts: readonly Host[], stream: RandomStream, effect: LinkEffect): Effect {
    const ids = (some: readonly Host[]) => new Set(some.map((host) => host.id));
    // The links of a whole region include those within it; of anything smaller, those to the outside.
    const other = fault.peer ?? (fault.target.kind === 'region' ? fault.target : null);
    const peers = other === null ? null : ids(hostsOf(other, this.context, stream));
    const onLinks = new LinkFault(ids(hosts), peers, fault.direction, stream, effect);
    const disturbed = each(
      hosts,
      (host) => this.disturb(host),
      (host) => this.settle(host),
    );
    return {
      begin: () => {
        disturbed.begin();
        this.context.network.addFault(onLinks);
      },
      end: () => {
        this.context.network.removeFault(onLinks);
        disturbed.end();
      },
    };
  }

  /** From here on the heartbeats of the host's groups are real, see storage/leadership.ts. */
  private disturb(host: Host): void {
    host.disturbances++;
    if (host.role === 'storage') this.context.storage.watchGroupsOf(host.id);
  }

  private settle(host: Host): void {
    host.disturbances--;
  }

  /** One handle a drive: factors are kept by it. */
  private diskOf(host: Host): Station {
    const known = this.drives.get(host);
    if (known !== undefined) return known;
    const station = this.context.disks.station(host.id);
    this.drives.set(host, station);
    return station;
  }

  private balancerOf(host: Host): LoadBalancer {
    return this.context.loadBalancers[host.region];
  }
}

function each(hosts: readonly Host[], begin: (host: Host) => void, end: (host: Host) => void): Effect {
  return { begin: () => hosts.forEach(begin), end: () => hosts.forEach(end) };
}
