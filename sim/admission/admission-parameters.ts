/**
 * The tunables of capacity, `parameters.admission` in a scenario: who refuses a request and when. The paper names the
 * mechanisms and keeps their thresholds to itself: those are assumptions, each with its reason.
 */
import { minute, ms, type Relation, s, type Tunables, type ValuesOf } from '../engine/tunable.js';

export const admissionParameters = {
  partitionReadUnits: {
    unit: 'count',
    default: 3000,
    min: 1,
    max: 1e9,
    about: 'read units per second that one partition serves at most',
    source: 'facts 2.1',
  },
  partitionWriteUnits: {
    unit: 'count',
    default: 1000,
    min: 1,
    max: 1e9,
    about: 'write units per second that one partition serves at most',
    source: 'facts 2.1; P22 4',
  },
  nodeReadUnits: {
    unit: 'count',
    default: 60_000,
    min: 1,
    max: 1e9,
    about: 'read units per second that one storage node hands out in all',
    source: 'assumption: what its drive sustains, twenty full partitions',
  },
  nodeWriteUnits: {
    unit: 'count',
    default: 20_000,
    min: 1,
    max: 1e9,
    about: 'write units per second that one storage node hands out in all, for leaders and followers alike',
    source: 'assumption: as above',
  },
  bucketDepth: {
    unit: 'duration',
    default: 1 * s,
    min: 1 * ms,
    about: 'a bucket holds what its rate fills in this time',
    source: 'assumption: units are sold by the second',
  },
  burstWindow: {
    unit: 'duration',
    default: 300 * s,
    min: 1 * ms,
    about: 'unused capacity of a partition is kept for this long',
    source: 'facts 1.4: 300 s',
  },
  pollInterval: {
    unit: 'duration',
    default: 1 * s,
    min: 1 * ms,
    about: 'how old a leader lets its knowledge of the tokens at the nodes of its followers grow',
    source: 'assumption: facts 1.4 say periodically',
  },
  adaptiveInterval: {
    unit: 'duration',
    default: 10 * s,
    min: 1 * ms,
    about: 'between decisions of adaptive capacity',
    source: 'assumption: not published; it reacts to throttles already suffered',
  },
  adaptiveGain: {
    unit: 'ratio',
    default: 0.5,
    min: 0.01,
    max: 10,
    about: 'an allocation is raised by this times what was throttled there',
    source: 'assumption: not published; below 1 a proportional controller does not overshoot',
  },
  tokenInterval: {
    unit: 'duration',
    default: 2 * s,
    min: 1 * ms,
    about: 'between requests of a router for the tokens of a table',
    source: 'facts 1.4: every few seconds',
  },
  tokenLife: {
    unit: 'duration',
    default: 5 * s,
    min: 1 * ms,
    about: 'tokens that a router holds expire after this',
    source: 'assumption: time-limited in facts 1.4; outlives two lost answers',
  },
  askTimeout: {
    unit: 'duration',
    default: 200 * ms,
    min: 1 * ms,
    about: 'then a router asks the next admission server of the ring',
    source: 'assumption: hundreds of round trips between zones, so that only a lost server is left',
  },
  serversPerZone: {
    unit: 'count',
    default: 1,
    min: 1,
    max: 16,
    about: 'global admission servers in a zone, in regions where a table needs them',
    source: 'assumption: one holds many tables',
  },
  onDemandReadUnits: {
    unit: 'count',
    default: 12_000,
    min: 1,
    max: 1e9,
    about: 'read units per second that a new on-demand table takes at once',
    source: 'facts 0',
  },
  onDemandWriteUnits: {
    unit: 'count',
    default: 4000,
    min: 1,
    max: 1e9,
    about: 'write units per second that a new on-demand table takes at once',
    source: 'facts 0',
  },
  onDemandScaleTime: {
    unit: 'duration',
    default: 30 * minute,
    min: 1 * ms,
    about: 'in which an on-demand table grows past twice its previous peak',
    source: 'facts 0: more than twice inside 30 minutes may throttle',
  },
  autoScalingPeriod: {
    unit: 'duration',
    default: 60 * s,
    min: 1 * ms,
    about: 'between looks of auto scaling at what a table consumes',
    source: 'assumption: metrics by the minute',
  },
  autoScalingDelay: {
    unit: 'duration',
    default: 2 * minute,
    min: 1 * ms,
    about: 'a table is above its target for this long before its provision is raised',
    source: 'facts 2.1: about 2 minutes',
  },
} as const satisfies Tunables;

export function admissionRelations(a: ValuesOf<typeof admissionParameters>): Relation[] {
  return [
    [
      a.burstWindow >= a.bucketDepth,
      'admission.burstWindow',
      'must be at least admission.bucketDepth, or a partition keeps less than its own bucket holds',
    ],
    [
      a.tokenLife >= a.tokenInterval,
      'admission.tokenLife',
      'must be at least admission.tokenInterval, or routers are without tokens between two requests',
    ],
    [
      a.askTimeout < a.tokenInterval,
      'admission.askTimeout',
      'must be shorter than admission.tokenInterval, or a router asks again before it gives up a lost server',
    ],
    [
      a.nodeReadUnits >= a.partitionReadUnits,
      'admission.nodeReadUnits',
      'must be at least admission.partitionReadUnits, or no node can serve one full partition',
    ],
    [
      a.nodeWriteUnits >= a.partitionWriteUnits,
      'admission.nodeWriteUnits',
      'must be at least admission.partitionWriteUnits, or no node can serve one full partition',
    ],
    [
      a.autoScalingDelay >= a.autoScalingPeriod,
      'admission.autoScalingDelay',
      'must be at least admission.autoScalingPeriod, because consumption is not looked at in between',
    ],
  ];
}
