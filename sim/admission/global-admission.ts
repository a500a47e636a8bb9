/**
 * Global admission control (P22 section 4.2): the provision of a whole table, kept at the routers wherever its load goes.
 *
 *   request ─> router's own tokens ─┬─ some left: admitted            ask, at most once under way, every interval
 *                                   └─ none: refused, 400             or when tokens run low ──> admission server
 *                                        <── grant, good for a token's life ── share by demand <─────────┘
 *
 * Tables hash to servers on a ring. A router that gets no answer in time asks the next, and goes past the silent one for a
 * token's life. Servers keep everything in memory; a fresh one begins with empty buckets. With all of them silent, routers
 * go on at the rates last granted, whose sum is about the table's. Left out: requests that wait for the answer.
 *
 * What holds over any window W while servers answer, with rate R and interval T:
 *   vended - given back <= R x (W + T): a bucket of depth R x T; crashes only lose tokens
 *   consumed <= R x (W + 3 T): the bucket, and at most 2 R x T in the routers' hands
 *               + R x T / 10, the overdrafts of all routers, + one request a router, both again for each router's crash
 * Routers that reach no server while others do go on at the share that they had last, which after two intervals is dealt
 * to the others as well: while they are cut off, the table may pass its rate by their shares.
 * What a router was dealt and does not use within a token's life is lost to the table, so where requests are rare or large
 * for a router's share, some are refused below the rate.
 * While some routers ask one server and some another, as when one comes back, two of them vend: for a token's life and an
 * interval at most, and one depth. Under a rate that changes, R x W is its integral and R otherwise the greatest.
 */

import type { Distribution } from '../engine/distribution.js';
import { Pool } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import { SilentPeers } from '../infrastructure/silent-peers.js';
import { rejected } from '../infrastructure/station-bank.js';
import type { HostProcessors } from '../infrastructure/topology.js';
import type { Attempt } from '../protocol/attempt.js';
import { throttle } from '../protocol/throttles.js';
import { AdmissionAsk } from './admission-ask.js';
import { AdmissionRing } from './admission-ring.js';
import { AdmissionTokens } from './admission-tokens.js';
import { type CapacitySpec, isAdmittedGlobally } from './capacity.js';
import { unitKind, unitKinds } from './capacity-units.js';
import { OnDemandLimit } from './on-demand-limit.js';
import { TokenShares } from './token-shares.js';
import type { Usage } from './usage.js';

/** Durations in ns. */
export interface GlobalAdmissionParameters {
  /** Work of a server on one ask. */
  readonly cpu: Distribution;
  readonly tokenInterval: number;
  readonly tokenLife: number;
  readonly askTimeout: number;
  readonly onDemandScaleTime: number;
}

export interface AdmittedTable {
  readonly capacity: CapacitySpec | null;
  readonly region: number;
}

const askBytes = 128;
/** Routers of a table may together owe what its rate fills in this share of an interval. */
const overdraftShare = 0.1;
const none = -1;

export class GlobalAdmission {
  asks = 0;
  private readonly pool = new Pool('asks for tokens', (index) => new AdmissionAsk(index));
  private readonly lane: TimerLane;
  private readonly askType: number;
  private readonly servedType: number;
  private readonly answerType: number;
  private readonly tokens: AdmissionTokens;
  /** By table: its first row of tokens, or `none`. Rows of a table are in the order of its region's routers. */
  private readonly firstRows: Int32Array;
  /** By host id: a router's place among those of its region. */
  private readonly places: Int32Array;
  /** By table: servers in the order in which they are asked. */
  private readonly servers: readonly (readonly number[])[];
  /** By router, less the id of the first: servers that it goes past. */
  private readonly silentServers: readonly SilentPeers[];
  private readonly firstRouter: number;
  /** By server, less the id of the first, then by table. */
  private readonly shares: readonly Map<number, TokenShares>[];
  /** By table and kind. */
  private readonly rates: Float64Array;
  private readonly limits: readonly (OnDemandLimit | null)[];
  private readonly netGranted: Float64Array;

  constructor(
    private readonly simulation: Simulation,
    private readonly network: Network,
    private readonly hosts: readonly Host[],
    /** Host ids by region. */
    private readonly routers: readonly (readonly number[])[],
    servers: readonly (readonly number[])[],
    private readonly processors: HostProcessors,
    private readonly tables: readonly AdmittedTable[],
    private readonly parameters: GlobalAdmissionParameters,
    private readonly usage: Usage,
  ) {
    const of = (index: number) => this.pool.items[index];
    const lost = (index: number) => this.release(of(index));
    this.lane = new TimerLane(simulation, 'ask time-out', parameters.askTimeout, (index) => this.timedOut(of(index)));
    this.askType = network.channel('ask for tokens arrives', (index) => this.arrives(of(index)), lost);
    this.servedType = simulation.on('ask for tokens served', (index) => this.served(of(index)));
    this.answerType = network.channel('ask for tokens answered', (index) => this.answered(of(index)), lost);
    this.firstRows = new Int32Array(tables.length).fill(none);
    let rows = 0;
    for (const [table, spec] of tables.entries()) {
      if (!isAdmittedGlobally(spec.capacity)) continue;
      this.firstRows[table] = rows;
      rows += routers[spec.region].length;
    }
    this.tokens = new AdmissionTokens(rows, parameters.tokenInterval, parameters.tokenLife);
    this.places = new Int32Array(hosts.length);
    for (const ofRegion of routers) for (const [place, router] of ofRegion.entries()) this.places[router] = place;
    const rings = servers.map((ofRegion) => new AdmissionRing(ofRegion));
    this.servers = tables.map((spec, table) =>
      isAdmittedGlobally(spec.capacity) ? rings[spec.region].serversOf(table) : [],
    );
    this.silentServers = routers.flat().map(() => new SilentPeers(parameters.tokenLife));
    this.firstRouter = routers[0][0];
    this.shares = servers.flat().map(() => new Map());
    this.rates = Float64Array.from(
      tables.flatMap(({ capacity }) => [capacity?.readUnitsPerSecond ?? 0, capacity?.writeUnitsPerSecond ?? 0]),
    );
    this.limits = Array.from(this.rates, (rate, at) =>
      this.isOnDemand(Math.floor(at / unitKinds)) ? new OnDemandLimit(rate, parameters.onDemandScaleTime) : null,
    );
    this.netGranted = new Float64Array(tables.length * unitKinds);
    for (const router of routers.flat()) this.beginRows(router);
  }

  /** Returns a throttle code for a request that `attempt.router` has worked on; asks for tokens when it is time. */
  admit(attempt: Attempt, units: number, kind: number): number {
    const { table, router } = attempt;
    if (this.firstRows[table] === none) return throttle.none;
    const { nowNs } = this.simulation;
    const row = this.rowOf(table, router);
    const isAdmitted = this.tokens.take(row, kind, units, this.overdraft(table, kind), nowNs);
    if (this.tokens.shouldAsk(row, kind, nowNs)) this.ask(table, router, 0);
    if (isAdmitted) return throttle.none;
    const reason = this.reasonOf(table, kind);
    this.usage.refusedAtRouter(attempt.tenant, table, kind, reason, units);
    return reason;
  }

  /** The partition or its node refused what was admitted here: nothing was consumed. */
  giveBack({ table, router }: Attempt, units: number, kind: number): void {
    if (this.firstRows[table] !== none) this.tokens.giveBack(this.rowOf(table, router), kind, units);
  }

  /** Units per second that the table may use. */
  rate(table: number, kind: number): number {
    return this.rates[table * unitKinds + kind];
  }

  /** Holds at once: every server reads the table's configuration. Not for on-demand tables, which follow their peaks. */
  setRate(table: number, kind: number, unitsPerSecond: number): void {
    if (this.isOnDemand(table)) throw new Error(`the rate of on-demand table ${table} is not provisioned`);
    this.changeRate(table, kind, unitsPerSecond);
  }

  /** The ask that an event's payload stands for, to those who tell of events. */
  askOf(payload: number): Pick<AdmissionAsk, 'table' | 'router' | 'server'> {
    return this.pool.items[payload];
  }

  /** Tokens vended so far by all servers, less those given back. */
  granted(table: number, kind: number): number {
    return this.netGranted[table * unitKinds + kind];
  }

  /** A router that crashed has lost its tokens, its debts, and what it knew of servers. */
  routerDied(router: number): void {
    this.beginRows(router);
    this.silentServers[router - this.firstRouter].clear();
  }

  /** What the server knew is gone; asks rebuild it. */
  serverDied(server: number): void {
    this.shares[server - this.processors.firstHost].clear();
  }

  private beginRows(router: number): void {
    const { region } = this.hosts[router];
    for (const [table, spec] of this.tables.entries()) {
      if (spec.region !== region || this.firstRows[table] === none) continue;
      this.tokens.begin(this.rowOf(table, router), (kind) => this.rate(table, kind) / this.routers[region].length);
    }
  }

  private rowOf(table: number, router: number): number {
    return this.firstRows[table] + this.places[router];
  }

  private overdraft(table: number, kind: number): number {
    const { region } = this.tables[table];
    const worth = (this.rate(table, kind) * this.parameters.tokenInterval) / 1e9;
    return (worth * overdraftShare) / this.routers[region].length;
  }

  private isOnDemand(table: number): boolean {
    return this.tables[table].capacity?.mode === 'on-demand';
  }

  private reasonOf(table: number, kind: number): number {
    if (this.isOnDemand(table)) return kind === unitKind.read ? throttle.readOnDemand : throttle.writeOnDemand;
    return kind === unitKind.read ? throttle.readProvisioned : throttle.writeProvisioned;
  }

  private changeRate(table: number, kind: number, unitsPerSecond: number): void {
    if (this.rate(table, kind) === unitsPerSecond) return;
    this.rates[table * unitKinds + kind] = unitsPerSecond;
    for (const shares of this.shares) shares.get(table)?.setRate(kind, unitsPerSecond, this.simulation.nowNs);
  }

  /** Asks the first of the table's servers, from `turn` on, that was not silent lately. */
  private ask(table: number, router: number, turn: number): void {
    const { nowNs } = this.simulation;
    const servers = this.servers[table];
    const silent = this.silentServers[router - this.firstRouter];
    while (turn < servers.length && silent.avoids(servers[turn], nowNs)) turn++;
    if (turn === servers.length) {
      this.tokens.goOnAlone(this.rowOf(table, router), nowNs);
      return;
    }
    const ask = this.pool.take();
    ask.router = router;
    ask.routerIncarnation = this.hosts[router].incarnation;
    ask.table = table;
    ask.server = servers[turn];
    ask.turn = turn;
    ask.isAwaited = true;
    ask.holders = 2;
    this.tokens.report(this.rowOf(table, router), ask, nowNs);
    ask.timer = this.lane.start(ask.index);
    this.asks++;
    this.network.send(router, ask.server, askBytes, this.askType, ask.index);
  }

  private timedOut(ask: AdmissionAsk): void {
    const { table, router, server, turn } = ask;
    const isOfThisLife = this.isOfThisLife(ask);
    ask.isAwaited = false;
    this.release(ask);
    if (!isOfThisLife) return;
    this.silentServers[router - this.firstRouter].wasSilent(server, this.simulation.nowNs);
    this.ask(table, router, turn + 1);
  }

  private arrives(ask: AdmissionAsk): void {
    const { server } = ask;
    if (!this.network.reaches(server, this.askType, ask.index)) return;
    const { firstHost, stations, streams } = this.processors;
    const station = server - firstHost;
    const waitNs = stations.admit(station, this.simulation.nowNs, this.parameters.cpu.sample(streams[server]));
    if (waitNs === rejected) {
      this.release(ask);
      return;
    }
    ask.epoch = stations.epoch(station);
    this.simulation.schedule(waitNs + stations.lastServiceNs, this.servedType, ask.index);
  }

  private served(ask: AdmissionAsk): void {
    const { server, table } = ask;
    const { firstHost, stations } = this.processors;
    const epoch = stations.epoch(server - firstHost);
    if (ask.epoch !== epoch) {
      const lateNs = stations.lateness(server - firstHost, ask.epoch);
      ask.epoch = epoch;
      if (lateNs > 0) this.simulation.schedule(lateNs, this.servedType, ask.index);
      if (lateNs < 0) this.release(ask);
      if (lateNs !== 0) return;
    }
    this.sharesOf(server, table).answer(this.places[ask.router], ask, this.simulation.nowNs);
    for (let kind = 0; kind < unitKinds; kind++) {
      this.netGranted[table * unitKinds + kind] += ask.grant[kind] - ask.returned[kind];
    }
    this.network.send(server, ask.router, askBytes, this.answerType, ask.index);
  }

  private sharesOf(server: number, table: number): TokenShares {
    const shares = this.shares[server - this.processors.firstHost];
    const known = shares.get(table);
    if (known !== undefined) return known;
    const { tokenInterval, tokenLife } = this.parameters;
    const { nowNs } = this.simulation;
    const tokenShares = new TokenShares(
      this.routers[this.tables[table].region].length,
      tokenInterval,
      tokenLife,
      nowNs,
    );
    for (let kind = 0; kind < unitKinds; kind++) tokenShares.setRate(kind, this.rate(table, kind), nowNs);
    shares.set(table, tokenShares);
    return tokenShares;
  }

  private answered(ask: AdmissionAsk): void {
    if (!this.network.reaches(ask.router, this.answerType, ask.index)) return;
    if (ask.isAwaited && this.isOfThisLife(ask)) {
      ask.isAwaited = false;
      this.lane.cancel(ask.timer);
      this.silentServers[ask.router - this.firstRouter].answered(ask.server);
      this.tokens.granted(this.rowOf(ask.table, ask.router), ask);
      this.followConsumption(ask);
      this.release(ask);
    }
    this.release(ask);
  }

  /**
   * Limits of on-demand tables rise with what was consumed; of a report that is sent again, only the answered one
   * counts.
   */
  private followConsumption({ table, consumed, periodNs }: AdmissionAsk): void {
    for (let kind = 0; kind < unitKinds; kind++) {
      const limit = this.limits[table * unitKinds + kind];
      if (limit !== null) this.changeRate(table, kind, limit.consumed(consumed[kind], periodNs, this.simulation.nowNs));
    }
  }

  private isOfThisLife(ask: AdmissionAsk): boolean {
    const { isUp, incarnation } = this.hosts[ask.router];
    return isUp && incarnation === ask.routerIncarnation;
  }

  private release(ask: AdmissionAsk): void {
    if (--ask.holders === 0) this.pool.release(ask);
  }
}
