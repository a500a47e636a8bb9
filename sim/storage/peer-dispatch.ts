/**
 * What replicas of a group say to each other, taken to the mechanism that it is about. A group that is calm again, and a
 * replica that is down, hear nothing.
 */
import type { Elections } from '../consensus/election.js';
import type { Handovers } from '../consensus/handover.js';
import type { LeaderLeases } from '../consensus/leader-lease.js';
import type { Membership } from '../consensus/membership.js';
import type { PeerMessage } from '../consensus/peer-messages.js';

export interface PeerMechanisms {
  readonly leadership: LeaderLeases;
  readonly elections: Elections;
  readonly handovers: Handovers;
  readonly membership: Membership;
}

export function deliver(message: PeerMessage, mechanisms: PeerMechanisms): void {
  const { leadership, elections, handovers, membership } = mechanisms;
  const watch = leadership.watchOf(message.group);
  if (watch === null || !leadership.isAlive(message.group, message.to)) return;
  switch (message.kind) {
    case 'heartbeat':
      return leadership.heartbeatArrives(watch, message);
    case 'heartbeatAnswer':
      return leadership.heartbeatAnswerArrives(watch, message);
    case 'question':
      return elections.questions.arrives(watch, message);
    case 'questionAnswer':
      return elections.questions.answerArrives(watch, message);
    case 'voteRequest':
      return elections.voteRequestArrives(watch, message);
    case 'vote':
      return elections.voteArrives(watch, message);
    case 'transfer':
      return elections.transferArrives(watch, message);
    case 'transferred':
      return handovers.transferred(watch);
    case 'configuration':
      return membership.proposalArrives(watch, message);
    case 'configurationAnswer':
      return membership.answerArrives(watch, message);
  }
}
