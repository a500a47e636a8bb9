/**
 * Global admission control (P22 section 4.2): the provision of a whole table, kept at the routers wherever its load goes.
 *
 *   request ─> router's own tokens ─┬─ some left: admitted            ask, at most once under way, every interval
 *                                   └─ none: refused, 400             or when tokens run low ──> admission server
 *                                        <── grant, good for a token's life ── share by demand <─────────┘
 *
 * Tables hash to servers on a ring. A router that gets no answer in time asks the next, and goes past the silent one for a
 * token's life. Servers keep everything in memory; a fresh one begins with empty buckets. What a provisioned table does not
 * use is saved for 300 s (P22 4.1.1), and spent wherever it is asked for, under the caps of its partitions. With all servers
 * silent, routers go on at the rates last granted, whose sum is about the table's. Left out: requests that wait for the
 * answer.
 *
 * What holds over any window W while the table's server answers, with rate R, interval T and savings S, which are R x 300 s,
 * and on demand, where nothing is saved, R x T:
 *   vended - given back <= R x W + S: a bucket of depth S; crashes only lose tokens
 *   consumed <= R x W + S + 2 R x T: the bucket and what is in the routers' hands, which are bounded together
 *               + R x T / 10 and two requests a router, what they may owe; both again for each router's crash
 * A server that takes over begins with nothing. When the first comes back, both vend for a token's life and an interval at
 * most, and if it had not crashed but was silent, it saved meanwhile: for each change back there is one S more.
 * Routers that reach no server while others do go on at the share that they had last, which after two intervals is dealt
 * to the others as well: while they are cut off, the table may pass its rate by their shares; and while some routers reach
 * one server only and some another only, it has the rate of both.
 * What a router was dealt and does not use within a token's life is lost to the table; to routers with few requests nothing
 * is dealt, and they lose nothing (token-shares.ts). Under a rate that changes, R x W is its integral and R otherwise the
 * greatest.
 */

import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Asker } from '../infrastructure/exchange.js';
import type { Attempt } from '../protocol/attempt.js';
import { throttle } from '../protocol/throttles.js';
import type { AdmissionAsk } from './admission-ask.js';
import type { AdmissionParameters } from './admission-parameters.js';
import type { AdmissionFleet, AdmissionServers } from './admission-servers.js';
import { type AdmissionTokenParameters, AdmissionTokens } from './admission-tokens.js';
import { unitKind, unitKinds } from './capacity-units.js';
import type { TableRates } from './table-rates.js';
import type { Usage } from './usage.js';

export class GlobalAdmission implements Asker<AdmissionAsk> {
  private readonly tokens: AdmissionTokens;
  /** By table: its first row of tokens, or `none`. Rows of a table are in the order of its region's routers. */
  private readonly firstRows: Int32Array;
  /** By host id: a router's place among those of its region. */
  private readonly places: Int32Array;
  /** By table: servers in the order in which they are asked. */
  private readonly serversOf: readonly (readonly number[])[];

  constructor(
    private readonly simulation: Simulation,
    private readonly fleet: AdmissionFleet,
    readonly servers: AdmissionServers,
    private readonly rates: TableRates,
    private readonly parameters: AdmissionTokenParameters & Pick<AdmissionParameters, 'overdraft'>,
    private readonly usage: Usage,
  ) {
    const { tables } = rates;
    this.firstRows = new Int32Array(tables.length).fill(none);
    let rows = 0;
    for (const [table, { region }] of tables.entries()) {
      if (!rates.isAdmitted(table)) continue;
      this.firstRows[table] = rows;
      rows += fleet.routers[region].length + fleet.routersReserve;
    }
    this.tokens = new AdmissionTokens(rows, parameters);
    this.places = new Int32Array(fleet.hosts.length);
    for (const ofRegion of fleet.routers) for (const [place, router] of ofRegion.entries()) this.places[router] = place;
    this.serversOf = tables.map(({ region, place }, table) =>
      rates.isAdmitted(table) ? fleet.rings[region].serversOf(place) : [],
    );
    for (const router of fleet.routers.flat()) this.beginRows(router);
  }

  /** Returns a throttle code for a request that `attempt.router` has worked on; asks for tokens when it is time. */
  admit(attempt: Attempt, units: number, kind: number): number {
    const { request, router } = attempt;
    const { table } = request;
    if (this.firstRows[table] === none) return throttle.none;
    const { nowNs } = this.simulation;
    const row = this.rowOf(table, router);
    const isAdmitted = this.tokens.take(row, kind, units, this.overdraft(table, kind), nowNs);
    if (this.tokens.shouldAsk(row, kind, nowNs)) this.ask(table, router, 0);
    if (isAdmitted) return throttle.none;
    const reason = this.reasonOf(table, kind);
    this.usage.refusedAtRouter(request.tenant, table, kind, reason, units);
    return reason;
  }

  /** The partition or its node refused what was admitted here: nothing was consumed. */
  giveBack({ request, router }: Attempt, units: number, kind: number): void {
    const { table } = request;
    if (this.firstRows[table] !== none) this.tokens.giveBack(this.rowOf(table, router), kind, units);
  }

  /** Units per second that the table may use. */
  rate(table: number, kind: number): number {
    return this.rates.of(table, kind);
  }

  /** Holds at once: every server reads the table's configuration. Not for on-demand tables, which follow their peaks. */
  setRate(table: number, kind: number, unitsPerSecond: number): void {
    if (this.rates.isOnDemand(table)) throw new Error(`the rate of on-demand table ${table} is not provisioned`);
    this.changeRate(table, kind, unitsPerSecond);
  }

  /** A router that crashed has lost its tokens, its debts, and what it knew of servers. */
  routerDied(router: number): void {
    this.beginRows(router);
    this.servers.asks.hostDied(router);
  }

  /** It begins as after a crash, with an equal share. */
  routerJoined(router: number): void {
    const there = this.fleet.routers[this.fleet.hosts[router].region];
    this.places[router] = there.push(router) - 1;
    this.beginRows(router);
  }

  answered(ask: AdmissionAsk): void {
    this.tokens.granted(this.rowOf(ask.table, ask.from), ask);
    this.followConsumption(ask);
  }

  unanswered({ table, from, turn }: AdmissionAsk): void {
    this.ask(table, from, turn + 1);
  }

  /** The router began its rows anew when it died. */
  abandoned(): void {}

  private beginRows(router: number): void {
    const { region } = this.fleet.hosts[router];
    const { tables } = this.rates;
    for (const [table, spec] of tables.entries()) {
      if (spec.region !== region || this.firstRows[table] === none) continue;
      const routers = this.fleet.routers[region].length;
      this.tokens.begin(this.rowOf(table, router), (kind) => this.rate(table, kind) / routers);
    }
  }

  private rowOf(table: number, router: number): number {
    return this.firstRows[table] + this.places[router];
  }

  private overdraft(table: number, kind: number): number {
    const { region } = this.rates.tables[table];
    const worth = (this.rate(table, kind) * this.parameters.tokenInterval) / 1e9;
    return (worth * this.parameters.overdraft) / this.fleet.routers[region].length;
  }

  private reasonOf(table: number, kind: number): number {
    if (this.rates.isOnDemand(table)) return kind === unitKind.read ? throttle.readOnDemand : throttle.writeOnDemand;
    return kind === unitKind.read ? throttle.readProvisioned : throttle.writeProvisioned;
  }

  private changeRate(table: number, kind: number, unitsPerSecond: number): void {
    if (this.rates.set(table, kind, unitsPerSecond)) this.servers.rateChanged(table, kind);
  }

  /** Asks the first of the table's servers, from `turn` on, that was not silent lately. */
  private ask(table: number, router: number, turn: number): void {
    const { nowNs } = this.simulation;
    const row = this.rowOf(table, router);
    const ask = this.servers.asks.begin(this, this.fleet.hosts[router], this.serversOf[table], turn);
    if (ask === null) {
      this.tokens.goOnAlone(row, nowNs);
      return;
    }
    ask.table = table;
    ask.place = this.places[router];
    this.tokens.report(row, ask, nowNs);
    this.servers.asks.send(ask);
  }

  /**
   * Limits of on-demand tables rise with what was consumed; of a report that is sent again, only the answered one
   * counts.
   */
  private followConsumption({ table, consumed, periodNs }: AdmissionAsk): void {
    for (let kind = 0; kind < unitKinds; kind++) {
      this.changeRate(table, kind, this.rates.consumed(table, kind, consumed[kind], periodNs, this.simulation.nowNs));
    }
  }
}
