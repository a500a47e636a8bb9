/**
 * One customer's load on one table: when requests come, which operation, which item, how large, and through which SDK
 * clients. A query reads whole items up to the limit of one request, and asks again for the rest, as the SDKs' paginators
 * do; its items weigh all the same, which is one draw. Every choice has its own random stream, so that changing one (a retry policy, a mix) never shifts another.
 */

import { Distribution } from '../engine/distribution.js';
import type { DistributionSpec } from '../engine/distribution-spec.js';
import { none } from '../engine/pool.js';
import type { RandomStream, RandomStreams } from '../engine/random-stream.js';
import type { ItemCounts } from '../partitions/item-counts.js';
import type { ItemSizes } from '../partitions/item-sizes.js';
import type { Attempt } from '../protocol/attempt.js';
import { queryBytesMax } from '../protocol/limits.js';
import { isWrite, operation as kinds, type OperationName } from '../protocol/operations.js';
import { beginCounting, outcome, type Request } from '../protocol/request.js';
import { type ArrivalEventTypes, type Arrivals, arrivalsOf } from './arrivals.js';
import { RegionChoice } from './failover/region-choice.js';
import type { RegionHealth } from './failover/region-health.js';
import { RegionalClients } from './failover/regional-clients.js';
import type { LoadSpec } from './load.js';
import { Popularity, type PopularitySpec } from './popularity.js';
import { type ClientContext, type ClientSpec, SdkClients } from './sdk-client.js';
import type { WriteIds } from './write-ids.js';

export interface TenantSpec extends LoadSpec {
  readonly name: string;
  /** Shares sum to 1. */
  readonly mix: readonly { readonly operation: OperationName; readonly share: number }[];
  /** Share of getItem and query requests that are strong reads. */
  readonly strongReadShare: number;
  readonly keys: PopularitySpec;
  /** Whether putItem appends an item to the table, as YCSB's insert does, or overwrites one. */
  readonly putsAppend: boolean;
  /** Items that one query reads, in one request or several. */
  readonly itemsPerQuery: DistributionSpec;
  readonly client: ClientSpec;
}

/** A table as the tenant's clients reach it. */
export interface TenantTable extends Pick<ClientContext, 'machines' | 'frontDoor'> {
  readonly index: number;
  /** Where it is. */
  readonly region: string;
  readonly itemSizes: ItemSizes;
}

/** Types of the events that the tenants of a run share. */
export interface TenantEventTypes extends ArrivalEventTypes {
  /** Its handler calls `attemptDue` for the request in its payload. */
  readonly retryDue: number;
  /** The message with a router's answer, for the attempt in its payload. */
  readonly answered: number;
}

/** What a tenant stands on. */
export interface TenantContext extends Omit<ClientContext, 'machines' | 'frontDoor'> {
  /** Of each copy of the table that its clients may go to; null where they stay with the first. */
  readonly health: RegionHealth | null;
  readonly writeIds: WriteIds;
  readonly itemCounts: ItemCounts;
}

export class Tenant {
  readonly arrivals: Arrivals;
  /** Of the first of its tables. */
  readonly clients: SdkClients;
  /** Null where clients stay with that. */
  readonly regional: RegionalClients<TenantTable> | null;
  /** That of the next request. */
  private table: TenantTable;
  private readonly popularity: Popularity;
  private readonly itemsPerQuery: Distribution;
  private readonly mixStream: RandomStream;
  private readonly keyStream: RandomStream;
  private readonly sizeStream: RandomStream;
  /** Cumulative shares of the mix, with the kind of each. */
  private readonly upTo: number[] = [];
  private readonly kinds: number[] = [];
  private readonly updatesAfter: boolean[] = [];
  private nextInstance = 0;
  /** Requests that have begun and not ended. */
  requestsUnderWay = 0;

  constructor(
    readonly index: number,
    private readonly spec: TenantSpec,
    /** Copies of its table, in the order in which its clients go there. */
    tables: readonly TenantTable[],
    private readonly context: TenantContext,
    streams: RandomStreams,
  ) {
    const stream = (purpose: string) => streams.stream(`tenant ${spec.name}`, purpose);
    this.mixStream = stream('mix');
    this.keyStream = stream('keys');
    this.sizeStream = stream('sizes');
    this.table = tables[0];
    this.popularity = new Popularity(spec.keys, context.itemCounts.of(this.table.index));
    this.itemsPerQuery = new Distribution(spec.itemsPerQuery);
    let share = 0;
    for (const entry of spec.mix) {
      share += entry.share;
      this.upTo.push(share);
      const isPair = entry.operation === 'readModifyWrite';
      this.kinds.push(entry.operation === 'readModifyWrite' ? kinds.getItem : kinds[entry.operation]);
      this.updatesAfter.push(isPair);
    }
    const clientsOf = (table: TenantTable, suffix: string) =>
      new SdkClients(
        `${spec.name}${suffix}`,
        spec.client,
        { ...context, machines: table.machines, frontDoor: table.frontDoor },
        stream(`load balancing${suffix}`),
        stream(`back-off${suffix}`),
        (request, winner) => this.finished(request, winner),
      );
    this.clients = clientsOf(this.table, '');
    this.regional = this.regionalOf(tables, clientsOf);
    const { simulation, types, parameters } = context;
    this.arrivals = arrivalsOf(spec, {
      ...{ simulation, types, tenant: index, stream: stream('arrivals') },
      workersStartNs: parameters.workersStart,
      arrive: () => this.issue(),
    });
  }

  private regionalOf(
    tables: readonly TenantTable[],
    clientsOf: (table: TenantTable, suffix: string) => SdkClients,
  ): RegionalClients<TenantTable> | null {
    const { health, simulation, trace } = this.context;
    const { failover, instances } = this.spec.client;
    if (failover === undefined || health === null) return null;
    const others = tables.slice(1).map((table) => clientsOf(table, ` in ${table.region}`));
    const choice = new RegionChoice(failover, {
      ...{ clock: simulation, trace, health, tenant: this.index, tables: tables.map(({ index }) => index), instances },
    });
    return new RegionalClients(tables, [this.clients, ...others], choice, failover.repeats);
  }

  private issue(): void {
    const drawn = this.mixStream.next();
    let entry = 0;
    while (entry < this.upTo.length - 1 && drawn >= this.upTo[entry]) entry++;
    const kind = this.kinds[entry];
    const appends = kind === kinds.putItem && this.spec.putsAppend;
    const item = appends ? this.append() : this.popularity.draw(this.keyStream);
    const share = this.spec.strongReadShare;
    const isStrong = share > 0 && !isWrite(kind) && (share === 1 || this.mixStream.next() < share);
    const instance = this.nextInstance;
    this.nextInstance = instance + 1 < this.spec.client.instances ? instance + 1 : 0;
    if (this.regional !== null) this.table = this.regional.copyFor(instance);
    if (kind === kinds.query) {
      this.beginQuery(item, isStrong, instance);
      return;
    }
    const bytes = this.sizeOf(kind, item);
    // Drawn now: at the update's turn it would depend on which answers come first.
    const updateBytes = this.updatesAfter[entry] ? this.sizeOf(kinds.updateItem, item) : none;
    this.begin(kind, item, isStrong, instance, bytes, updateBytes);
  }

  /** There is nothing to read beyond the items that the table has. */
  private beginQuery(item: number, isStrong: boolean, instance: number): void {
    const bytes = this.table.itemSizes.draw(this.sizeStream);
    const drawn = Math.max(1, this.itemsPerQuery.sample(this.sizeStream));
    const items = Math.min(drawn, this.context.itemCounts.of(this.table.index));
    const itemsAtOnce = Math.min(items, bytes === 0 ? items : Math.floor(queryBytesMax / bytes));
    const leftBytes = (items - itemsAtOnce) * bytes;
    this.begin(kinds.query, item, isStrong, instance, itemsAtOnce * bytes, leftBytes > 0 ? leftBytes : none);
  }

  private append(): number {
    const item = this.popularity.grow();
    this.context.itemCounts.grow(this.table.index, this.popularity.items);
    return item;
  }

  private begin(
    kind: number,
    item: number,
    isStrong: boolean,
    instance: number,
    bytes: number,
    followingBytes: number,
  ): Request {
    const request = this.context.underWay.requests.take();
    this.requestsUnderWay++;
    request.tenant = this.index;
    request.table = this.table.index;
    const isWriting = isWrite(kind);
    request.operation = kind;
    request.isWrite = isWriting;
    request.item = item;
    request.isStrong = isStrong;
    request.instance = instance;
    request.bytes = bytes;
    request.replacedBytes = isWriting ? this.table.itemSizes.of(item) : 0;
    request.followingBytes = followingBytes;
    request.writeId = isWriting ? this.context.writeIds.next() : 0;
    request.startedAtNs = this.context.simulation.nowNs;
    request.outcome = outcome.open;
    beginCounting(request);
    request.tokensTaken = 0;
    request.first = -1;
    request.second = -1;
    request.hasHedgeTimer = false;
    request.failedNs = 0;
    request.backoffNs = 0;
    this.context.trace.requestStarted(this.context.simulation, request);
    if (this.regional === null) this.clients.begin(request);
    else this.regional.of(this.table.index).begin(request);
    return request;
  }

  /** What a write makes of the item is the tenant's to draw; what a read finds is the table's. */
  private sizeOf(kind: number, item: number): number {
    if (kind === kinds.deleteItem) return 0;
    return kind === kinds.getItem ? this.table.itemSizes.of(item) : this.table.itemSizes.draw(this.sizeStream);
  }

  private finished(request: Request, winner: Attempt | null): void {
    this.context.trace.requestFinished(this.context.simulation, request, winner);
    const { operation, item, isStrong, instance, bytes, followingBytes } = request;
    const succeeded = request.outcome === outcome.succeeded;
    this.requestsUnderWay--;
    const isRepeated = this.regional?.ended(request) === true;
    this.context.underWay.requests.letGo(request.index);
    if (isRepeated) this.repeat(request);
    else if (followingBytes === none || !succeeded) this.arrivals.finished();
    else if (operation === kinds.query) {
      this.choose(instance);
      const leftBytes = followingBytes - bytes;
      this.begin(
        operation,
        item,
        isStrong,
        instance,
        Math.min(bytes, followingBytes),
        leftBytes > 0 ? leftBytes : none,
      );
    } else {
      this.choose(instance);
      this.begin(kinds.updateItem, item, false, instance, followingBytes, none);
    }
  }

  private choose(instance: number): void {
    if (this.regional !== null) this.table = this.regional.copyFor(instance);
  }

  /** The application asks again where its client instance has gone to. The store is told nothing of that: to it, a write is another one. */
  private repeat({ operation, item, isStrong, instance, bytes, followingBytes, writeId }: Request): void {
    this.choose(instance);
    const again = this.begin(operation, item, isStrong, instance, bytes, followingBytes);
    this.regional!.repeat(again);
    this.context.trace.requestRepeated(this.context.simulation, again, writeId);
  }
}
