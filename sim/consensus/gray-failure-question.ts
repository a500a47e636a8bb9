/**
 * The question that tells a gray failure from a dead leader (P22 section 6.2): a follower that lost heartbeats asks the other
 * replicas whether they hear the leader. One that does makes it withdraw; if all deny, or none answers in time, it stands.
 */
import { countsOf, type Fact } from '../protocol/facts.js';
import type { GroupWatch } from '../replication/group-watch.js';
import { field } from '../replication/replica-table.js';
import type { LeaderLeases } from './leader-lease.js';
import type { PeerMessage } from './peer-messages.js';
import type { Suspicions } from './suspicion.js';

/** What becomes of a suspicion that nobody denies. */
export interface Candidacies {
  stand(watch: GroupWatch, slot: number): void;
  /** Stands when not all have answered in time. */
  awaitAnswers(watch: GroupWatch, slot: number): void;
}

export const questionFacts = [
  { name: 'withdrawn', unit: 'count', about: 'suspicions dropped because another replica still heard the leader' },
] as const satisfies readonly Fact[];

export class GrayFailureQuestions {
  readonly counts = countsOf(questionFacts);

  constructor(
    private readonly leadership: LeaderLeases,
    private readonly suspicions: Suspicions,
    private readonly candidacies: Candidacies,
  ) {}

  ask(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    view.phase = 'asking';
    view.asked =
      this.leadership.groups.peersOf(watch.group, slot) & ~(1 << this.leadership.groups.get(watch.group, field.leader));
    if (view.asked === 0) return this.candidacies.stand(watch, slot);
    for (let peer = 0; peer < this.leadership.groups.slots; peer++) {
      if ((view.asked & (1 << peer)) === 0) continue;
      this.leadership.neighbours.send('question', watch.group, slot, peer, view.promisedTerm, {});
    }
    this.candidacies.awaitAnswers(watch, slot);
  }

  arrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    const hears =
      view.phase === 'leading' || this.leadership.simulation.nowNs < view.heartbeatAtNs + this.suspicions.patienceNs();
    this.leadership.neighbours.send('questionAnswer', watch.group, message.to, message.from, view.promisedTerm, {
      isYes: hears,
    });
  }

  answerArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    if (view.phase !== 'asking') return;
    view.asked &= ~(1 << message.from);
    if (message.isYes) {
      this.counts.withdrawn++;
      this.suspicions.followAgain(watch, message.to);
    } else if (view.asked === 0) this.candidacies.stand(watch, message.to);
  }
}
