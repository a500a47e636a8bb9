/**
 * Every tunable of the model in one table: name, unit, default, range, and where the default comes from: a section of
 * the fact sheet behind this project (P22 is the DynamoDB paper, USENIX ATC 2022), or the word assumption with its
 * reason. A scenario sets them under `parameters:`, which is how the model is reduced to a textbook queue. The sections
 * about capacity stand in parameters-capacity.ts.
 *
 * Relations between tunables are asserted in `relationsOfParameters`, where a user's scenario is judged by them too.
 */
import type { DistributionSpec } from '../../engine/distribution-spec.js';
import { capacityTunables, relationsOfCapacity } from './parameters-capacity.js';
import type { Relation, Section, Tunable } from './tunable.js';

const us = 1e3;
const ms = 1e6;
const s = 1e9;
const constant = (value: number): DistributionSpec => ({ kind: 'constant', value });
const atLeastThenExponential = (offset: number, mean: number): DistributionSpec => ({
  offset,
  kind: 'exponential',
  mean,
});

export const tunables = {
  network: {
    clientDelay: {
      unit: 'timeDistribution',
      default: atLeastThenExponential(120 * us, 60 * us),
      about: 'one way between a client and a router of its zone, load balancer included',
      source: 'facts 6.3: client to router 0.3 to 1 ms round trip (derived)',
    },
    sameZoneDelay: {
      unit: 'timeDistribution',
      default: atLeastThenExponential(60 * us, 30 * us),
      about: 'one way between hosts of one zone',
      source: 'facts 6.1: 0.1 to 0.3 ms round trip',
    },
    crossZoneDelay: {
      unit: 'timeDistribution',
      default: atLeastThenExponential(350 * us, 80 * us),
      about: 'one way between zones of a region',
      source: 'facts 6.1: 0.5 to 1.5 ms round trip by pair, mean 0.82 ms',
    },
    crossRegionDelay: {
      unit: 'timeDistribution',
      default: atLeastThenExponential(34 * ms, 200 * us),
      about: 'one way between regions',
      source: 'facts 6.1: us-east-1 to us-west-2 68 ms round trip',
    },
    hostBandwidth: {
      unit: 'bytesPerSecond',
      default: 3.125e9,
      min: 1e3,
      about: 'what a host can send',
      source: 'assumption: a 25 Gb/s interface',
    },
    backlogMax: {
      unit: 'duration',
      default: 50 * ms,
      min: 0,
      about: 'what may wait at a sending interface; more is lost and sent again',
      source: 'assumption: switch and socket buffers of tens of milliseconds',
    },
    retransmitAfter: {
      unit: 'duration',
      default: 200 * ms,
      min: 1 * us,
      about: 'a lost message is sent again after this, then after twice this, and so on',
      source: 'assumption: the minimum retransmission time-out of Linux TCP',
    },
    retransmitsMax: {
      unit: 'count',
      default: 6,
      min: 0,
      max: 15,
      about: 'then the connection is given up',
      source: 'assumption: 12.6 s in all, past every time-out of the model',
    },
    messageOverhead: {
      unit: 'bytes',
      default: 200,
      min: 0,
      about: 'headers of a message',
      source: 'assumption: HTTP and TLS framing inside the service',
    },
  },
  loadBalancer: {
    checkInterval: {
      unit: 'duration',
      default: 2 * s,
      min: 1 * ms,
      about: 'between health checks of a router',
      source: 'assumption: common target health checks',
    },
    checksFailedMax: {
      unit: 'count',
      default: 2,
      min: 1,
      max: 10,
      about: 'failed checks before a router leaves the rotation',
      source: 'assumption: as above',
    },
  },
  router: {
    cores: { unit: 'count', default: 16, min: 1, max: 1024, about: 'servers of the run queue', source: 'assumption' },
    queueMax: {
      unit: 'count',
      default: 1000,
      min: 0,
      max: 1e6,
      about: 'requests that may wait for a core; more are shed with 503',
      source: 'assumption: at 100 us each on 16 cores, about 6 ms of waiting',
    },
    cpu: {
      unit: 'timeDistribution',
      default: atLeastThenExponential(70 * us, 50 * us),
      about: 'work on one request: authenticate, look up, admit, forward, answer',
      source: 'facts 6.3: router work 0.2 to 0.5 ms with its round trips (derived)',
    },
    callTimeout: {
      unit: 'duration',
      default: 500 * ms,
      min: 1 * ms,
      about: 'how long a router waits for a storage node',
      source:
        'assumption: below the lease, so that a fail-over is bounded by the lease; the public service waits 5 s (facts 4.2)',
    },
    callRetriesMax: {
      unit: 'count',
      default: 1,
      min: 0,
      max: 10,
      about: 'calls tried elsewhere after a time-out or an error',
      source: 'facts 4.2: the front end then retries another node itself',
    },
    avoidSilentFor: {
      unit: 'duration',
      default: 5 * s,
      min: 0,
      about:
        'how long a router sends eventual reads past a node that did not answer, before one request tries it again',
      source: 'assumption: without it every reader of that zone waits for callTimeout until the node is back',
    },
    redirectsMax: {
      unit: 'count',
      default: 3,
      min: 0,
      max: 10,
      about: 'stale answers followed before a request is given up with 500',
      source: 'assumption: hand-overs can race with look-ups',
    },
    inFlightMax: {
      unit: 'count',
      default: 100_000,
      min: 1,
      max: 1e7,
      about: 'requests a router holds; more are shed with 503',
      source: 'assumption: bounded memory',
    },
    warmCache: {
      unit: 'boolean',
      default: true,
      about: 'routers start with the partition map in their caches',
      source: 'P22 6.6: hit rate 99.75 %',
    },
  },
  metadata: {
    cores: {
      unit: 'count',
      default: 16,
      min: 1,
      max: 1024,
      about: 'servers of a metadata host (one host a zone)',
      source: 'assumption',
    },
    queueMax: {
      unit: 'count',
      default: 100_000,
      min: 0,
      max: 1e7,
      about: 'look-ups that may wait',
      source: 'assumption',
    },
    cpu: {
      unit: 'timeDistribution',
      default: constant(20 * us),
      about: 'work on one look-up or update',
      source: 'facts 1.7: look-ups take tens of microseconds',
    },
    lookupTimeout: {
      unit: 'duration',
      default: 50 * ms,
      min: 1 * us,
      about: 'then the router asks the metadata host of another zone',
      source: 'assumption',
    },
  },
  storageNode: {
    cores: { unit: 'count', default: 16, min: 1, max: 1024, about: 'servers of the run queue', source: 'assumption' },
    queueMax: {
      unit: 'count',
      default: 4000,
      min: 0,
      max: 1e6,
      about: 'requests that may wait for a core; more are refused',
      source: 'assumption',
    },
    readCpu: {
      unit: 'timeDistribution',
      default: atLeastThenExponential(25 * us, 15 * us),
      about: 'work on one read, or on each page of a query',
      source: 'assumption: B-tree look-up and reply',
    },
    writeCpu: {
      unit: 'timeDistribution',
      default: atLeastThenExponential(30 * us, 20 * us),
      about: 'work on one write at the leader',
      source: 'assumption: condition check, log record, two sends',
    },
  },
  disk: {
    parallelism: {
      unit: 'count',
      default: 32,
      min: 1,
      max: 4096,
      about: 'operations served at once',
      source: 'assumption: channels of one NVMe drive',
    },
    queueMax: {
      unit: 'count',
      default: 8192,
      min: 0,
      max: 1e6,
      about: 'operations that may wait; more are refused',
      source: 'assumption: bounded memory',
    },
    read: {
      unit: 'timeDistribution',
      default: {
        kind: 'empirical',
        quantiles: [
          { at: 0, value: 50 * us },
          { at: 0.5, value: 80 * us },
          { at: 0.99, value: 200 * us },
          { at: 0.999, value: 1 * ms },
          { at: 0.9999, value: 4 * ms },
          { at: 1, value: 10 * ms },
        ],
      },
      about: 'one random read of a page',
      source: 'facts 6.2: 50 to 100 us typical; the tail behind program and erase is an assumption',
    },
    append: {
      unit: 'timeDistribution',
      default: constant(5 * us),
      about: 'check and copy of one log record into the batch that a flush writes',
      source: 'assumption: checksum and copy of 1 KB',
    },
    flush: {
      unit: 'timeDistribution',
      default: {
        kind: 'empirical',
        quantiles: [
          { at: 0, value: 12 * us },
          { at: 0.5, value: 28 * us },
          { at: 0.99, value: 250 * us },
          { at: 0.999, value: 2 * ms },
          { at: 0.9999, value: 8 * ms },
          { at: 1, value: 20 * ms },
        ],
      },
      about: 'write of a batch and its flush',
      source: 'facts 6.2: p50 15 to 40 us, p99 0.1 to 0.5 ms, p99.9 1 to 5 ms, rare stalls of 10 to 100 ms (recalled)',
    },
    bandwidth: {
      unit: 'bytesPerSecond',
      default: 2e9,
      min: 1e3,
      about: 'bytes read or written',
      source: 'assumption: one NVMe drive',
    },
    backgroundShare: {
      unit: 'ratio',
      default: 0.25,
      min: 0.001,
      max: 1,
      about: 'share of the bandwidth that background copies may use',
      source: 'facts 1.3: heal rates of 33 to 100 MB/s are far below a drive',
    },
  },
  log: {
    groupCommitMax: {
      unit: 'count',
      default: 128,
      min: 1,
      max: 65_536,
      about: 'records made durable by one flush',
      source: 'assumption; 1 switches group commit off',
    },
    retainedMax: {
      unit: 'count',
      default: 100_000,
      min: 16,
      max: 1e7,
      about: 'log records a group keeps for a lagging replica; one further behind copies the whole partition',
      source: 'P22 5.1: a few hundred megabytes of log a replica',
    },
    inFlightMax: {
      unit: 'count',
      default: 4096,
      min: 1,
      max: 1e6,
      about: 'writes of one partition that may wait for their quorum; more are refused with 503',
      source: 'assumption: bounded memory',
    },
  },
  replication: {
    heartbeat: {
      unit: 'duration',
      default: 250 * ms,
      min: 1 * ms,
      about: 'between heartbeats of a leader, which renew its lease and carry the commit index',
      source: 'facts 0: 200 to 500 ms suggested (not published)',
    },
    missedHeartbeatsMax: {
      unit: 'count',
      default: 3,
      min: 1,
      max: 100,
      about: 'heartbeats missed before a follower suspects its leader',
      source: 'facts 0: suspicion after 3 misses suggested (not published)',
    },
    lease: {
      unit: 'duration',
      default: 2 * s,
      min: 1 * ms,
      about: 'how long a leader may serve without renewal',
      source: 'facts 0: 1.5 to 2 s; P22 6.2: a couple of seconds',
    },
    askPeers: {
      unit: 'boolean',
      default: true,
      about: 'a follower that lost heartbeats first asks the other replicas whether they still hear the leader',
      source: 'P22 6.2',
    },
    answerTimeout: {
      unit: 'duration',
      default: 100 * ms,
      min: 1 * us,
      about: 'wait for answers to that question, and for votes',
      source: 'assumption: far above a round trip between zones',
    },
    clockUncertainty: {
      unit: 'duration',
      default: 1 * ms,
      min: 0,
      about: 'added to a lease by those who wait for its end',
      source: 'facts 6.1: clocks within a few microseconds; a wide margin (assumption)',
    },
    quorum: {
      unit: 'count',
      default: 2,
      min: 1,
      max: 3,
      about: 'durable copies before a write is acknowledged; below 2 the service loses writes, which the checks show',
      source: 'P22 6.1: 2 of 3',
    },
    catchUpBandwidth: {
      unit: 'bytesPerSecond',
      default: 50e6,
      min: 1e3,
      about: 'at which one lagging replica copies from a peer',
      source: 'facts 1.3: 33 to 100 MB/s implied',
    },
    catchUpChunk: { unit: 'bytes', default: 1_048_576, min: 1024, about: 'copied at a time', source: 'assumption' },
  },
  ...capacityTunables,
} as const satisfies Record<string, Record<string, Tunable>>;

/** `parameters.disk.read`, `parameters.replication.lease` …: all values resolved. */
export type Parameters = { readonly [K in keyof typeof tunables]: Section<(typeof tunables)[K]> };
export type ParametersOf<K extends keyof Parameters> = Parameters[K];

/** What must hold between tunables; each broken relation is one sentence for the user, naming the paths. */
export function relationsOfParameters(p: Parameters): { path: string; problem: string }[] {
  const { heartbeat, missedHeartbeatsMax, lease, answerTimeout } = p.replication;
  const relations: Relation[] = [
    [
      lease > heartbeat,
      'replication.lease',
      'must be longer than replication.heartbeat, or no leader can keep its lease',
    ],
    [
      answerTimeout < lease,
      'replication.answerTimeout',
      'must be shorter than replication.lease, or an election outlasts the lease it waits for',
    ],
    [
      heartbeat * missedHeartbeatsMax < 60 * s,
      'replication.missedHeartbeatsMax',
      'heartbeat x missedHeartbeatsMax must be below 60 s',
    ],
    ...relationsOfCapacity(p),
  ];
  return relations.flatMap(([holds, path, problem]) => (holds ? [] : [{ path, problem }]));
}
