/**
 * Who drew what in a run: the values of every random stream by its name, and the choices that were made of them by who made
 * them. It looks over the shoulders of the classes that draw, and changes nothing.
 */
import { vi } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import { RandomStream, RandomStreams } from '../../sim/engine/random-stream.js';
import { Effects } from '../../sim/faults/effects.js';
import type { FaultContext } from '../../sim/faults/fault-kind.js';
import type { FaultSpec } from '../../sim/faults/fault-kinds.js';
import { hostsOf } from '../../sim/faults/targets.js';
import { isWrite, operation as kinds } from '../../sim/protocol/operations.js';
import { GroupTimes } from '../../sim/replication/group-times.js';
import { Run } from '../../sim/run.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import type { Observer } from '../../sim/trace.js';

/** Values kept of one stream; what comes later is only counted. */
const valuesMax = 500;

export interface StreamLog {
  readonly entity: string;
  readonly purpose: string;
  readonly values: number[];
  count: number;
}

export class DrawLog {
  /** By `purpose of entity`. */
  readonly streams = new Map<string, StreamLog>();
  /** By fault: names of the hosts that it hit, each time that it began. */
  readonly targets = new Map<FaultSpec, string[]>();
  /**
   * By tenant: each request with its time, kind, item, consistency and size; without the updates that follow a read, and
   * the sizes of items that are read, which are the table's.
   */
  readonly requests = new Map<string, string[]>();
  /** Election jitter, by partition, term and slot. */
  readonly jitters = new Map<string, number>();
  /** By partition: when its leader sent the last heartbeat of the first hour, if all was calm. */
  readonly phases = new Map<string, number>();
  /** By partition of a table without a capacity: who its replicas are, the leader first. */
  readonly places = new Map<string, string[]>();
  /** By table admitted globally: admission servers in the order in which they are asked. */
  readonly servers = new Map<string, string[]>();

  constructor(scenario: Scenario) {
    const spies = this.listen();
    try {
      const run = new Run(scenario, { observers: [this.requestsOf(scenario)] });
      this.noteFleet(run.service);
      run.advance();
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  private listen() {
    const log = this;
    const { stream } = RandomStreams.prototype;
    const { of } = Effects.prototype;
    const { electionJitterNs } = GroupTimes.prototype;
    return [
      vi.spyOn(RandomStreams.prototype, 'stream').mockImplementation(function (this: RandomStreams, entity, purpose) {
        return log.listenTo(stream.call(this, entity, purpose), entity, purpose);
      }),
      vi.spyOn(Effects.prototype, 'of').mockImplementation(function (this: Effects, fault, untilNs, drawnFrom) {
        const { context } = this as unknown as { readonly context: FaultContext };
        const hit = hostsOf(fault.target, context, copyOf(drawnFrom)).map(({ name }) => name);
        // A role is whoever holds it: nothing is drawn.
        if (fault.target.kind === 'hosts') log.targets.set(fault, [...(log.targets.get(fault) ?? []), ...hit]);
        return of.call(this, fault, untilNs, drawnFrom);
      }),
      vi.spyOn(GroupTimes.prototype, 'electionJitterNs').mockImplementation(function (
        this: GroupTimes,
        group,
        term,
        slot,
      ) {
        const jitterNs = electionJitterNs.call(this, group, term, slot);
        log.jitters.set(`${log.partitionName(group)}, term ${term}, slot ${slot}`, jitterNs);
        return jitterNs;
      }),
    ];
  }

  private partitionName: (group: number) => string = () => '';

  private listenTo(stream: RandomStream, entity: string, purpose: string): RandomStream {
    const heard: StreamLog = { entity, purpose, values: [], count: 0 };
    this.streams.set(`${purpose} of ${entity}`, heard);
    stream.uint32 = () => {
      const drawn = RandomStream.prototype.uint32.call(stream);
      if (heard.count++ < valuesMax) heard.values.push(drawn);
      return drawn;
    };
    return stream;
  }

  private requestsOf({ tenants }: Scenario): Observer {
    return {
      requestStarted: (_clock, { tenant, startedAtNs, operation, item, isStrong, bytes }) => {
        const { name, mix } = tenants[tenant];
        const followsRead = mix.some((entry) => entry.operation === 'readModifyWrite') && isWrite(operation);
        if (followsRead) return;
        const requests = this.requests.get(name) ?? [];
        requests.push([startedAtNs, operation, item, isStrong, operation === kinds.getItem ? null : bytes].join());
        this.requests.set(name, requests);
      },
    };
  }

  private noteFleet(service: Service): void {
    const { admission, groups, storage, tables, topology } = service;
    const nameOf = (host: number) => topology.hosts[host].name;
    this.partitionName = (group) => service.partitionName(group);
    const hidden = (admission?.routers ?? null) as unknown as {
      readonly serversOf: readonly (readonly number[])[];
    } | null;
    for (const [index, { spec, keys }] of tables.list.entries()) {
      if (spec.capacity?.mode === 'global') this.servers.set(spec.name, hidden!.serversOf[index].map(nameOf));
      for (let group = keys.firstGroup; group < keys.firstGroup + spec.partitions; group++) {
        const name = service.partitionName(group);
        this.phases.set(name, storage.leadership.times.heartbeatBefore(group, 3600e9));
        const replicas = Array.from({ length: groups.size.replicas }, (_, slot) => nameOf(groups.hostOf(group, slot)));
        if (spec.capacity === null) this.places.set(name, [nameOf(groups.leaderHost(group)), ...replicas]);
      }
    }
  }
}

/** The same stream from here on, which nobody listens to. */
function copyOf(stream: RandomStream): RandomStream {
  const copy = Object.assign(Object.create(RandomStream.prototype), stream);
  delete copy.uint32;
  return copy;
}
