/** One region of routers and admission servers without the rest of the service, and clients that ask the routers. */

import { AdmissionRing } from '../../sim/admission/admission-ring.js';
import { AdmissionServers } from '../../sim/admission/admission-servers.js';
import type { CapacityMode } from '../../sim/admission/capacity.js';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { GlobalAdmission } from '../../sim/admission/global-admission.js';
import { TableRates } from '../../sim/admission/table-rates.js';
import { Usage } from '../../sim/admission/usage.js';
import { Distribution } from '../../sim/engine/distribution.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { type RandomStream, RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Network } from '../../sim/infrastructure/network.js';
import { Attempt } from '../../sim/protocol/attempt.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { defaultParameters } from '../default-parameters.js';
import { testTopology } from '../infrastructure/test-topology.js';

export const intervalS = 2;
export const lifeS = 5;
export const onDemandScaleTimeS = 300;
const stepMs = 5;
const constant = (value: number) => new Distribution({ kind: 'constant', value });

export interface Window {
  readonly asked: number;
  readonly admitted: number;
}

interface Changes {
  readonly mode?: CapacityMode;
  /** Of a request. */
  readonly units?: number;
  readonly seed?: number;
  readonly burstWindowS?: number;
}

export class AdmissionRegion {
  readonly simulation = new Simulation(new HeapQueue());
  readonly admission: GlobalAdmission;
  readonly routers: readonly number[];
  /** Of the table, in the order in which routers ask them. */
  readonly servers: readonly number[];
  readonly usage = new Usage(1, 1, 1, 1);
  /** Units admitted and tokens granted since the beginning, every 100 ms; reads. */
  readonly admittedUpTo: number[] = [0];
  readonly grantedUpTo: number[] = [0];
  private readonly topology;
  private readonly arrivals: readonly RandomStream[];
  private readonly units: number;
  private readonly attempt = new Attempt(0);

  constructor(
    rate: number,
    routersPerZone: number,
    { mode = 'global', units = 1, seed = 1, burstWindowS = 300 }: Changes = {},
  ) {
    this.units = units;
    const streams = new RandomStreams(seed);
    const processor = { cores: 4, queueMax: 1000 };
    this.topology = testTopology(
      [{ name: 'r', zones: 3, routersPerZone, storageNodesPerZone: 1 }],
      processor,
      streams,
      1,
    );
    const { hosts, states, networkStreams, processors, regions } = this.topology;
    const network = new Network(
      this.simulation,
      {
        clientDelay: constant(0),
        sameZoneDelay: constant(1e5),
        crossZoneDelay: constant(5e5),
        delayBetween: () => constant(0),
        backlogMax: 1e9,
        retransmitAfter: 2e8,
        retransmitsMax: 3,
        messageOverhead: 0,
      },
      hosts,
      states,
      networkStreams,
    );
    this.routers = regions[0].zones.flatMap((zone) => zone.router.map(({ id }) => id));
    const servers = regions[0].zones.flatMap((zone) => zone.admission);
    const ring = new AdmissionRing(servers, defaultParameters.admission.ringPoints, streams);
    this.servers = ring.serversOf(0);
    this.arrivals = this.routers.map((router) => streams.stream(`router ${router}`, 'arrivals'));
    const capacity = { mode, readUnitsPerSecond: rate, writeUnitsPerSecond: rate, autoScaling: null };
    const parameters = {
      ...defaultParameters.admission,
      cpu: constant(2e4),
      tokenInterval: intervalS * 1e9,
      tokenLife: lifeS * 1e9,
      askTimeout: 2e8,
      onDemandScaleTime: onDemandScaleTimeS * 1e9,
      burstWindow: burstWindowS * 1e9,
    };
    const fleet = {
      hosts,
      routers: [[...this.routers]],
      routersReserve: 0,
      rings: [ring],
      processors: processors.admission,
    };
    const rates = new TableRates([{ name: 't', capacity, region: 0, place: 0 }], parameters);
    const vending = new AdmissionServers(this.simulation, network, fleet, rates, parameters);
    this.admission = new GlobalAdmission(this.simulation, fleet, vending, rates, parameters, this.usage);
  }

  /** Runs for `seconds` with reads at random at these units per second, by router; returns what became of each router's. */
  run(seconds: number, unitsPerSecond: readonly number[]): Window[] {
    const windows = unitsPerSecond.map(() => ({ asked: 0, admitted: 0 }));
    for (let step = 1; step <= (seconds * 1000) / stepMs; step++) {
      this.simulation.runUntil(this.simulation.nowNs + stepMs * 1e6);
      for (const [router, rate] of unitsPerSecond.entries()) {
        const mean = (rate * stepMs) / 1000 / this.units;
        const requests = Math.floor(mean + this.arrivals[router].next());
        for (let i = 0; i < requests; i++) {
          windows[router].asked += this.units;
          if (this.request(router) === throttle.none) windows[router].admitted += this.units;
        }
      }
      if ((step * stepMs) % 100 === 0) this.sample(sum(windows, 'admitted'), step === 100 / stepMs);
    }
    return windows;
  }

  /** One read at a router; the throttle code. */
  request(router: number, units = this.units, kind: number = unitKind.read): number {
    this.attempt.router = this.routers[router];
    return this.admission.admit(this.attempt, units, kind);
  }

  crashServer(server: number): void {
    this.topology.hosts[server].crash(this.simulation.nowNs);
    this.admission.servers.serverDied(server);
  }

  restartServer(server: number): void {
    this.topology.hosts[server].restart();
    this.admission.servers.serverReturned(server);
  }

  pauseServer(server: number, forS: number): void {
    this.topology.hosts[server].pause(this.simulation.nowNs, this.simulation.nowNs + forS * 1e9);
  }

  crashRouter(router: number): void {
    const host = this.topology.hosts[this.routers[router]];
    host.crash(this.simulation.nowNs);
    this.admission.routerDied(host.id);
    host.restart();
  }

  private admittedBefore = 0;

  private sample(admittedInRun: number, isFirst: boolean): void {
    if (isFirst) this.admittedBefore = this.admittedUpTo[this.admittedUpTo.length - 1];
    this.admittedUpTo.push(this.admittedBefore + admittedInRun);
    this.grantedUpTo.push(this.admission.servers.granted(0, unitKind.read));
  }
}

export const sum = (windows: readonly Window[], column: keyof Window) =>
  windows.reduce((total, window) => total + window[column], 0);

export const refusedShare = (windows: readonly Window[]) => 1 - sum(windows, 'admitted') / sum(windows, 'asked');

/** The most that a running total, sampled every 100 ms, grows in any window beyond what the rate allows. */
export function greatestExcess(upTo: readonly number[], rate: number): number {
  let least = Number.POSITIVE_INFINITY;
  let excess = 0;
  for (const [at, total] of upTo.entries()) {
    least = Math.min(least, total - (rate * at) / 10);
    excess = Math.max(excess, total - (rate * at) / 10 - least);
  }
  return excess;
}
