/**
 * At most one write is ever an item's next version, however messages of three regions are delayed, lost and overtake each
 * other, leaders change, and several try to decide at once. The registers are those of the model; who asks them is written
 * here anew, and takes every liberty that the rules leave.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalAnswer, JournalAsk, Proposal } from '../../../sim/protocol/journal-ask.js';
import { ItemRegister, toPropose } from '../../../sim/replication/journal/item-register.js';

const regions = [0, 1, 2] as const;
const item = 7;
const version = 1;

/** Somebody in a region who tries to have a write decided; it is gone when its region has another leader. */
interface Attempt {
  readonly region: number;
  readonly leadership: number;
  readonly ballot: number;
  kind: 'fast' | 'promise' | 'accept' | 'over';
  proposal: Proposal | null;
  answers: Map<number, JournalAnswer>;
}

interface Message {
  readonly attempt: Attempt;
  readonly to: number;
  readonly ask: JournalAsk;
}

class World {
  readonly committed = new Set<number>();
  readonly applied: number[] = [0, 0, 0];
  private readonly registers = regions.map(
    (region) =>
      new ItemRegister(region, {
        applied: () => Math.sign(this.applied[region]),
        appliedWriteId: () => this.applied[region],
      }),
  );
  private readonly leaderships = [1, 2, 3];
  private lastLeadership = 3;
  private lastBallot = [0, 0, 0];
  private readonly hasProposed = new Set<number>();
  private lastWriteId = 0;
  private messages: Message[] = [];

  step([action, pick]: readonly [number, number]): void {
    const region = pick % 3;
    if (action < 2) this.propose(region);
    else if (action === 2) this.recover(region, pick % 2 === 0);
    else if (action === 3) this.leaderships[region] = ++this.lastLeadership;
    else if (this.messages.length > 0) {
      const [message] = this.messages.splice(pick % this.messages.length, 1);
      if (action !== 4) this.deliver(message);
    }
  }

  private write(region: number): Proposal {
    return { item, version, writeId: ++this.lastWriteId, bytes: 1, region, leadership: this.leaderships[region] };
  }

  private propose(region: number): void {
    const leadership = this.leaderships[region];
    if (this.applied[region] !== 0 || this.hasProposed.has(leadership)) return;
    this.hasProposed.add(leadership);
    const proposal = this.write(region);
    this.ask({ region, leadership, ballot: 0, kind: 'fast', proposal, answers: new Map() });
  }

  private recover(region: number, hasOwn: boolean): void {
    if (this.applied[region] !== 0) return;
    this.lastBallot[region] += 1;
    const ballot = this.lastBallot[region] * 3 + region;
    const proposal = hasOwn ? this.write(region) : null;
    const leadership = this.leaderships[region];
    this.ask({ region, leadership, ballot, kind: 'promise', proposal, answers: new Map() });
  }

  private ask(attempt: Attempt): void {
    const { kind, region, ballot, proposal } = attempt;
    attempt.answers = new Map();
    for (const to of regions) {
      if (kind === 'fast' && to === region) continue;
      const asked = kind === 'promise' ? ({ kind, proposal: null } as const) : ({ kind: 'accept', proposal } as const);
      this.messages.push({ attempt, to, ask: { ...asked, item, version, ballot, answer: null } });
    }
  }

  private deliver({ attempt, to, ask }: Message): void {
    const answer = this.registers[to].answerTo(ask);
    const kindThen = ask.kind === 'promise' ? 'promise' : ask.ballot === 0 ? 'fast' : 'accept';
    if (attempt.leadership !== this.leaderships[attempt.region] || attempt.kind !== kindThen || !answer.isGiven) return;
    attempt.answers.set(to, answer);
    const { region, answers } = attempt;
    if (attempt.kind === 'fast') this.commit(attempt);
    else if (answers.size >= 2 && answers.has(region)) {
      if (attempt.kind === 'accept') return this.commit(attempt);
      const found = toPropose(version, answers);
      if (found !== null && (found.isBound || attempt.proposal === null)) attempt.proposal = found.proposal;
      attempt.kind = attempt.proposal === null ? 'over' : 'accept';
      if (attempt.kind === 'accept') this.ask(attempt);
    }
  }

  private commit(attempt: Attempt): void {
    const { region, ballot, proposal } = attempt;
    attempt.kind = 'over';
    if (!this.registers[region].mayCommit(item, { version, ballot, proposal })) return;
    this.applied[region] = proposal!.writeId;
    this.registers[region].applied(item, version);
    this.committed.add(proposal!.writeId);
  }
}

test('no two writes are the same version', () => {
  let decided = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(1000)), { minLength: 10, maxLength: 80 }), (steps) => {
      const world = new World();
      for (const step of steps) world.step(step);
      expect(world.committed.size).toBeLessThanOrEqual(1);
      decided += world.committed.size;
    }),
    { seed: 1, numRuns: 4000 },
  );
  expect(decided).toBeGreaterThan(400);
});
