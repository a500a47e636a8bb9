/** The tunables of leases, elections, quorums and catching up, `parameters.replication` in a scenario. */
import { ms, type Relation, s, type Tunables, us, type ValuesOf } from '../engine/tunable.js';

export const replicationParameters = {
  heartbeat: {
    unit: 'duration',
    default: 250 * ms,
    min: 1 * ms,
    about: 'between heartbeats of a leader, which renew its lease and carry the commit index',
    source: 'facts 0: 200 to 500 ms suggested (not published)',
  },
  missedHeartbeatsMax: {
    unit: 'count',
    default: 3,
    min: 1,
    max: 100,
    about: 'heartbeats missed before a follower suspects its leader',
    source: 'facts 0: suspicion after 3 misses suggested (not published)',
  },
  lease: {
    unit: 'duration',
    default: 2 * s,
    min: 1 * ms,
    about: 'how long a leader may serve without renewal',
    source: 'facts 0: 1.5 to 2 s; P22 6.2: a couple of seconds',
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
    source: 'facts 6.1: clocks within a few microseconds; a wide margin (assumption)',
  },
  quorum: {
    unit: 'count',
    default: 2,
    min: 1,
    max: 3,
    about: 'durable copies before a write is acknowledged; below 2 the service loses writes, which the checks show',
    source: 'P22 6.1: 2 of 3',
  },
  catchUpBandwidth: {
    unit: 'bytesPerSecond',
    default: 50e6,
    min: 1e3,
    about: 'at which one lagging replica copies from a peer',
    source: 'facts 1.3: 33 to 100 MB/s implied',
  },
  catchUpChunk: { unit: 'bytes', default: 1_048_576, min: 1024, about: 'copied at a time', source: 'assumption' },
} as const satisfies Tunables;

export function replicationRelations(p: ValuesOf<typeof replicationParameters>): Relation[] {
  const { heartbeat, missedHeartbeatsMax, lease, answerTimeout } = p;
  return [
    [
      lease > heartbeat,
      'replication.lease',
      'must be longer than replication.heartbeat, or no leader can keep its lease',
    ],
    [
      answerTimeout < lease,
      'replication.answerTimeout',
      'must be shorter than replication.lease, or an election outlasts the lease it waits for',
    ],
    [
      heartbeat * missedHeartbeatsMax < 60 * s,
      'replication.missedHeartbeatsMax',
      'heartbeat x missedHeartbeatsMax must be below 60 s',
    ],
  ];
}
