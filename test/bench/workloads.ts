/** Our side of every comparison: one line a workload, sized to run for about a second. */
import type { BenchResult } from './bench-result.js';
import { runHoldModel } from './hold-model.js';
import { runMm1 } from './mm1.js';
import { runQuorumWrite } from './quorum-write.js';
import { runReferenceRegion } from './reference-region.js';

export interface Workload {
  readonly name: string;
  /** The workload whose peers it is compared with. */
  readonly against: string;
  readonly run: () => BenchResult;
}

export const workloads: readonly Workload[] = [
  { name: 'w1-1e3', against: 'w1-1e3', run: () => runHoldModel(5e6, 1e3) },
  { name: 'w1', against: 'w1', run: () => runHoldModel(5e6, 1e5) },
  { name: 'w1-1e6', against: 'w1-1e6', run: () => runHoldModel(5e6, 1e6) },
  { name: 'w2', against: 'w2', run: () => runMm1(1e6) },
  { name: 'w3', against: 'w3', run: () => runQuorumWrite(1e6) },
  { name: 'reference-region', against: 'w3', run: () => runReferenceRegion(1e6) },
];
