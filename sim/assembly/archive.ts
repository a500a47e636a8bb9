/** The archive of logs and the object stores that keep it, built where a scenario asks for them. */
import { ArchivalAgents } from '../archive/archival-agents.js';
import { Archive } from '../archive/archive.js';
import type { archiveFacts } from '../archive/archive-facts.js';
import { ArchivedLogs } from '../archive/archived-logs.js';
import type { ReadableArchive } from '../archive/archived-reads.js';
import { Downloads } from '../archive/downloads.js';
import { ObjectStore } from '../archive/object-store.js';
import { Ownership } from '../archive/ownership.js';
import { SegmentReader } from '../archive/segment.js';
import { Snapshots } from '../archive/snapshots.js';
import { Distribution } from '../engine/distribution.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { CountsOf } from '../protocol/facts.js';

import { asLoaded } from '../replication/damaged-copies.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import type { Tables } from './tables.js';

/** Whether logs are archived. */
export const isArchived = ({ parameters }: Scenario) => parameters.archive.enabled;

/** What the archive is built on. */
export interface ArchiveContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly network: Network;
  readonly groups: ReplicaTable;
  readonly tables: Tables;
  readonly storage: StorageService;
}

export interface LogArchive {
  /** By region. */
  readonly stores: readonly ObjectStore[];
  readonly logs: ArchivedLogs;
  readonly snapshots: Snapshots;
  /** Of what is asked for at a time: no more than a store in good health sends well within the time-out. */
  readonly chunkBytes: number;
  /** For who compares copies with it, or repairs them. */
  readonly readable: ReadableArchive;
  /** Built when somebody asks for the first time, as most runs download nothing. */
  downloads(): Downloads;
  /** Sequence number up to which the log of a group is archived. */
  archivedUpTo(group: number): number;
  /** When the oldest write of the group that is not archived was committed; -1 where all are. */
  unarchivedSinceNs(group: number): number;
  /** The log of a new group begins there. */
  beginAt(group: number, sequenceNumber: number): void;
  /** The last copies of so many committed writes of these groups are gone, and they are not archived. */
  lostUnarchived(writes: number, groups: readonly number[]): void;
  /** Since when the oldest committed write waits, or -1; and how many bytes do. */
  behind(): { readonly sinceNs: number; readonly bytes: number };
  /** To be called once, at the end. */
  facts(): CountsOf<typeof archiveFacts>;
}

/** Null where logs are not archived. */
export function archiveOf(scenario: Scenario, context: ArchiveContext, trace: Trace): LogArchive | null {
  if (!isArchived(scenario)) return null;
  const { archive: parameters, log, replication, defects } = scenario.parameters;
  const { simulation, network, streams, groups, tables, storage } = context;
  const { partitionLogs, nodes } = storage;
  const timing = { firstByte: new Distribution(parameters.firstByte), bandwidth: parameters.bandwidth };
  const stores = scenario.regions.map(({ name }) => new ObjectStore(timing, streams.stream(name, 'object store')));
  const archive = new Archive(simulation, groups, partitionLogs, { ...parameters, retainedMax: log.retainedMax });
  const logs = new ArchivedLogs(
    (group) => tables.keySpaces.tableOf(group),
    tables.list.map(({ versions }) => versions.tracked),
    parameters.retention,
  );
  const snapshots = new Snapshots(logs, parameters.snapshotBytes, (group) => tables.bytesOfPartition(group));
  const agents = new ArchivalAgents(
    {
      ...{ simulation, network, nodes, groups, stores },
      stream: streams.stream('archive', 'agents'),
      reader: new SegmentReader(groups, partitionLogs, { defects }),
      ownership: new Ownership(tables.keySpaces),
      firstKept: (group) => partitionLogs.firstKept(groups.base(group)),
      keep: (segment, bytes) => {
        logs.add(segment, simulation.nowNs);
        if (segment.count > 0) snapshots.archived(segment.group, bytes, segment.committedAtNs(segment.count - 1));
      },
      learn: (group, slot) => storage.reads.learn(group, slot),
    },
    archive,
    parameters,
    trace,
  );
  const chunkBytes = Math.min(replication.catchUpChunk, (parameters.bandwidth * parameters.timeout) / 2e9);
  let downloads: Downloads | null = null;
  const readable = {
    ...{ stores, chunkBytes, timeout: parameters.timeout },
    archivedUpTo: (group: number) => Math.max(asLoaded.sequenceNumber, archive.endOf(group)),
    bytesOf: (group: number) => snapshots.bytesUpTo(group, simulation.nowNs),
  };
  storage.archive = readable;
  return {
    ...{ stores, logs, snapshots, chunkBytes, readable },
    downloads: () => {
      downloads ??= new Downloads(simulation, nodes, stores, streams.stream('archive', 'downloads'), {
        ...parameters,
        chunkBytes,
      });
      return downloads;
    },
    archivedUpTo: (group) => archive.endOf(group),
    unarchivedSinceNs: (group) => archive.unarchivedSinceNs(group),
    beginAt: (group, sequenceNumber) => archive.beginAt(group, sequenceNumber),
    lostUnarchived: (writes, each) => archive.lostUnarchived(writes, each),
    behind: () => archive.behind(),
    facts: () => ({ ...agents.facts(), ...archive.facts(), ...logs.facts(), ...snapshots.facts() }),
  };
}
