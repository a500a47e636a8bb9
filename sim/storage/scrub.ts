/**
 * Scrub: every partition has its turn once a period. Its leader has each replica read through in the background and told as
 * digests, and where they differ item by item (P22 section 5.3).
 *
 *   turn ─> ask members ─> each reads all it has, chunk by chunk ─> digests ─┬─> leader compares ─> bad copies are repaired
 *     └─ with an archive, when it answers: leader reads what it has ────────┘
 *
 * What the copies say, and who is right, is in copy-comparison.ts: what is archived decides, as far as it went when the turn
 * began, which is what a replica rebuilt from its newest snapshot and the log since would have, and both are read for it.
 * Replicas are compared as of when the turn began. What goes wrong while they are read is left for the next time.
 *
 * A partition that lacks a replica or a leader, or changes, waits: two alone cannot say who is wrong. Where the archive does
 * not answer, replicas are read and compared without it, which is counted: checksums tell all the same, and what whole copies
 * that differ should be is judged when it is back (archived-judgements.ts).
 *
 * Left out: what it takes to rebuild a replica from archived bytes, and that digests of parts tell first where replicas differ.
 */
import { type ArchivedReadOwner, ArchivedReads, type ReadableArchive } from '../archive/archived-reads.js';
import type { LeaderLeases } from '../consensus/leader-lease.js';
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { Plantable } from '../protocol/defects.js';
import { bitsOf, field, slotShift, slotsMax } from '../replication/replica-table.js';
import type { CopyComparison } from './copy-comparison.js';
import type { ScrubParameters } from './scrub-parameters.js';

export interface ScrubContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly leadership: LeaderLeases;
  readonly comparison: CopyComparison;
  readonly bytesOfGroup: (group: number) => number;
  readonly isChanging: (group: number) => boolean;
  /** Null where no log is archived. */
  readonly archive: ReadableArchive | null;
}

export interface ScrubberParameters extends ScrubParameters, Plantable {
  readonly chunkBytes: number;
  readonly answerBytes: number;
}

/** In one run: an event tells them apart. */
export const scrubTurnsMax = 1 << 27;
/** Of a partition that could not have its turn, until it is tried again. */
const tryAgainAfterNs = 1e9;
/** Tried again at a time: of a fleet that is in trouble, all would be too many. */
const triedAtOnceMax = 64;
/** Of the time that reading takes at its pace, and beyond it, for who has other work: then the turn is given up. */
const patience = { times: 4, beyondNs: 30e9 } as const;

interface Turn {
  readonly group: number;
  readonly term: number;
  readonly leader: number;
  /** Masks of slots that are compared, and of those that have told what they have. */
  readonly slots: number;
  told: number;
  readonly bytes: number;
  /** By slot: bytes left to read, and the life of the node that reads them. */
  readonly bytesLeft: number[];
  readonly incarnations: number[];
  readonly beganAtNs: number;
  /** What there was of the archive; null where there is none, or it does not answer. */
  archived: { readonly upTo: number; readonly bytes: number } | null;
  isArchiveAwaited: boolean;
  areReplicasAsked: boolean;
}

export class Scrub implements ArchivedReadOwner {
  /** By number; turns count on. */
  private readonly turns = new Map<number, Turn>();
  private begun = 0;
  private next = 0;
  /** Groups that have their turn, and groups that wait for one. */
  private readonly inTurn = new Set<number>();
  private postponed: number[] = [];
  private isTryingAgain = false;
  private readonly looks: boolean;
  /** Null where no log is archived. */
  private readonly archivedReads: ArchivedReads | null;
  private readonly turnType: number;
  private readonly tryAgainType: number;
  private readonly askedType: number;
  private readonly readType: number;
  private readonly toldType: number;
  private readonly giveUpType: number;

  constructor(
    private readonly context: ScrubContext,
    private readonly parameters: ScrubberParameters,
  ) {
    const { simulation, network, leadership, archive } = context;
    this.looks = !parameters.defects.includes('scrub-never-looks');
    const ofTurn = (handle: (turn: Turn, slot: number, payload: number) => void) => (payload: number) => {
      const turn = this.turns.get(payload >> slotShift);
      if (turn !== undefined) handle(turn, payload & (slotsMax - 1), payload);
    };
    const about = (payload: number) => {
      const turn = this.turns.get(payload >> slotShift);
      return turn === undefined ? '' : leadership.groups.aboutReplica(turn.group, payload & (slotsMax - 1));
    };
    this.turnType = simulation.on('scrub turn', () => this.takeTurn());
    this.tryAgainType = simulation.on('scrub tried again', () => this.tryAgain());
    const lost = () => {};
    this.askedType = network.channel(
      'scrub asked',
      ofTurn((turn, slot, payload) => {
        const node = leadership.groups.hostOf(turn.group, slot);
        if (network.reaches(node, this.askedType, payload)) this.read(turn, slot, payload);
      }),
      lost,
      about,
    );
    this.readType = simulation.on(
      'scrub chunk read',
      ofTurn((turn, slot, payload) => this.chunkRead(turn, slot, payload)),
      about,
    );
    this.toldType = network.channel(
      'scrub told',
      ofTurn((turn, slot, payload) => {
        const node = leadership.groups.hostOf(turn.group, turn.leader);
        if (network.reaches(node, this.toldType, payload)) this.tell(turn, slot, payload);
      }),
      lost,
      about,
    );
    this.giveUpType = simulation.on(
      'scrub given up',
      ofTurn((turn, _slot, payload) =>
        turn.isArchiveAwaited && this.isReadWanted(payload)
          ? this.goOnWithoutArchive(turn, payload)
          : this.giveUp(turn, payload),
      ),
      about,
    );
    this.archivedReads =
      archive &&
      new ArchivedReads(
        'archived chunk compared',
        ...([simulation, leadership.nodes.hosts, archive, this, parameters.bandwidth] as const),
      );
    this.scheduleTurn();
  }

  private scheduleTurn(): void {
    const { simulation, leadership } = this.context;
    simulation.schedule(Math.max(1, Math.round(this.parameters.period / leadership.groups.count)), this.turnType, 0);
  }

  private takeTurn(): void {
    const { groups } = this.context.leadership;
    if (this.next >= groups.count) this.next = 0;
    const group = this.next++;
    const hasTurn = this.inTurn.has(group) || this.postponed.includes(group);
    if (!hasTurn && !this.begin(group)) this.postpone(group);
    this.scheduleTurn();
  }

  private postpone(group: number): void {
    this.postponed.push(group);
    if (this.isTryingAgain) return;
    this.isTryingAgain = true;
    this.context.simulation.schedule(tryAgainAfterNs, this.tryAgainType, 0);
  }

  private tryAgain(): void {
    this.isTryingAgain = false;
    const tried = this.postponed.splice(0, triedAtOnceMax);
    for (const group of tried) if (!this.begin(group)) this.postpone(group);
    if (this.postponed.length > 0 && !this.isTryingAgain) this.postpone(this.postponed.pop()!);
  }

  /** False: not now. */
  private begin(group: number): boolean {
    const { simulation, leadership, bytesOfGroup, archive } = this.context;
    const { groups } = leadership;
    const leader = groups.get(group, field.leader);
    const slots = groups.readable[group];
    if (!this.isWhole(group, leader)) return false;
    if (!this.looks) {
      this.compared(group, slots, simulation.nowNs, null);
      return true;
    }
    const bytes = Math.max(1, Math.round(bytesOfGroup(group)));
    const hosts = Array.from({ length: groups.slots }, (_, slot) => leadership.nodes.hosts[groups.hostOf(group, slot)]);
    const turn: Turn = {
      ...{ group, term: groups.get(group, field.term), leader, slots, told: 0, bytes, beganAtNs: simulation.nowNs },
      bytesLeft: new Array<number>(groups.slots).fill(bytes),
      incarnations: hosts.map((host) => host?.incarnation ?? none),
      archived: archive && {
        upTo: archive.archivedUpTo(group),
        bytes: Math.round(archive.bytesOf(group)),
      },
      isArchiveAwaited: archive !== null,
      areReplicasAsked: false,
    };
    const number = this.begun;
    // A store that is away for long makes turns without end: by then those of these numbers are over.
    this.begun = (number + 1) % scrubTurnsMax;
    this.turns.set(number, turn);
    this.inTurn.add(group);
    if (turn.archived === null) this.askReplicas(turn, number);
    else this.archivedReads!.begin(number << slotShift, hosts[leader].id, turn.archived.bytes);
    this.giveUpLater(turn, number << slotShift);
    return true;
  }

  private giveUpLater({ bytes, archived }: Turn, payload: number): void {
    const pacedNs = Math.round((Math.max(bytes, archived?.bytes ?? 0) / this.parameters.bandwidth) * 1e9);
    this.context.simulation.schedule(patience.times * pacedNs + patience.beyondNs, this.giveUpType, payload);
  }

  private askReplicas(turn: Turn, number: number): void {
    const { network, leadership } = this.context;
    const { groups } = leadership;
    const { group, slots, leader } = turn;
    turn.areReplicasAsked = true;
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((slots & (1 << slot)) === 0) continue;
      const payload = (number << slotShift) | slot;
      const [from, to] = [groups.hostOf(group, leader), groups.hostOf(group, slot)];
      if (slot === leader) this.read(turn, slot, payload);
      else network.send(from, to, this.parameters.answerBytes, this.askedType, payload);
    }
  }

  archiveAnswered(payload: number): void {
    const number = payload >> slotShift;
    this.askReplicas(this.turns.get(number)!, number);
  }

  private isWhole(group: number, leader: number): boolean {
    const { leadership, isChanging } = this.context;
    const { groups } = leadership;
    const slots = groups.readable[group];
    if (bitsOf[slots] !== groups.size.replicas || isChanging(group) || !leadership.mayServe(group, leader))
      return false;
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((slots & (1 << slot)) === 0) continue;
      const isEmpty = groups.durable(group, slot) === none;
      if (isEmpty || !leadership.isAlive(group, slot)) return false;
    }
    return true;
  }

  private read(turn: Turn, slot: number, payload: number): void {
    const { simulation, leadership } = this.context;
    const { disks } = leadership.nodes;
    const node = leadership.groups.hostOf(turn.group, slot);
    if (disks.hasFailed(node)) return;
    const bytes = Math.min(turn.bytesLeft[slot], this.parameters.chunkBytes);
    turn.bytesLeft[slot] -= bytes;
    const pacedNs = Math.round((bytes / this.parameters.bandwidth) * 1e9);
    const readNs = disks.copyInBackground(node, simulation.nowNs, bytes);
    simulation.schedule(Math.max(pacedNs, readNs), this.readType, payload);
  }

  private chunkRead(turn: Turn, slot: number, payload: number): void {
    const { network, leadership } = this.context;
    const host = leadership.nodes.hosts[leadership.groups.hostOf(turn.group, slot)];
    if (!host.isUp || host.incarnation !== turn.incarnations[slot]) return;
    if (turn.bytesLeft[slot] > 0) return this.read(turn, slot, payload);
    if (slot === turn.leader) return this.tell(turn, slot, payload);
    const to = leadership.groups.hostOf(turn.group, turn.leader);
    network.send(host.id, to, this.parameters.answerBytes, this.toldType, payload);
  }

  private tell(turn: Turn, slot: number, payload: number): void {
    turn.told |= 1 << slot;
    this.conclude(turn, payload);
  }

  private conclude(turn: Turn, payload: number): void {
    if (turn.told !== turn.slots || turn.isArchiveAwaited) return;
    this.end(turn, payload);
    if (!this.isComparable(turn)) return this.postpone(turn.group);
    const { group, slots, beganAtNs: sinceNs, archived } = turn;
    const nodes = this.nodesOf(group, slots);
    this.context.comparison.compare({ group, nodes, sinceNs, archivedUpTo: archived?.upTo ?? none });
    this.compared(group, slots, sinceNs, archived);
  }

  aboutRead(payload: number): string {
    const turn = this.turns.get(payload >> slotShift);
    return turn === undefined ? '' : this.context.leadership.groups.aboutReplica(turn.group, turn.leader);
  }

  /** The leader that began to read lives on, and nobody has given the turn up. */
  isReadWanted(payload: number): boolean {
    const turn = this.turns.get(payload >> slotShift);
    if (turn === undefined || !turn.isArchiveAwaited) return false;
    const { groups, nodes } = this.context.leadership;
    const host = nodes.hosts[groups.hostOf(turn.group, turn.leader)];
    return host.isUp && host.incarnation === turn.incarnations[turn.leader];
  }

  archiveRead(payload: number): void {
    const turn = this.turns.get(payload >> slotShift)!;
    turn.isArchiveAwaited = false;
    this.conclude(turn, payload);
  }

  archiveUnanswered(payload: number): void {
    const turn = this.turns.get(payload >> slotShift)!;
    // Replicas that are read already keep the patience of the turn.
    if (!turn.areReplicasAsked) this.askReplicas(turn, payload >> slotShift);
    this.archiveIsAway(turn, payload);
  }

  /** The turn's patience is over. */
  private goOnWithoutArchive(turn: Turn, payload: number): void {
    if (turn.areReplicasAsked && turn.told !== turn.slots) return this.giveUp(turn, payload);
    if (!turn.areReplicasAsked) {
      this.askReplicas(turn, payload >> slotShift);
      this.giveUpLater(turn, payload);
    }
    this.archiveIsAway(turn, payload);
  }

  private archiveIsAway(turn: Turn, payload: number): void {
    const { simulation, leadership } = this.context;
    turn.archived = null;
    turn.isArchiveAwaited = false;
    leadership.trace.comparedWithoutArchive(simulation, turn.group);
    this.conclude(turn, payload);
  }

  private isComparable({ group, term, leader, slots }: Turn): boolean {
    const { groups } = this.context.leadership;
    const isAsItWas = groups.get(group, field.term) === term && groups.readable[group] === slots;
    return isAsItWas && this.isWhole(group, leader);
  }

  private giveUp(turn: Turn, payload: number): void {
    this.end(turn, payload);
    this.postpone(turn.group);
  }

  private end({ group }: Turn, payload: number): void {
    this.turns.delete(payload >> slotShift);
    this.inTurn.delete(group);
  }

  private compared(group: number, slots: number, sinceNs: number, archived: Turn['archived']): void {
    const { simulation, leadership } = this.context;
    const { bytes, upTo } = archived ?? { bytes: 0, upTo: none };
    leadership.trace.copiesCompared(simulation, group, this.nodesOf(group, slots), sinceNs, bytes, upTo);
  }

  private nodesOf(group: number, slots: number): number[] {
    return slotsIn(slots).map((slot) => this.context.leadership.groups.hostOf(group, slot));
  }
}

const slotsIn = (mask: number) =>
  Array.from({ length: slotsMax }, (_, slot) => slot).filter((slot) => mask & (1 << slot));
