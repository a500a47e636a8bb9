/** Storage nodes: each has a drive, a log, and replicas of many partitions. */
import type { HostRole, ProcessorSpec } from '../infrastructure/roles.js';

export interface StoragePlan {
  readonly parameters: { readonly storageNode: ProcessorSpec };
}

export const storageRole: HostRole<StoragePlan, 'storage'> = {
  name: 'storage',
  onlyName: null,
  words: { one: 'storage node', many: 'storage nodes', absence: () => 'each zone has one' },
  hasDisk: true,
  isOutside: false,
  processorsRow: 'storage-processors',
  followsFrom: [],
  hostsPerZone: ({ storageNodesPerZone }) => storageNodesPerZone,
  processors: ({ parameters }) => parameters.storageNode,
};
