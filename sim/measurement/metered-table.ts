/** A table whose units a run reports: one with a capacity, or one that splits. */
import type { CapacityMode } from '../admission/capacity.js';
import type { KeySpace } from '../partitions/key-space.js';

export interface MeteredTable {
  /** Its number among all tables. */
  readonly index: number;
  readonly name: string;
  /** Null without a capacity. */
  readonly mode: CapacityMode | null;
  readonly keys: Readonly<Pick<KeySpace, 'firstGroup' | 'partitions' | 'partitionsAtStart' | 'groups'>>;
}
