/**
 * The tenants of a run and the events that they share: a request is due, a bursty tenant changes its state, a retry is
 * due, an answer is back. The payload of each leads to the tenant whose event it is.
 */

import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { Tenant, TenantEventTypes } from './tenant.js';

export class Workload {
  readonly tenants: readonly Tenant[];

  /** `createTenants` is given the types of the events that tenants schedule. */
  constructor(
    simulation: Simulation,
    network: Network,
    underWay: UnderWay,
    createTenants: (types: TenantEventTypes) => Tenant[],
  ) {
    const { requests, attempts } = underWay;
    const about = underWay.names.tenant;
    const types = {
      arrival: simulation.on('request issued', (tenant) => this.tenants[tenant].arrivals.due(), about),
      stateChange: simulation.on(
        'arrival state changes',
        (tenant) => this.tenants[tenant].arrivals.changeState(),
        about,
      ),
      retryDue: simulation.on(
        'retry due',
        (index) => {
          const request = requests.items[index];
          const { clients, regional } = this.tenants[request.tenant];
          if (regional === null) clients.attemptDue(request);
          else regional.of(request.table).attemptDue(request);
        },
        underWay.aboutRequest,
      ),
      answered: network.channel(
        'attempt answered',
        (index) => {
          const attempt = attempts.items[index];
          const { tenant, table } = attempt.request;
          const { clients, regional } = this.tenants[tenant];
          if (regional === null) clients.answered(attempt);
          else regional.of(table).answered(attempt);
        },
        (index) => underWay.letGoOfAttempt(attempts.items[index]),
        underWay.aboutAttempt,
      ),
    };
    this.tenants = createTenants(types);
  }

  get requestsUnderWay(): number {
    return this.tenants.reduce((sum, tenant) => sum + tenant.requestsUnderWay, 0);
  }

  start(): void {
    for (const { arrivals } of this.tenants) arrivals.start();
  }
}
