/** The tunables of leases, elections, quorums and catching up, `parameters.replication` in a scenario. */

import { ms, type Relation, s, type Tunables, us, type ValuesOf } from '../engine/tunable.js';
import { majorityOf, slotsMax, usualGroup } from './replica-table.js';

export const replicationParameters = {
  heartbeat: {
    unit: 'duration',
    default: 250 * ms,
    min: 1 * ms,
    about: 'between heartbeats of a leader, which renew its lease and carry the commit index',
    source: 'assumption: not published; some heartbeats in a lease, so that one lost is no suspicion',
  },
  missedHeartbeatsMax: {
    unit: 'count',
    default: 3,
    min: 1,
    max: 100,
    about: 'heartbeats missed before a follower suspects its leader',
    source: 'assumption: not published; one or two lost messages are no failure',
  },
  lease: {
    unit: 'duration',
    default: 2 * s,
    min: 1 * ms,
    about: 'how long a leader may serve without renewal',
    source: 'P22 6.2: a couple of seconds',
  },
  askPeers: {
    unit: 'boolean',
    default: true,
    about: 'a follower that lost heartbeats first asks the other replicas whether they still hear the leader',
    source: 'P22 6.2',
  },
  answerTimeout: {
    unit: 'duration',
    default: 100 * ms,
    min: 1 * us,
    about: 'wait for answers to that question, and for votes',
    source: 'assumption: far above a round trip between zones',
  },
  clockUncertainty: {
    unit: 'duration',
    default: 1 * ms,
    min: 0,
    about: 'added to a lease by those who wait for its end',
    source: 'assumption: a wide margin over clocks within a few microseconds (P23 3.2)',
  },
  replicas: {
    unit: 'count',
    default: usualGroup.replicas,
    min: 1,
    max: slotsMax,
    about: `replicas of a partition, over the zones in turn; at most ${slotsMax - 1} with healing`,
    source: 'P22 3: three zones, a replica in each',
  },
  spareReplicas: {
    unit: 'count',
    default: 0,
    min: 0,
    max: slotsMax - 1,
    about: 'more that a partition may have for a time, while one joins and another has not left',
    source: 'assumption: none, where members do not change',
  },
  membershipTimeout: {
    unit: 'duration',
    default: 600 * s,
    min: 1 * s,
    about: 'how long a change of members may take; what is agreed on by then stays',
    source: 'assumption: the copy of a 10 GB partition takes minutes (P22 5.1)',
  },
  quorum: {
    unit: 'count',
    default: usualGroup.quorum,
    min: 1,
    max: slotsMax,
    about:
      'durable copies before a write is acknowledged; a majority elects a leader. With 1 the service loses writes, which the checks show',
    source: 'P22 6.1: 2 of 3',
  },
  calmAfterAnswers: {
    unit: 'count',
    default: 3,
    min: 1,
    max: 100,
    about: 'heartbeats that each follower answers in a row before a group counts as healthy again',
    source: 'assumption: as many as are missed before a leader is suspected',
  },
  handoverTimeout: {
    unit: 'duration',
    default: 2 * s,
    min: 1 * ms,
    about: 'how long a planned move of leadership may hold requests before it is given up',
    source: 'assumption: as long as a lease',
  },
  handoverCheckEvery: {
    unit: 'duration',
    default: 250 * us,
    min: 1 * us,
    about: 'how often a leader that hands over looks whether its writes are through',
    source: 'assumption: below a round trip between zones',
  },
  heldRequestsMax: {
    unit: 'count',
    default: 10_000,
    min: 0,
    max: 1e6,
    about: 'requests that may wait for a move of leadership; more are answered as ever',
    source: 'assumption: bounded memory',
  },
  messageBytes: {
    unit: 'bytes',
    default: 96,
    min: 0,
    about: 'of a message between replicas about leadership, heartbeats included',
    source: 'assumption: names, a term, a sequence number and a time',
  },
  acknowledgementBytes: {
    unit: 'bytes',
    default: 64,
    min: 0,
    about: 'of the message that says that a replica has a record durable',
    source: 'assumption: names and a sequence number',
  },
  catchUpBandwidth: {
    unit: 'bytesPerSecond',
    default: 50e6,
    min: 1e3,
    about: 'at which one lagging replica copies from a peer',
    source: 'P22 5.1: 33 to 100 MB/s (derived)',
  },
  catchUpChunk: { unit: 'bytes', default: 1_048_576, min: 1024, about: 'copied at a time', source: 'assumption' },
} as const satisfies Tunables;

export function replicationRelations(p: ValuesOf<typeof replicationParameters>): Relation[] {
  const { heartbeat, missedHeartbeatsMax, lease, answerTimeout, replicas, spareReplicas, quorum } = p;
  return [
    [lease > heartbeat, 'replication.lease', 'longer than replication.heartbeat, or no leader can keep its lease'],
    [
      answerTimeout < lease,
      'replication.answerTimeout',
      'shorter than replication.lease, or an election outlasts the lease it waits for',
    ],
    [
      heartbeat * missedHeartbeatsMax < 60 * s,
      'replication.missedHeartbeatsMax',
      'less, so that it times replication.heartbeat is below 60 s',
    ],
    [
      replicas + spareReplicas <= slotsMax,
      'replication.spareReplicas',
      `at most ${slotsMax - replicas} beside replication.replicas, as a group has at most ${slotsMax}`,
    ],
    [quorum <= replicas, 'replication.quorum', 'at most replication.replicas'],
    [
      quorum === 1 || quorum + majorityOf(replicas) > replicas,
      'replication.quorum',
      `at least ${replicas - majorityOf(replicas) + 1} with these replication.replicas, or a majority may elect a leader that lacks acknowledged writes; 1 shows what that costs`,
    ],
  ];
}
