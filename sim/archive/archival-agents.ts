/**
 * Archival agents, one beside each replica with a log (P22 section 5.2). When a segment is due, each asks the manifest first;
 * who finds nothing there checks its own log and uploads, and who finds an entry compares its own log with it instead.
 *
 *   begin ─ ask the manifest ─┬─ no entry: read ─ own? whole? ─ upload ─┬─ taken ─> next
 *     ^                       └─ an entry: read ─ same checksum?  <─────┴─ another was faster
 *     └── back-off: the store did not answer, the replica does not know enough to be committed yet, or what it read is rotten
 *
 * Reading shares the drive with background copies, uploading shares the host's interface. A segment ends at a gap of the
 * replica's own log, so what is uploaded has none. A record that fails its checksum is fetched from another replica's log
 * before the segment is uploaded or compared; meanwhile another agent may be faster. Where a record is not the partition's own, the agent stops archiving the
 * partition and says so. Left out: the processor time of agents; uploads in parts; that an upload which was not answered may
 * have been stored; downloading a segment to compare it, where the checksum in the manifest serves; and what is done about a
 * comparison that fails, which is counted.
 */
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import { type CountsOf, countsOf } from '../protocol/facts.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import type { StorageNodes } from '../replication/storage-nodes.js';
import type { Trace } from '../trace.js';
import type { Archive, ArchivedPartition, ArchiveWorkers } from './archive.js';
import type { ArchivedSegment } from './archived-logs.js';
import type { ManifestEntry } from './manifest.js';
import type { ObjectStore } from './object-store.js';
import type { Ownership } from './ownership.js';
import type { SegmentReader } from './segment.js';

export const agentFacts = [
  { name: 'segmentsUploaded', unit: 'count', about: 'segments of logs that the object store took' },
  { name: 'segmentsCompared', unit: 'count', about: 'segments that another agent had uploaded, compared by checksum' },
  { name: 'segmentsDiffering', unit: 'count', about: 'of those compared, segments whose checksum was another' },
  { name: 'uploadedBytes', unit: 'bytes', about: 'of the segments that the object store took' },
  { name: 'requestsRetried', unit: 'count', about: 'requests that the object store did not answer, tried again' },
  { name: 'partitionsHalted', unit: 'count', about: 'partitions whose log had what is not their own' },
] as const;

export interface AgentParameters {
  readonly segmentBytes: number;
  readonly stagger: number;
  readonly timeout: number;
  readonly backoff: number;
  readonly backoffMax: number;
}

export interface AgentContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
  readonly stream: RandomStream;
  /** By region. */
  readonly stores: readonly ObjectStore[];
  readonly reader: SegmentReader;
  readonly ownership: Ownership;
  readonly firstKept: (group: number) => number;
  /** The store has taken a segment. */
  readonly keep: (segment: ArchivedSegment, bytes: number) => void;
  /** Brings a follower of a calm group to where heartbeats have brought it. */
  readonly learn: (group: number, slot: number) => void;
}

/** What one agent does about one segment. It has one event under way, always. */
class Job implements Pooled {
  partition!: ArchivedPartition;
  group = 0;
  slot = 0;
  host = 0;
  incarnation = 0;
  generation = 0;
  first = 0;
  last = 0;
  /** What it compares with; null: it uploads. */
  entry: ManifestEntry | null = null;
  /** Of the object store when it was asked; -1: it was down. */
  epoch = 0;
  /** Until when the drive reads, as planned in its epoch. */
  driveDoneAtNs = 0;
  driveEpoch = 0;
  backoffNs = 0;
  isWanted = false;
  constructor(readonly index: number) {}
}

export class ArchivalAgents implements ArchiveWorkers {
  private readonly jobs = new Pool('archival jobs', (index) => new Job(index));
  private readonly beginType: number;
  private readonly manifestType: number;
  private readonly readType: number;
  private readonly storedType: number;
  private readonly counts = countsOf(agentFacts);

  constructor(
    private readonly context: AgentContext,
    private readonly archive: Archive,
    private readonly parameters: AgentParameters,
    private readonly trace: Trace,
  ) {
    archive.workers = this;
    this.beginType = this.step('archival agent begins', (job) => this.begin(job));
    this.manifestType = this.step('manifest answered', (job) => this.manifestAnswered(job));
    this.readType = this.step('segment read', (job) => this.segmentRead(job));
    this.storedType = this.step('segment stored', (job) => this.segmentStored(job));
  }

  facts(): CountsOf<typeof agentFacts> {
    return this.counts;
  }

  split(child: number, sequenceNumber: number): void {
    this.context.ownership.split(child, sequenceNumber);
  }

  private step(name: string, handle: (job: Job) => void): number {
    const { items } = this.jobs;
    const about = (index: number) => this.context.groups.aboutReplica(items[index].group, items[index].slot);
    const type: number = this.context.simulation.on(name, (index) => this.take(items[index], type, handle), about);
    return type;
  }

  private take(job: Job, type: number, handle: (job: Job) => void): void {
    const { nodes, simulation } = this.context;
    const pausedNs = nodes.hosts[job.host].pausedUntilNs - simulation.nowNs;
    if (!job.isWanted) this.jobs.release(job);
    else if (!this.isPossible(job)) this.end(job);
    else if (pausedNs > 0) simulation.schedule(pausedNs, type, job.index);
    else handle(job);
  }

  setToWork(partition: ArchivedPartition): void {
    const { groups, simulation, stream } = this.context;
    const { group } = partition;
    const isDue = this.archive.isDue(partition);
    for (let slot = 0; slot < groups.slots; slot++) {
      if (partition.jobs[slot] !== none || !this.hasAgent(group, slot)) continue;
      partition.seenTo[slot] = Math.max(partition.seenTo[slot], this.archive.keptFrom(group));
      if (partition.seenTo[slot] >= partition.archived && !isDue) continue;
      const job = this.jobs.take();
      partition.jobs[slot] = job.index;
      this.assign(job, partition, slot);
      simulation.schedule(Math.round(stream.next() * this.parameters.stagger), this.beginType, job.index);
    }
  }

  private assign(job: Job, partition: ArchivedPartition, slot: number): void {
    const { groups, nodes } = this.context;
    const { group } = partition;
    job.partition = partition;
    job.group = group;
    job.slot = slot;
    job.host = groups.hostOf(group, slot);
    job.incarnation = nodes.hosts[job.host].incarnation;
    job.generation = nodes.disks.generation(job.host);
    job.entry = null;
    job.backoffNs = this.parameters.backoff;
    job.isWanted = true;
  }

  /** The replica is up, and a member with a log. */
  private hasAgent(group: number, slot: number): boolean {
    const { groups, nodes } = this.context;
    if (!groups.hasLog(group, slot) || !groups.isMember(group, slot)) return false;
    const host = groups.hostOf(group, slot);
    return nodes.hosts[host].isUp && !nodes.disks.hasFailed(host);
  }

  private isPossible({ partition, group, slot, host, incarnation, generation }: Job): boolean {
    const { groups, nodes } = this.context;
    return (
      !partition.isHalted &&
      this.hasAgent(group, slot) &&
      groups.hostOf(group, slot) === host &&
      nodes.hosts[host].incarnation === incarnation &&
      nodes.disks.generation(host) === generation
    );
  }

  /** Agents of replicas that lack the next record do not keep up: they compare what they can when they have it. */
  seenByAll({ group, seenTo }: ArchivedPartition): number {
    const { groups } = this.context;
    let least = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (this.hasAgent(group, slot) && groups.durable(group, slot) > seenTo[slot])
        least = Math.min(least, seenTo[slot]);
    }
    return least;
  }

  abandon(partition: ArchivedPartition): void {
    for (let slot = 0; slot < partition.jobs.length; slot++) {
      if (partition.jobs[slot] !== none) this.jobs.items[partition.jobs[slot]].isWanted = false;
      partition.jobs[slot] = none;
    }
  }

  private storeOf({ host }: Job): ObjectStore {
    return this.context.stores[this.context.nodes.hosts[host].region];
  }

  private begin(job: Job): void {
    this.ask(job, 0, 0, this.manifestType);
  }

  /** Sends the store a request with so many bytes after a while, and waits for its answer until the time-out. */
  private ask(job: Job, delayNs: number, bytes: number, type: number): void {
    const store = this.storeOf(job);
    const answerNs = store.answerAfterNs(bytes);
    const isInTime = store.isUp && answerNs <= this.parameters.timeout;
    job.epoch = isInTime ? store.epoch : none;
    this.context.simulation.schedule(delayNs + (isInTime ? answerNs : this.parameters.timeout), type, job.index);
  }

  private manifestAnswered(job: Job): void {
    const { groups, reader, learn, firstKept, simulation, nodes } = this.context;
    const { group, slot, partition } = job;
    const store = this.storeOf(job);
    if (!store.isAnswered(job.epoch)) return this.retry(job);
    const seenTo = partition.seenTo[slot];
    job.entry = store.manifests.entryAt(group, seenTo + 1);
    // So far behind that the records are no longer kept: they are archived, and compared by others.
    if (job.entry !== null && firstKept(group) > job.entry.first) return this.hasSeen(job, job.entry.last);
    if (groups.get(group, field.watch) === none) learn(group, slot);
    reader.read(group, slot, seenTo, job.entry?.last ?? Number.POSITIVE_INFINITY, this.bytesMaxOf(job));
    const hasIt = job.entry === null ? reader.last > seenTo : reader.last >= job.entry.last;
    if (!hasIt) return this.tryAgain(job);
    job.first = reader.first;
    job.last = reader.last;
    const readNs = nodes.disks.copyInBackground(job.host, simulation.nowNs, reader.bytes);
    job.driveEpoch = nodes.disks.stations.epoch(job.host);
    job.driveDoneAtNs = simulation.nowNs + readNs;
    simulation.schedule(readNs, this.readType, job.index);
  }

  private bytesMaxOf({ entry }: Job): number {
    return entry === null ? this.parameters.segmentBytes : Number.POSITIVE_INFINITY;
  }

  private segmentRead(job: Job): void {
    const { reader, ownership, network } = this.context;
    if (!this.isDriveDone(job)) return;
    this.readAgain(job);
    if (!reader.verify()) return this.tryAgain(job);
    if (job.entry !== null) return this.compare(job, job.entry);
    if (!ownership.ownsAll(reader)) return this.halt(job);
    const sentNs = network.sendOut(job.host, reader.bytes);
    if (sentNs < 0) return this.retry(job);
    this.ask(job, sentNs, reader.bytes, this.storedType);
  }

  /** If not, because a fault of the drive came since, the event comes again. */
  private isDriveDone(job: Job): boolean {
    const { simulation, nodes } = this.context;
    const { stations } = nodes.disks;
    job.driveDoneAtNs += Math.max(0, stations.lateness(job.host, job.driveEpoch, job.driveDoneAtNs));
    job.driveEpoch = stations.epoch(job.host);
    const leftNs = job.driveDoneAtNs - simulation.nowNs;
    if (leftNs > 0) simulation.schedule(leftNs, this.readType, job.index);
    return leftNs <= 0;
  }

  private readAgain({ group, slot, first, last }: Job): void {
    this.context.reader.read(group, slot, first - 1, last, Number.POSITIVE_INFINITY);
  }

  private segmentStored(job: Job): void {
    const { reader, simulation } = this.context;
    const store = this.storeOf(job);
    if (!store.isAnswered(job.epoch)) return this.retry(job);
    this.readAgain(job);
    const { group, host, first, last, partition } = job;
    const { bytes } = reader;
    const entry = { group, first, last, bytes, checksum: reader.checksum(), uploader: host };
    const kept = store.manifests.add(entry);
    if (kept !== entry) {
      // Another was faster, and may have cut its segment elsewhere.
      this.ask(job, 0, 0, this.manifestType);
      return;
    }
    this.counts.segmentsUploaded++;
    this.counts.uploadedBytes += bytes;
    this.context.keep(reader, bytes);
    this.trace.segmentArchived(simulation, reader);
    this.archive.archivedUpTo(partition, last, bytes);
    this.hasSeen(job, last);
  }

  private compare(job: Job, entry: ManifestEntry): void {
    this.counts.segmentsCompared++;
    if (this.context.reader.checksum() !== entry.checksum) this.counts.segmentsDiffering++;
    this.hasSeen(job, entry.last);
  }

  private hasSeen(job: Job, upTo: number): void {
    const { partition, slot } = job;
    partition.seenTo[slot] = upTo;
    this.end(job);
  }

  private halt(job: Job): void {
    this.counts.partitionsHalted++;
    job.partition.isHalted = true;
    this.end(job);
  }

  /** The store did not answer. */
  private retry(job: Job): void {
    this.counts.requestsRetried++;
    this.tryAgain(job);
  }

  private tryAgain(job: Job): void {
    const { simulation, stream } = this.context;
    const waitNs = Math.round(job.backoffNs * (0.5 + stream.next() / 2));
    job.backoffNs = Math.min(2 * job.backoffNs, this.parameters.backoffMax);
    simulation.schedule(waitNs, this.beginType, job.index);
  }

  private end(job: Job): void {
    const { partition, slot } = job;
    partition.jobs[slot] = none;
    this.jobs.release(job);
    this.archive.goOn(partition);
  }
}
