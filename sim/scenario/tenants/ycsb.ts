/**
 * The core workloads A to F of YCSB as mix, key popularity and reads (Cooper et al., Benchmarking cloud serving systems
 * with YCSB, SoCC 2010). Inserts are putItem that appends an item; the scans of E are queries of 1 to 100 items, uniformly.
 * Leaves out the record layout of YCSB: item sizes belong to the table.
 */

import type { TenantSpec } from '../scenario.js';
import { ycsbExponent } from './schema-keys.js';

export const ycsbNames = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type YcsbName = (typeof ycsbNames)[number];

type Workload = Pick<TenantSpec, 'mix' | 'keys' | 'putsAppend' | 'strongReadShare' | 'itemsPerQuery'>;

const strongReadShare = 0;
const itemsPerQuery = { kind: 'constant', value: 10 } as const;
const zipfian = { kind: 'zipfian', exponent: ycsbExponent, scrambled: true } as const;
const common = { keys: zipfian, putsAppend: false, strongReadShare, itemsPerQuery };

/** Readers and updaters, and what a tenant does when its scenario does not say. */
export const defaultWorkload: Workload = {
  ...common,
  mix: [
    { operation: 'getItem', share: 0.8 },
    { operation: 'putItem', share: 0.2 },
  ],
  keys: { kind: 'uniform' },
};

export const ycsbWorkloads: Readonly<Record<YcsbName, Workload>> = {
  A: {
    ...common,
    mix: [
      { operation: 'getItem', share: 0.5 },
      { operation: 'updateItem', share: 0.5 },
    ],
  },
  B: {
    ...common,
    mix: [
      { operation: 'getItem', share: 0.95 },
      { operation: 'updateItem', share: 0.05 },
    ],
  },
  C: { ...common, mix: [{ operation: 'getItem', share: 1 }] },
  D: {
    ...common,
    mix: [
      { operation: 'getItem', share: 0.95 },
      { operation: 'putItem', share: 0.05 },
    ],
    keys: { kind: 'latest', exponent: ycsbExponent },
    putsAppend: true,
  },
  E: {
    ...common,
    mix: [
      { operation: 'putItem', share: 0.05 },
      { operation: 'query', share: 0.95 },
    ],
    putsAppend: true,
    itemsPerQuery: { kind: 'uniform', from: 1, to: 100 },
  },
  F: {
    ...common,
    mix: [
      { operation: 'getItem', share: 0.5 },
      { operation: 'readModifyWrite', share: 0.5 },
    ],
  },
};
