/** The tenants' own machines: one host a zone stands for all of them, with an interface of its own and no work to do. */
import type { HostRole } from '../infrastructure/roles.js';

export const clientRole: HostRole<unknown, 'client'> = {
  name: 'client',
  onlyName: 'clients',
  words: null,
  hasDisk: false,
  isOutside: true,
  processorsRow: null,
  followsFrom: [],
  hostsPerZone: () => 1,
  processors: () => ({ cores: 1, queueMax: 0 }),
};
