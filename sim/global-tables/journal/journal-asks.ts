/**
 * The asks of leaders to the leaders of the same item in other regions, and in their own: calls like those of routers, which
 * take a turn at the node, and a quorum where they change anything. An ask that nobody waits for any more still costs what
 * it costs.
 */
import { none } from '../../engine/pool.js';
import type { Simulation } from '../../engine/simulation.js';
import type { Network } from '../../infrastructure/network.js';
import type { KeySpaces } from '../../partitions/key-spaces.js';
import { answer } from '../../protocol/answers.js';
import type { Call } from '../../protocol/call.js';
import type { JournalAnswer, JournalAsk } from '../../protocol/journal-ask.js';
import { operation } from '../../protocol/operations.js';
import type { Request } from '../../protocol/request.js';
import { stage } from '../../protocol/stages.js';
import { type StampedVersion, VersionBuffer } from '../../protocol/stamped-version.js';
import type { UnderWay } from '../../protocol/under-way.js';
import { field, type ReplicaTable } from '../../replication/replica-table.js';

/** Who asked. */
export interface Asker {
  /** Null: the region could not answer. */
  heard(sent: SentAsk, answer: JournalAnswer | null): void;
}

export interface SentAsk {
  readonly asker: Asker;
  readonly region: number;
  readonly call: Call;
  isAbandoned: boolean;
}

export interface AskContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly groups: ReplicaTable;
  readonly keySpaces: KeySpaces;
  readonly underWay: UnderWay;
  /** The message that brings a call to its node. */
  readonly callType: number;
}

/** A table's copy in a region. */
interface Copy {
  readonly table: number;
  readonly region: number;
}

export class JournalAsks {
  private readonly answeredType: number;
  private readonly appliedType: number;
  /** By index of the call. */
  private readonly sent: (SentAsk | undefined)[] = [];

  constructor(
    private readonly context: AskContext,
    private readonly askBytes: number,
  ) {
    const { network, underWay } = context;
    const { calls } = underWay;
    const letGo = (index: number) => underWay.letGoOfCall(calls.items[index]);
    this.answeredType = network.channel(
      'journal answered',
      (index) => this.answered(calls.items[index]),
      letGo,
      underWay.aboutCall,
    );
    this.appliedType = network.channel('journal applied', (index) => this.applied(index), letGo, underWay.aboutCall);
  }

  /** Asks the leader of the item in a region; null: it has none that is known. */
  send(asker: Asker, from: number, { table, region }: Copy, ask: JournalAsk): SentAsk | null {
    const isKept = ask.kind !== 'newest';
    const bytes = ask.proposal?.bytes ?? 0;
    const call = this.callOf(from, table, ask.item, { isWrite: isKept, bytes, writeId: ask.proposal?.writeId ?? 0 });
    if (call === null) return null;
    call.request.ask = ask;
    call.replyType = this.answeredType;
    const sent: SentAsk = { asker, region, call, isAbandoned: false };
    this.sent[call.index] = sent;
    this.context.network.send(from, call.node, bytes + this.askBytes, this.context.callType, call.index);
    return sent;
  }

  /** Has a version committed that regions have decided; nobody waits for the answer. */
  apply(from: number, version: StampedVersion): void {
    const { table, item, bytes, writeId } = version;
    const call = this.callOf(from, table, item, { isWrite: true, bytes, writeId });
    if (call === null) return;
    call.request.version = new VersionBuffer().assign(version);
    call.replyType = this.appliedType;
    this.context.network.send(from, call.node, this.askBytes, this.context.callType, call.index);
    this.context.underWay.letGoOfCall(call);
  }

  private callOf(
    from: number,
    table: number,
    item: number,
    what: Pick<Request, 'isWrite' | 'bytes' | 'writeId'>,
  ): Call | null {
    const { simulation, groups, keySpaces, underWay } = this.context;
    const group = keySpaces.spaces[table].groupOf(item);
    const leader = groups.get(group, field.leader);
    if (leader === none) return null;
    const request = underWay.requests.take();
    Object.assign(request, what);
    request.tenant = none;
    request.table = table;
    request.operation = what.isWrite ? operation.putItem : operation.getItem;
    request.isStrong = !what.isWrite;
    request.item = item;
    request.replacedBytes = 0;
    request.followingBytes = none;
    request.version = null;
    request.ask = null;
    request.startedAtNs = simulation.nowNs;
    const call = underWay.beginCall(request);
    underWay.requests.letGo(request.index);
    call.attempt = none;
    call.router = from;
    call.node = groups.hostOf(group, leader);
    call.slot = leader;
    call.group = group;
    call.sequenceNumber = 0;
    call.readWriteId = 0;
    call.supersededAtNs = none;
    return call;
  }

  abandon(sent: SentAsk): void {
    if (sent.isAbandoned) return;
    sent.isAbandoned = true;
    this.sent[sent.call.index] = undefined;
    this.context.underWay.letGoOfCall(sent.call);
  }

  private answered(call: Call): void {
    const { network, underWay } = this.context;
    if (!network.reaches(call.router, this.answeredType, call.index)) return;
    const sent = this.sent[call.index];
    if (sent === undefined) {
      underWay.letGoOfCall(call);
      return;
    }
    sent.isAbandoned = true;
    this.sent[call.index] = undefined;
    const heard = call.answer === answer.ok ? call.request.ask!.answer : null;
    underWay.letGoOfCall(call, 2);
    sent.asker.heard(sent, heard);
  }

  private applied(index: number): void {
    const { network, underWay } = this.context;
    const call = underWay.calls.items[index];
    if (network.reaches(call.router, this.appliedType, index)) underWay.letGoOfCall(call);
  }
}

/** What a call has waited for so far were other regions. */
export function markWait(
  { attempt }: Call,
  { simulation, underWay }: Pick<AskContext, 'simulation' | 'underWay'>,
): void {
  if (attempt >= 0) underWay.stageTimes.mark(attempt, stage.quorumWait, simulation.nowNs);
}
