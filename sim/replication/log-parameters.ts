/** The tunables of write-ahead logs and of what a partition keeps of them, `parameters.log` in a scenario. */
import type { Tunables } from '../engine/tunable.js';

export const logParameters = {
  groupCommitMax: {
    unit: 'count',
    default: 128,
    min: 1,
    max: 65_536,
    about: 'records made durable by one flush',
    source: 'assumption; 1 switches group commit off',
  },
  retryFlushAfter: {
    unit: 'duration',
    default: 1e6,
    min: 1e3,
    about: 'a flush that the full queue of the drive refused is tried again after this',
    source: 'assumption',
  },
  retainedMax: {
    unit: 'count',
    default: 100_000,
    min: 16,
    max: 1e7,
    about: 'log records a partition keeps for whoever lags; a replica further behind copies the whole partition',
    source: 'P22 5.1: a few hundred megabytes of log a replica',
  },
  inFlightMax: {
    unit: 'count',
    default: 4096,
    min: 1,
    max: 1e6,
    about: 'writes of one partition that may wait for their quorum; more are refused with 503',
    source: 'assumption: bounded memory',
  },
} as const satisfies Tunables;
