/**
 * The metadata service: one host a zone with the whole partition map in memory. New leaders announce themselves to every
 * host; routers look entries up on a miss or after a stale answer, and ask the host of another zone when one is silent.
 *
 * The map is the one the fleet was built with plus what was announced since, each entry with its term as version. Left
 * out (they come with the managed service): refresh on every hit, hedged look-ups, membership.
 */
import type { Distribution } from '../engine/distribution.js';
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import { rejected } from '../infrastructure/station-bank.js';
import type { HostProcessors } from '../infrastructure/topology.js';
import type { MapEntry, PartitionMap } from './partition-map.js';

export interface MetadataParameters {
  readonly cpu: Distribution;
  readonly lookupTimeout: number;
}

const none = -1;
const lookupBytes = 96;
const updateBytes = 96;

/** A router's question and its answer; also an announcement on its way. */
class Lookup implements Pooled {
  attempt = 0;
  router = 0;
  metadataHost = 0;
  group = 0;
  answer: MapEntry = 0;
  epoch = 0;
  timer = 0;
  triesLeft = 0;
  /** The router waits for it; false once it has asked elsewhere. */
  isAwaited = false;
  holders = 0;
  constructor(readonly index: number) {}
}

export class MetadataService {
  lookups = 0;
  private readonly pool = new Pool('look-ups', (index) => new Lookup(index));
  private readonly lane: TimerLane;
  private readonly lookupType: number;
  private readonly servedType: number;
  private readonly answerType: number;
  private readonly updateType: number;

  constructor(
    simulation: Simulation,
    private readonly network: Network,
    private readonly hosts: readonly Host[],
    /** Metadata hosts by region and zone. */
    private readonly metadataHosts: readonly (readonly Host[])[],
    /** What each metadata host knows, by host id. */
    private readonly maps: readonly PartitionMap[],
    private readonly processors: HostProcessors,
    private readonly parameters: MetadataParameters,
    /** Gives the router the entry that `attempt` waits for, or -1 when nobody answered. */
    private readonly resolved: (attempt: number, group: number, entry: MapEntry) => void,
  ) {
    const of = (index: number) => this.pool.items[index];
    this.lane = new TimerLane(simulation, 'look-up time-out', parameters.lookupTimeout, (index) =>
      this.timedOut(of(index)),
    );
    this.lookupType = network.channel(
      'look-up arrives',
      (index) => this.arrives(of(index)),
      (index) => this.release(of(index)),
    );
    this.servedType = simulation.on('look-up served', (index) => this.served(of(index)));
    this.answerType = network.channel(
      'look-up answered',
      (index) => this.answered(of(index)),
      (index) => this.release(of(index)),
    );
    this.updateType = network.channel(
      'map update arrives',
      (index) => this.updateArrives(of(index)),
      (index) => this.release(of(index)),
    );
    this.simulation = simulation;
  }
  private readonly simulation: Simulation;
  private pushType = none;
  /** By region and zone. */
  private routersOf: readonly (readonly (readonly Host[])[])[] = [];

  /** A router asks for the entry of `group` on behalf of `attempt`. */
  lookUp(router: Host, attempt: number, group: number): void {
    this.ask(router, attempt, group, this.metadataHosts[router.region].length);
  }

  private ask(router: Host, attempt: number, group: number, tries: number): void {
    const hosts = this.metadataHosts[router.region];
    const zone = (router.zone + hosts.length - tries) % hosts.length;
    const lookup = this.pool.take();
    lookup.attempt = attempt;
    lookup.router = router.id;
    lookup.metadataHost = hosts[zone].id;
    lookup.group = group;
    lookup.triesLeft = tries - 1;
    lookup.isAwaited = true;
    lookup.holders = 2;
    lookup.timer = this.lane.start(lookup.index);
    this.lookups++;
    this.network.send(router.id, hosts[zone].id, lookupBytes, this.lookupType, lookup.index);
  }

  private timedOut(lookup: Lookup): void {
    lookup.isAwaited = false;
    const { attempt, group, triesLeft } = lookup;
    const router = this.hosts[lookup.router];
    this.release(lookup);
    if (triesLeft > 0 && router.isUp) this.ask(router, attempt, group, triesLeft);
    else this.resolved(attempt, group, -1);
  }

  private arrives(lookup: Lookup): void {
    const host = lookup.metadataHost;
    if (!this.network.reaches(host, this.lookupType, lookup.index)) return;
    const { firstHost, stations, streams } = this.processors;
    const station = host - firstHost;
    const waitNs = stations.admit(station, this.simulation.nowNs, this.parameters.cpu.sample(streams[host]));
    if (waitNs === rejected) {
      this.release(lookup);
      return;
    }
    lookup.epoch = stations.epoch(station);
    this.simulation.schedule(waitNs + stations.lastServiceNs, this.servedType, lookup.index);
  }

  private served(lookup: Lookup): void {
    const host = lookup.metadataHost;
    const { firstHost, stations } = this.processors;
    const epoch = stations.epoch(host - firstHost);
    if (lookup.epoch !== epoch) {
      const lateNs = stations.lateness(host - firstHost, lookup.epoch);
      lookup.epoch = epoch;
      if (lateNs > 0) this.simulation.schedule(lateNs, this.servedType, lookup.index);
      if (lateNs < 0) this.release(lookup);
      if (lateNs !== 0) return;
    }
    lookup.answer = this.maps[host].entry(lookup.group);
    this.network.send(host, lookup.router, lookupBytes, this.answerType, lookup.index);
  }

  private answered(lookup: Lookup): void {
    if (!this.network.reaches(lookup.router, this.answerType, lookup.index)) return;
    if (lookup.isAwaited) {
      lookup.isAwaited = false;
      this.lane.cancel(lookup.timer);
      this.release(lookup);
      this.resolved(lookup.attempt, lookup.group, lookup.answer);
    }
    this.release(lookup);
  }

  /** The leader on `from` tells every metadata host of its region. */
  announce(from: Host, group: number, entry: MapEntry): void {
    for (const host of this.metadataHosts[from.region]) {
      const update = this.pool.take();
      update.metadataHost = host.id;
      update.group = group;
      update.answer = entry;
      update.isAwaited = false;
      update.holders = 1;
      this.network.send(from.id, host.id, updateBytes, this.updateType, update.index);
    }
  }

  /**
   * Splits are pushed on to the routers of each metadata host's zone, which `learn` them; called once at wiring, where a
   * table splits.
   */
  pushTo(
    routers: readonly (readonly (readonly Host[])[])[],
    learn: (router: number, group: number, entry: MapEntry) => void,
  ): void {
    this.routersOf = routers;
    this.pushType = this.network.channel(
      'map push arrives',
      (index) => {
        const push = this.pool.items[index];
        if (!this.network.reaches(push.router, this.pushType, index)) return;
        learn(push.router, push.group, push.answer);
        this.release(push);
      },
      (index) => this.release(this.pool.items[index]),
    );
  }

  private push(from: Host, group: number, entry: MapEntry): void {
    for (const router of this.routersOf[from.region][from.zone]) {
      const push = this.pool.take();
      push.router = router.id;
      push.group = group;
      push.answer = entry;
      push.isAwaited = false;
      push.holders = 1;
      this.network.send(from.id, router.id, updateBytes, this.pushType, push.index);
    }
  }

  /** A metadata host that comes back takes over what the others of its region have heard meanwhile, then answers. */
  hostReturned(host: Host): void {
    for (const peer of this.metadataHosts[host.region]) {
      if (peer !== host && peer.isUp) this.maps[host.id].learnFrom(this.maps[peer.id]);
    }
  }

  private updateArrives(update: Lookup): void {
    const host = update.metadataHost;
    if (!this.network.reaches(host, this.updateType, update.index)) return;
    const isNew = this.maps[host].entry(update.group) < 0;
    this.maps[host].learn(update.group, update.answer);
    if (isNew && this.pushType !== none) this.push(this.hosts[host], update.group, update.answer);
    this.release(update);
  }

  private release(lookup: Lookup): void {
    if (--lookup.holders === 0) this.pool.release(lookup);
  }
}
