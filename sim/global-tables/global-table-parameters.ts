/** The tunables of global tables, `parameters.globalTables` in a scenario. */
import { ms, type Relation, s, type Tunables, us, type ValuesOf } from '../engine/tunable.js';

export const globalTableParameters = {
  clockTick: {
    unit: 'duration',
    default: 1 * us,
    min: 1,
    about:
      'to which clocks are read when a write is stamped; of equal times, the region whose name is later in the alphabet wins',
    source: 'assumption: clocks of a fleet agree within microseconds (P23 3.2), finer ones would say nothing',
  },
  changesInFlight: {
    unit: 'count',
    default: 200,
    min: 1,
    max: 10_000,
    about: 'changes of one partition that are on their way to one region and not answered',
    source: 'assumption: what changesPerSecond needs over the longest round trip',
  },
  changesPerSecond: {
    unit: 'count',
    default: 1000,
    min: 1,
    about: 'at most, of one partition to one region; so fast a backlog drains, less what is written meanwhile',
    source: 'assumption: what a partition takes of writes of 1 KB (DG23), so that none falls behind in good times',
  },
  fillItemsPerSecond: {
    unit: 'count',
    default: 1000,
    min: 1,
    about: 'at most, of one partition to a region that is added to a table in use',
    source: 'assumption: as changesPerSecond; the service states no rate',
  },
  changeBytes: {
    unit: 'bytes',
    default: 200,
    min: 0,
    about: 'of a change beside its item',
    source: 'assumption: keys, times and headers',
  },
  timeout: {
    unit: 'duration',
    default: 5 * s,
    min: 1 * ms,
    about: 'after which a change without an answer is sent again',
    source:
      'assumption: as long as a router waits for a node; far above any round trip, and what waits at a narrow link',
  },
  backoff: {
    unit: 'duration',
    default: 50 * ms,
    min: 1 * ms,
    about:
      'before a change that was refused or lost is sent again, then twice this, and so on; each time drawn from half of it to all',
    source: 'assumption: exponential back-off with jitter',
  },
  backoffMax: {
    unit: 'duration',
    default: 5 * s,
    min: 1 * ms,
    about: 'longest back-off of a change',
    source: 'assumption: so that a region that is back is found soon',
  },
  journalTimeout: {
    unit: 'duration',
    default: 450 * ms,
    min: 1 * ms,
    about: 'how long a leader waits for what other regions say of a write or a strong read, where they agree on each',
    source: 'assumption: below the time-out of a router, above the longest round trip between regions',
  },
  undecidedAfter: {
    unit: 'duration',
    default: 350 * ms,
    min: 1 * ms,
    about: 'after which a region decides what another one has left undecided',
    source: 'assumption: above the longest round trip, so that nobody is disturbed who is about to decide',
  },
  roundsMax: {
    unit: 'count',
    default: 4,
    min: 1,
    max: 100,
    about: 'times that a region tries to decide a version before it answers 500',
    source: 'assumption: who competes gives way after a drawn time, so that few are needed',
  },
} as const satisfies Tunables;

export function globalTableRelations({ backoff, backoffMax }: ValuesOf<typeof globalTableParameters>): Relation[] {
  return [[backoffMax >= backoff, 'globalTables.backoffMax', 'at least globalTables.backoff']];
}
