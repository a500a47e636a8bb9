/**
 * What an event is about, in words: its payload is an index, and only while it runs does that index mean what it meant
 * when it was scheduled. Kinds of event that are not in the table, such as timer lanes, speak through their name.
 */

import type { Service } from '../assembly/service.js';
import { describeTarget } from '../faults/targets.js';
import type { Attempt } from '../protocol/attempt.js';
import type { Call } from '../protocol/call.js';
import { operationNames } from '../protocol/operations.js';
import type { Request } from '../protocol/request.js';
import { slotOfWatch, watchIn } from '../replication/group-watch.js';
import { recordIn, slotIn } from '../replication/log-records.js';

type Words = (service: Service, payload: number) => string;

/** By the name under which each kind is registered. */
const wordsByName: ReadonlyMap<string, Words> = new Map<string, Words>([
  ['request issued', ofTenant],
  ['arrival state changes', ofTenant],
  ['retry due', (service, payload) => ofOperation(service, service.underWay.requests.items[payload])],
  ['attempt arrives', ofAttemptAt],
  ['attempt processed', ofAttemptAt],
  ['attempt answered', ofAttemptAt],
  ['call arrives', ofCallAt],
  ['call processed', ofCallAt],
  ['call answered', ofCallAt],
  ['disk read', ofCallAt],
  ['append arrives', ofRecordAt],
  ['acknowledgement arrives', ofRecordAt],
  ['log flushed', ofNode],
  ['log flush tried again', ofNode],
  ['heartbeat', (service, payload) => ofWatch(service, payload)],
  ['hand-over check', (service, payload) => ofWatch(service, payload)],
  ['heartbeat check', ofReplica],
  ['answers due', ofReplica],
  ['old lease over', ofReplica],
  ['partition change', ofChange],
  ['ask for tokens arrives', ofAsk],
  ['ask for tokens served', ofAsk],
  ['ask for tokens answered', ofAsk],
  ['fault begins', ofFault],
  ['fault ends', ofFault],
  ['fault flaps', (service, payload) => ofFault(service, payload >> 1)],
]);

export const wordedEvents: readonly string[] = [...wordsByName.keys()];

/**
 * Such as "getItem of storefront on orders/7, attempt 2, router us-east-1/az-1/router-2"; call it before the handler
 * runs.
 */
export function eventInWords(service: Service, name: string, payload: number): string {
  return wordsByName.get(name)?.(service, payload) ?? '';
}

function ofTenant(service: Service, tenant: number): string {
  return service.scenario.tenants[tenant].name;
}

function ofOperation({ scenario }: Service, request: Request): string {
  return `${operationNames[request.operation]} of ${scenario.tenants[request.tenant].name}`;
}

function ofAttemptAt(service: Service, index: number): string {
  const attempt = service.underWay.attempts.items[index];
  return `${ofAttempt(service, attempt)}, router ${service.topology.hosts[attempt.router].name}`;
}

function ofAttempt(service: Service, { request, ordinal }: Attempt): string {
  const { operation, tenant, table, item } = request;
  const { name } = service.scenario.tenants[tenant];
  const group = service.keySpaces.spaces[table].groupOf(item);
  return `${operationNames[operation]} of ${name} on ${service.partitionName(group)}, attempt ${ordinal + 1}`;
}

function ofCallAt(service: Service, index: number): string {
  const call: Call = service.underWay.calls.items[index];
  const node = service.topology.hosts[call.node].name;
  return `${operationNames[call.request.operation]} on ${service.partitionName(call.group)}, node ${node}`;
}

function ofRecordAt(service: Service, payload: number): string {
  const { group, writeId } = service.storage.partitionLogs.records.describe(recordIn(payload));
  return `write ${writeId} on ${service.partitionName(group)}, node ${nodeName(service, group, slotIn(payload))}`;
}

function ofNode(service: Service, node: number): string {
  return service.topology.hosts[node].name;
}

function ofWatch(service: Service, watch: number): string {
  return service.partitionName(service.storage.leadership.watches.items[watch].group);
}

function ofReplica(service: Service, payload: number): string {
  const { group } = service.storage.leadership.watches.items[watchIn(payload)];
  return `${service.partitionName(group)} at ${nodeName(service, group, slotOfWatch(payload))}`;
}

function ofChange(service: Service, payload: number): string {
  const { group, isSplit } = service.storage.repartitioning!.changeOf(payload);
  return `${isSplit ? 'split' : 'move'} of ${service.partitionName(group)}`;
}

function ofAsk({ routers, scenario, topology }: Service, payload: number): string {
  const { table, from, server } = routers.admission!.servers.asks.questionOf(payload);
  const { hosts } = topology;
  return `table ${scenario.tables[table].name}, router ${hosts[from].name}, server ${hosts[server].name}`;
}

function ofFault(service: Service, index: number): string {
  const { kind, target } = service.scenario.faults[index];
  return `${kind} ${describeTarget(target)}`;
}

function nodeName(service: Service, group: number, slot: number): string {
  return service.topology.hosts[service.groups.hostOf(group, slot)].name;
}
