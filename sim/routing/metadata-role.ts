/** Metadata hosts, one a zone, each with the whole partition map. */
import type { HostRole, ProcessorSpec } from '../infrastructure/roles.js';

export interface MetadataPlan {
  readonly parameters: { readonly metadata: ProcessorSpec };
}

export const metadataRole: HostRole<MetadataPlan, 'metadata'> = {
  name: 'metadata',
  onlyName: 'metadata',
  words: null,
  hasDisk: false,
  isOutside: false,
  processorsRow: 'metadata-processors',
  followsFrom: [],
  hostsPerZone: () => 1,
  processors: ({ parameters }) => parameters.metadata,
};
