/** Hosts of autoadmin, one a zone, where it heals: storage nodes report to them, and faults of zones and links hit them. */
import type { HostRole, ProcessorSpec } from '../infrastructure/roles.js';

export interface AutoadminPlan {
  readonly parameters: {
    readonly metadata: ProcessorSpec;
    readonly healing: { readonly enabled: boolean };
  };
}

export const autoadminRole: HostRole<AutoadminPlan, 'autoadmin'> = {
  name: 'autoadmin',
  onlyName: 'autoadmin',
  words: null,
  hasDisk: false,
  isOutside: false,
  processorsRow: null,
  followsFrom: [['parameters', 'healing', 'enabled']],
  hostsPerZone: (_region, { parameters }) => (parameters.healing.enabled ? 1 : 0),
  processors: ({ parameters }) => parameters.metadata,
};
