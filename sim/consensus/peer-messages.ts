/** The messages that replicas of one group exchange about leadership, over the same network as everything else. */
import { Pool, type Pooled } from '../engine/pool.js';
import type { Network } from '../infrastructure/network.js';
import type { ReplicaTable } from '../replication/replica-table.js';

export type PeerMessageKind =
  | 'heartbeat'
  | 'heartbeatAnswer'
  | 'question'
  | 'questionAnswer'
  | 'voteRequest'
  | 'vote'
  | 'transfer'
  | 'transferred'
  | 'configuration'
  | 'configurationAnswer';

export class PeerMessage implements Pooled {
  kind: PeerMessageKind = 'heartbeat';
  group = 0;
  from = 0;
  to = 0;
  term = 0;
  /** Lease offered, granted or known, by the leader's clock. */
  untilClockNs = 0;
  /** Commit sequence number (heartbeat), how far the sender's log is whole (answers, requests), or a configuration's. */
  sequenceNumber = 0;
  /** Answers: yes or no. */
  isYes = false;

  constructor(readonly index: number) {}
}

export interface PeerMessageParameters {
  readonly messageBytes: number;
}

export class PeerMessages {
  private readonly pool = new Pool('peer messages', (index) => new PeerMessage(index));
  private readonly type: number;

  constructor(
    private readonly network: Network,
    private readonly groups: ReplicaTable,
    private readonly parameters: PeerMessageParameters,
    receive: (message: PeerMessage) => void,
  ) {
    this.type = network.channel(
      'peer message arrives',
      (index) => {
        const message = this.pool.items[index];
        if (!network.reaches(groups.hostOf(message.group, message.to), this.type, index)) return;
        receive(message);
        this.pool.release(message);
      },
      (index) => this.pool.release(this.pool.items[index]),
      (index) => this.about(this.pool.items[index]),
    );
  }

  /** "vote request on orders/7, from us-east-1/az-1/storage-3 to us-east-1/az-2/storage-1, term 4". */
  private about({ kind, group, from, to, term }: PeerMessage): string {
    const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    const [sender, receiver] = [from, to].map((slot) => this.groups.nodeName(group, slot));
    return `${words} on ${this.groups.nameOf(group)}, from ${sender} to ${receiver}, term ${term}`;
  }

  send(
    kind: PeerMessageKind,
    group: number,
    from: number,
    to: number,
    term: number,
    says: { readonly untilClockNs?: number; readonly sequenceNumber?: number; readonly isYes?: boolean },
  ): void {
    const message = this.pool.take();
    message.kind = kind;
    message.group = group;
    message.from = from;
    message.to = to;
    message.term = term;
    message.untilClockNs = says.untilClockNs ?? 0;
    message.sequenceNumber = says.sequenceNumber ?? 0;
    message.isYes = says.isYes ?? false;
    this.network.send(
      this.groups.hostOf(group, from),
      this.groups.hostOf(group, to),
      this.parameters.messageBytes,
      this.type,
      message.index,
    );
  }
}
