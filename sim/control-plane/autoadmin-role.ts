/** Hosts of autoadmin, one a zone, where it heals: storage nodes report to them, and faults of zones and links hit them. */
import type { Host } from '../infrastructure/host.js';
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

export interface AutoadminHosts {
  /** All, by id. */
  readonly hosts: readonly Host[];
  /** Hosts of autoadmin, by region and zone. */
  readonly autoadmin: readonly (readonly Host[])[];
}

/** The one that sends orders in the region of the node: the first that is up. Null where none is. */
export const actingHost = ({ autoadmin, hosts }: AutoadminHosts, node: number): Host | null =>
  autoadmin[hosts[node].region].find(({ isUp }) => isUp) ?? null;
