/** Admission servers: machines like the metadata hosts, in the regions where a table is admitted by the routers. */
import type { HostRole, ProcessorSpec } from '../infrastructure/roles.js';
import { type CapacitySpec, isAdmittedGlobally } from './capacity.js';

export interface AdmissionPlan {
  readonly tables: readonly { readonly regions: readonly string[]; readonly capacity: CapacitySpec | null }[];
  readonly parameters: {
    readonly metadata: ProcessorSpec;
    readonly admission: { readonly serversPerZone: number };
  };
}

export const admissionRole: HostRole<AdmissionPlan, 'admission'> = {
  name: 'admission',
  onlyName: null,
  words: {
    one: 'admission server',
    many: 'admission servers',
    absence: (region) => `no table of ${region} has capacity mode global or on-demand`,
  },
  hasDisk: false,
  isOutside: false,
  processorsRow: null,
  followsFrom: [
    ['parameters', 'admission', 'serversPerZone'],
    ['tables', '*', 'region'],
    ['tables', '*', 'capacity'],
  ],
  hostsPerZone: ({ name }, { tables, parameters }) =>
    tables.some(({ regions, capacity }) => regions.includes(name) && isAdmittedGlobally(capacity))
      ? parameters.admission.serversPerZone
      : 0,
  processors: ({ parameters }) => parameters.metadata,
};
