/** The tunables of a storage node's drive, `parameters.disk` in a scenario. */
import { constantTime } from '../engine/distribution-spec.js';
import { ms, type Tunables, us } from '../engine/tunable.js';

export const diskParameters = {
  parallelism: {
    unit: 'count',
    default: 32,
    min: 1,
    max: 4096,
    about: 'operations served at once',
    source: 'assumption: channels of one NVMe drive',
  },
  queueMax: {
    unit: 'count',
    default: 8192,
    min: 0,
    max: 1e6,
    about: 'operations that may wait; more are refused',
    source: 'assumption: bounded memory',
  },
  read: {
    unit: 'timeDistribution',
    default: {
      kind: 'empirical',
      quantiles: [
        { at: 0, value: 50 * us },
        { at: 0.5, value: 80 * us },
        { at: 0.99, value: 200 * us },
        { at: 0.999, value: 1 * ms },
        { at: 0.9999, value: 4 * ms },
        { at: 1, value: 10 * ms },
      ],
    },
    about: 'one random read of a page',
    source: 'vendors of NVMe drives: 50 to 100 us typical; the tail behind program and erase is an assumption',
  },
  append: {
    unit: 'timeDistribution',
    default: constantTime(5 * us),
    about: 'check and copy of one log record into the batch that a flush writes',
    source: 'assumption: checksum and copy of 1 KB',
  },
  flush: {
    unit: 'timeDistribution',
    default: {
      kind: 'empirical',
      quantiles: [
        { at: 0, value: 12 * us },
        { at: 0.5, value: 28 * us },
        { at: 0.99, value: 250 * us },
        { at: 0.999, value: 2 * ms },
        { at: 0.9999, value: 8 * ms },
        { at: 1, value: 20 * ms },
      ],
    },
    about: 'write of a batch and its flush',
    source:
      'recalled: p50 15 to 40 us, p99 0.1 to 0.5 ms, p99.9 1 to 5 ms, rare stalls of 10 to 100 ms with power-loss protection',
  },
  bandwidth: {
    unit: 'bytesPerSecond',
    default: 2e9,
    min: 1e3,
    about: 'bytes read or written',
    source: 'assumption: one NVMe drive',
  },
  backgroundShare: {
    unit: 'ratio',
    default: 0.25,
    min: 0.001,
    max: 1,
    about: 'share of the bandwidth that background copies may use',
    source: 'P22 5.1: the rates of healing, 33 to 100 MB/s (derived), are far below a drive',
  },
} as const satisfies Tunables;
