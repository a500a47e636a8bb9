/** Load balancers, one a zone: from there the routers' health is checked. */
import type { HostRole } from '../infrastructure/roles.js';

export const loadBalancerRole: HostRole<unknown, 'load-balancer'> = {
  name: 'load-balancer',
  onlyName: 'load-balancer',
  words: null,
  hasDisk: false,
  isOutside: false,
  processorsRow: null,
  followsFrom: [],
  hostsPerZone: () => 1,
  // Its own capacity is left out: it sends and hears, and serves nothing.
  processors: () => ({ cores: 1, queueMax: 0 }),
};
