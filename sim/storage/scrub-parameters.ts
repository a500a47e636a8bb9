/** The tunables of the scrub, `parameters.scrub` in a scenario. */
import { ms, s, type Tunables, type ValuesOf } from '../engine/tunable.js';

const dayNs = 86_400 * s;

export const scrubParameters = {
  enabled: {
    unit: 'boolean',
    default: false,
    about: 'replicas of each partition, two at least, are compared with each other, and with what is archived of it',
    source: 'assumption: off, so that a scenario pays for it alone where it asks about bad data',
  },
  period: {
    unit: 'duration',
    default: 7 * dayNs,
    min: 100 * ms,
    about: 'in which every partition has its turn',
    source: 'assumption: a week, as file systems are scrubbed; P22 5.3 says that it never ends',
  },
  bandwidth: {
    unit: 'bytesPerSecond',
    default: 10e6,
    min: 1000,
    about: 'at which each replica of a partition that has its turn is read, in the background',
    source: 'assumption: far below what a drive has, a fifth of what healing takes',
  },
} as const satisfies Tunables;

export type ScrubParameters = ValuesOf<typeof scrubParameters>;
