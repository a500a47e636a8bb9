/**
 * The tunables of the control plane, `parameters.autoadmin` in a scenario: what it does about heat, size and packed
 * nodes. The paper names the mechanisms and keeps their thresholds to itself: those are assumptions, each with its reason.
 */
import { ms, type Relation, s, type Tunables, type ValuesOf } from '../engine/tunable.js';

export const autoadminParameters = {
  interval: {
    unit: 'duration',
    default: 10 * s,
    min: 1 * ms,
    about: 'between looks at partitions and nodes',
    source: 'assumption: not published; short beside splits of minutes',
  },
  splitBytes: {
    unit: 'bytes',
    default: 10e9,
    min: 1024,
    about: 'a partition of this size is split',
    source: 'DG23: 10 GB is the maximum',
  },
  splitAbove: {
    unit: 'ratio',
    default: 0.8,
    min: 0.01,
    max: 1,
    about: 'share of its cap above which a partition is hot',
    source: 'assumption: not published; leaves room while the split is made',
  },
  splitAfter: {
    unit: 'duration',
    default: 60 * s,
    min: 1 * ms,
    about: 'a partition is hot for this long before it is split',
    source: 'assumption: not published; a burst passes sooner than a split is done',
  },
  oneItemShare: {
    unit: 'ratio',
    default: 0.5,
    min: 0.01,
    max: 1,
    about: 'share of the sampled units from which one item makes the heat, so that no key divides it',
    source: 'assumption: P22 4.4 gives the rule; from a half on, no split leaves both sides cooler',
  },
  sequentialShare: {
    unit: 'ratio',
    default: 0.8,
    min: 0.01,
    max: 1,
    about: 'share of the samples that rise in key order from which access is sequential, so that heat moves on',
    source: 'assumption: P22 4.4 gives the rule; half of random samples rise',
  },
  separateAbove: {
    unit: 'ratio',
    default: 0.1,
    min: 0,
    max: 1,
    about: 'share of its cap from which what is hot beside one hot item is worth a partition of its own',
    source: 'assumption: not published; below it a split frees next to nothing',
  },
  samplesMax: {
    unit: 'count',
    default: 128,
    min: 2,
    max: 65_536,
    about: 'newest requests of a hot partition that are kept to decide about its split; half of them are needed for it',
    source: 'assumption: enough to find the middle within a tenth',
  },
  pauseIntervals: {
    unit: 'count',
    default: 10,
    min: 0,
    max: 1e6,
    about: 'times interval for which a partition is left alone after a split was skipped or given up',
    source: 'assumption: what was decided about it holds for a while',
  },
  splitsMax: {
    unit: 'count',
    default: 100,
    min: 1,
    max: 1e5,
    about: 'splits under way at once',
    source: 'assumption: bounds the copies that foreground work shares its drives with',
  },
  newPartitionsMax: {
    unit: 'count',
    default: 20_000,
    min: 0,
    max: 1e6,
    about: 'partitions that splits may add in a run; then nothing splits',
    source: 'assumption: bounded memory; growth to 10,000 partitions fits',
  },
  copyBandwidth: {
    unit: 'bytesPerSecond',
    default: 50e6,
    min: 1e3,
    about: 'at which one replica is copied for a split or a move',
    source: 'P22 5.1: 33 to 55 MB/s (derived)',
  },
  fenceTimeout: {
    unit: 'duration',
    default: 1 * s,
    min: 1 * ms,
    about: 'how long writes may wait for the last records of a copy before the split or move is given up',
    source: 'assumption: not published; below what clients wait',
  },
  readyCheckEvery: {
    unit: 'duration',
    default: 100e6,
    min: 1e3,
    about: 'how often a split or move that is copied looks whether its partition is healthy',
    source: 'assumption: not published',
  },
  fenceCheckEvery: {
    unit: 'duration',
    default: 250e3,
    min: 1e3,
    about: 'how often a fenced partition looks whether its last records are through',
    source: 'assumption: below a round trip between zones',
  },
  changePatience: {
    unit: 'duration',
    default: 60e9,
    min: 1e6,
    about: 'how long a split or move that is copied waits for its partition to be healthy before it is given up',
    source: 'assumption: longer than an election, shorter than the copy',
  },
  fencedWritesMax: {
    unit: 'count',
    default: 10_000,
    min: 0,
    max: 1e6,
    about: 'writes that may wait behind the fence of one split or move; more are taken as ever, and delay it',
    source: 'assumption: bounded memory',
  },
  balanceAbove: {
    unit: 'ratio',
    default: 0.8,
    min: 0.01,
    max: 1,
    about: 'share of the units of a node above which it reports replicas to be moved',
    source: 'assumption: P22 4.3 names a threshold, not its value',
  },
  movesMax: {
    unit: 'count',
    default: 20,
    min: 1,
    max: 1e5,
    about: 'moves of replicas under way at once',
    source: 'assumption: as for splitsMax',
  },
  balancing: {
    unit: 'boolean',
    default: true,
    about: 'replicas and leaders are moved off packed nodes; only where a table has a capacity',
    source: 'P22 4.3',
  },
  handoversMax: {
    unit: 'count',
    default: 10,
    min: 0,
    max: 1e5,
    about: 'leaders handed over in an interval to even zones out',
    source: 'assumption: there is no hurry',
  },
  leaderSpread: {
    unit: 'ratio',
    default: 0.1,
    min: 0,
    max: 1,
    about: 'share by which zones may differ in leaders before some are handed over',
    source: 'assumption: INS25 has about a third in each zone',
  },
} as const satisfies Tunables;

export type AutoadminSection = ValuesOf<typeof autoadminParameters>;

export function autoadminRelations(autoadmin: AutoadminSection): Relation[] {
  return [
    [
      autoadmin.splitAfter >= autoadmin.interval,
      'autoadmin.splitAfter',
      'at least autoadmin.interval, because partitions are not looked at in between',
    ],
  ];
}
