/** The tunables of the archive of logs and of the object store that keeps it, `parameters.archive` in a scenario. */
import { atLeastThenExponential } from '../engine/distribution-spec.js';
import { ms, type Relation, s, type Tunables, type ValuesOf } from '../engine/tunable.js';

export const archiveParameters = {
  enabled: {
    unit: 'boolean',
    default: false,
    about: 'agents beside the replicas upload the log of each partition to an object store',
    source: 'assumption: off, so that a scenario pays for it alone where it asks about durability',
  },
  segmentBytes: {
    unit: 'bytes',
    default: 4e6,
    min: 1,
    max: 1e9,
    about: 'of log after which a segment is uploaded',
    source: 'assumption: a few seconds of what a partition takes at most, 1,000 writes of 1 KB a second',
  },
  segmentAge: {
    unit: 'duration',
    default: 60 * s,
    min: 10 * ms,
    about: 'of the oldest record that is not archived, after which a segment is uploaded however small',
    source: 'assumption: well below the five minutes by which the latest restorable time lags',
  },
  stagger: {
    unit: 'duration',
    default: 1 * s,
    min: 0,
    about: 'over which the agents of a partition begin, so that seldom two upload the same',
    source: 'assumption: above the time that an upload takes',
  },
  keptLogBytesMax: {
    unit: 'bytes',
    default: 300e6,
    min: 1,
    about: 'of log that a partition keeps while it cannot be archived; then its writes are refused with 503',
    source: 'P22 5.1: a few hundred megabytes a replica',
  },
  retention: {
    unit: 'duration',
    default: 35 * 24 * 3600 * s,
    min: 1 * s,
    about: 'for which archived writes are kept one by one, so that a table can be restored to any time since',
    source: 'P22 5.5: 35 days',
  },
  restorableLag: {
    unit: 'duration',
    default: 300 * s,
    min: 0,
    about: 'by which the latest time to which a table can be restored lags at least',
    source: 'DG23 PointInTimeRecovery: about five minutes',
  },
  snapshotBytes: {
    unit: 'bytes',
    default: 100e6,
    min: 1,
    about: 'of archived log of a partition after which a snapshot is built from it',
    source: 'P22 5.5: by accumulated log; how much is an assumption, two minutes of what a partition takes at most',
  },
  firstByte: {
    unit: 'timeDistribution',
    default: atLeastThenExponential(15 * ms, 15 * ms),
    about: 'from a request to the object store to the first byte of its answer',
    source: 'assumption: object stores are known to answer in tens of milliseconds, with a long tail',
  },
  bandwidth: {
    unit: 'bytesPerSecond',
    default: 100e6,
    min: 1e3,
    about: 'of one upload to the object store, and of one download from it',
    source: 'assumption: one connection; object stores are known for some 100 MB/s a connection',
  },
  timeout: {
    unit: 'duration',
    default: 10 * s,
    min: 1 * ms,
    about: 'for which an agent waits for the object store to answer',
    source: 'assumption: far above an upload of segmentBytes',
  },
  backoff: {
    unit: 'duration',
    default: 1 * s,
    min: 1 * ms,
    about: 'before an agent tries again, then twice this, and so on; each time drawn from half of it to all',
    source: 'assumption: exponential back-off with jitter',
  },
  backoffMax: {
    unit: 'duration',
    default: 30 * s,
    min: 1 * ms,
    about: 'longest back-off of an agent',
    source: 'assumption: below segmentAge, so that a store that is back is found soon',
  },
} as const satisfies Tunables;

export function archiveRelations({
  backoff,
  backoffMax,
  stagger,
  segmentAge,
}: ValuesOf<typeof archiveParameters>): Relation[] {
  return [
    [backoffMax >= backoff, 'archive.backoffMax', 'at least archive.backoff'],
    [stagger <= segmentAge, 'archive.stagger', 'at most archive.segmentAge, or agents are later than the next segment'],
  ];
}
