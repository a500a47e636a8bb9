/** Request routers, behind the load balancer of their zone. */
import type { HostRole, ProcessorSpec } from '../infrastructure/roles.js';

export interface RouterPlan {
  readonly parameters: { readonly router: ProcessorSpec };
}

export const routerRole: HostRole<RouterPlan, 'router'> = {
  name: 'router',
  onlyName: null,
  words: { one: 'router', many: 'routers', absence: () => 'each zone has one' },
  hasDisk: false,
  isOutside: false,
  processorsRow: 'router-processors',
  followsFrom: [],
  hostsPerZone: ({ routersPerZone }) => routersPerZone,
  processors: ({ parameters }) => parameters.router,
};
