/**
 * The tunables of healing, `parameters.healing` in a scenario: how lost replicas are noticed and replaced. Bandwidth and
 * chunks of the copies are those of `parameters.replication`, which a replica that lags copies with too.
 */
import { ms, type Relation, s, type Tunables, type ValuesOf } from '../engine/tunable.js';
import { slotsMax } from '../replication/replica-table.js';

export const healingParameters = {
  enabled: {
    unit: 'boolean',
    default: false,
    about: 'lost replicas are replaced, on nodes without one of the partition; off, it waits for its node to return',
    source: 'P22 5.1, 6.1: the service always does; off, so that a scenario shows one thing at a time',
  },
  replaceSilentAfter: {
    unit: 'duration',
    default: 3 * s,
    min: 1 * ms,
    about: 'after which a leader replaces a member that answers no heartbeat',
    source:
      'assumption: not published; a few times what makes a follower suspect its leader, and seconds in all (P22 5.1)',
  },
  logReplicas: {
    unit: 'boolean',
    default: true,
    about: 'a log replica stands in for a lost replica until a new one is built',
    source: 'P22 5.1, 6.1',
  },
  reportEvery: {
    unit: 'duration',
    default: 5 * s,
    min: 10 * ms,
    about: 'between reports of a storage node to autoadmin, which say what its partitions lack',
    source: 'assumption: not published; short beside a copy of minutes',
  },
  reportTimeout: {
    unit: 'duration',
    default: 1 * s,
    min: 1 * ms,
    about: 'after which a report that was not answered goes to the autoadmin of another zone',
    source: 'assumption: far above a round trip between zones',
  },
  reportBytes: {
    unit: 'bytes',
    default: 1024,
    min: 0,
    about: 'of a report, and of its answer',
    source: 'assumption: some counters, and names of partitions',
  },
  missedReportsMax: {
    unit: 'count',
    default: 3,
    min: 1,
    max: 1000,
    about: 'reports missed in a row before autoadmin believes a node dead, and gives it no replica',
    source: 'assumption: one or two lost messages are no failure',
  },
  trustAfter: {
    unit: 'duration',
    default: 30 * s,
    min: 0,
    about:
      'for which a node that was believed dead must report before it is given replicas, twice as long each time that it happens again',
    source: 'assumption: a node that flaps is not to be healed and unhealed for ever',
  },
  trustAfterMax: {
    unit: 'duration',
    default: 3600 * s,
    min: 0,
    about: 'the longest such time',
    source: 'assumption: an hour',
  },
  deadShareMax: {
    unit: 'ratio',
    default: 0.5,
    min: 0.01,
    max: 1,
    about:
      'share of the nodes above which autoadmin, if it hears from none of them, takes itself for cut off and does nothing',
    source: 'assumption: a zone of three is a third',
  },
  rebuildsMax: {
    unit: 'count',
    default: 100,
    min: 1,
    max: 1e6,
    about: 'storage replicas that are built at once',
    source: 'assumption: bounds what the copies take from the foreground',
  },
  rebuildsPerNodeMax: {
    unit: 'count',
    default: 2,
    min: 1,
    max: 1e5,
    about: 'of these, copies into one node, and copies out of one',
    source: 'assumption: as for rebuildsMax; two of 50 MB/s beside a drive of some GB/s',
  },
  goOnWithoutMajorityAfter: {
    unit: 'duration',
    default: 60 * s,
    min: 0,
    about:
      'for which a partition has no majority, as its other replicas were destroyed and are believed dead, until it goes on with what is left',
    source: 'assumption: not published; what is not archived and only they had is lost, so not before it is plain',
  },
  checkUps: {
    unit: 'boolean',
    default: true,
    about: 'nodes look at each other, and replicas of one that is slow and alive go elsewhere',
    source: 'P22 6.2, 6.3: gray failures are looked for; of a drive or a host nothing is published',
  },
  checkUpEvery: {
    unit: 'duration',
    default: 1 * s,
    min: 10 * ms,
    about: 'between looks of a node at another with which it shares a partition that is watched',
    source: 'assumption: a dozen looks make a median within tens of seconds, and cost a node a few reads a second',
  },
  checkUpPages: {
    unit: 'count',
    default: 8,
    min: 1,
    max: 1000,
    about: 'pages that are read one after the other in each look',
    source: 'assumption: so that the time is that of the drive and the processor more than of the network',
  },
  checkUpBytes: {
    unit: 'bytes',
    default: 256,
    min: 0,
    about: 'of the question in a look, and of its answer',
    source: 'assumption: headers, and no items',
  },
  slowerBy: {
    unit: 'ratio',
    default: 4,
    min: 1,
    max: 1000,
    about: 'times the median of others that the median of a node must be for it to be slow',
    source: 'assumption: a drive that is ten times slower reaches it, a busy one does not',
  },
  slowAfter: {
    unit: 'duration',
    default: 10 * s,
    min: 100 * ms,
    about: 'for which medians are taken, and for which reports must then call a node slow before it is judged',
    source: 'assumption: far above a collection of garbage, or a flush of a drive',
  },
  grayReportersMin: {
    unit: 'count',
    default: 3,
    min: 1,
    max: 1000,
    about: 'nodes that must say of another that it is slow, and be most of those who look at it',
    source: 'assumption: one of them may be slow itself, or its link',
  },
  grayShareMax: {
    unit: 'ratio',
    default: 0.1,
    min: 0,
    max: 1,
    about: "share of a region's nodes, one at least, that may be emptied; where more are slow at once none is judged",
    source: 'assumption: what slows many is load or network, which replicas elsewhere do not mend',
  },
} as const satisfies Tunables;

export type HealingParameters = ValuesOf<typeof healingParameters>;

export function healingRelations(
  {
    reportTimeout,
    reportEvery,
    trustAfter,
    trustAfterMax,
    checkUpEvery,
    slowAfter,
    enabled,
    replaceSilentAfter,
  }: HealingParameters,
  { heartbeat, replicas }: { readonly heartbeat: number; readonly replicas: number },
): Relation[] {
  return [
    [
      !enabled || replaceSilentAfter > heartbeat,
      'healing.replaceSilentAfter',
      'longer than replication.heartbeat, or members that are well are taken for lost',
    ],
    [
      !enabled || replicas < slotsMax,
      'replication.replicas',
      `at most ${slotsMax - 1} with healing.enabled, as a group has at most ${slotsMax}, and a new replica joins before a lost one leaves`,
    ],
    [
      reportTimeout <= reportEvery,
      'healing.reportTimeout',
      'at most healing.reportEvery, or reports overtake each other',
    ],
    [
      slowAfter >= checkUpEvery,
      'healing.slowAfter',
      'at least healing.checkUpEvery, or there is nothing to take a median of',
    ],
    [trustAfterMax >= trustAfter, 'healing.trustAfterMax', 'at least healing.trustAfter'],
  ];
}
