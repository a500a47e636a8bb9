/**
 * The admission servers: each vends the tokens of the tables that hash to it, and of those whose own server is silent. A
 * server keeps everything in memory: it starts with empty buckets and learns from the asks that follow (token-shares.ts).
 * What a table saves, asked for or not, its own server saves from its start on, and one that stands in from its first ask on.
 */
import type { Distribution } from '../engine/distribution.js';
import type { Simulation } from '../engine/simulation.js';
import { Exchange } from '../infrastructure/exchange.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { HostProcessors } from '../infrastructure/topology.js';
import { AdmissionAsk } from './admission-ask.js';
import type { AdmissionParameters } from './admission-parameters.js';
import type { AdmissionRing } from './admission-ring.js';
import { unitKinds } from './capacity-units.js';
import type { TableRates } from './table-rates.js';
import { type TokenShareParameters, TokenShares } from './token-shares.js';

export interface AdmissionServerParameters
  extends TokenShareParameters,
    Pick<AdmissionParameters, 'askTimeout' | 'askBytes' | 'burstWindow'> {
  /** Work of a server on one ask. */
  readonly cpu: Distribution;
}

export interface AdmissionFleet {
  readonly hosts: readonly Host[];
  /** Host ids by region; those that join are added. */
  readonly routers: readonly number[][];
  /** Routers that may join. */
  readonly routersReserve: number;
  /** By region: the servers. */
  readonly rings: readonly AdmissionRing[];
  /** Of the servers. */
  readonly processors: HostProcessors;
}

export class AdmissionServers {
  readonly asks: Exchange<AdmissionAsk>;
  /** By server, less the id of the first, then by table. */
  private readonly shares: readonly Map<number, TokenShares>[];
  /** By server, less the id of the first. */
  private readonly startedAtNs: number[];
  private readonly netGranted: Float64Array;

  constructor(
    private readonly simulation: Simulation,
    network: Network,
    private readonly fleet: AdmissionFleet,
    private readonly rates: TableRates,
    private readonly parameters: AdmissionServerParameters,
  ) {
    this.asks = new Exchange<AdmissionAsk>(simulation, network, fleet.hosts, {
      name: 'ask for tokens',
      processors: fleet.processors,
      cpu: parameters.cpu,
      timeoutNs: parameters.askTimeout,
      avoidSilentForNs: parameters.tokenLife,
      questionBytes: parameters.askBytes,
      answerBytes: parameters.askBytes,
      create: (index) => new AdmissionAsk(index),
      about: ({ table }) => `table ${rates.tables[table].name}`,
      serve: (ask) => this.serve(ask),
    });
    this.shares = fleet.rings.flatMap(({ servers }) => servers.map(() => new Map()));
    this.startedAtNs = this.shares.map(() => 0);
    this.netGranted = new Float64Array(rates.tables.length * unitKinds);
  }

  /** Tokens vended so far by all servers, less those given back. */
  granted(table: number, kind: number): number {
    return this.netGranted[table * unitKinds + kind];
  }

  rateChanged(table: number, kind: number): void {
    const rate = this.rates.of(table, kind);
    for (const shares of this.shares) shares.get(table)?.setRate(kind, rate, this.simulation.nowNs);
  }

  /** What the server knew is gone; asks rebuild it. */
  serverDied(server: number): void {
    this.sharesAt(server).clear();
  }

  serverReturned(server: number): void {
    this.startedAtNs[this.indexOf(server)] = this.simulation.nowNs;
  }

  private serve(ask: AdmissionAsk): void {
    const { server, table } = ask;
    this.sharesOf(server, table).answer(ask.place, ask, this.simulation.nowNs);
    for (let kind = 0; kind < unitKinds; kind++) {
      this.netGranted[table * unitKinds + kind] += ask.grant[kind] - ask.returned[kind];
    }
  }

  private sharesOf(server: number, table: number): TokenShares {
    const known = this.sharesAt(server).get(table);
    if (known !== undefined) return known;
    const { region, place } = this.rates.tables[table];
    const routers = this.fleet.routers[region].length + this.fleet.routersReserve;
    const isItsOwn = this.fleet.rings[region].serversOf(place)[0] === server;
    const begunAtNs = isItsOwn ? this.startedAtNs[this.indexOf(server)] : this.simulation.nowNs;
    const shares = new TokenShares(routers, this.parameters, this.savesForNs(table), begunAtNs);
    for (let kind = 0; kind < unitKinds; kind++) shares.setRate(kind, this.rates.of(table, kind), begunAtNs);
    this.sharesAt(server).set(table, shares);
    return shares;
  }

  /** Provisions are saved; the limit of an on-demand table is not. */
  private savesForNs(table: number): number {
    const { tokenInterval, burstWindow } = this.parameters;
    return this.rates.isOnDemand(table) ? tokenInterval : Math.max(tokenInterval, burstWindow);
  }

  private sharesAt(server: number): Map<number, TokenShares> {
    return this.shares[this.indexOf(server)];
  }

  private indexOf(server: number): number {
    return server - this.fleet.processors.firstHost;
  }
}
