/**
 * Workload w3, the headline: quorum writes at 300 storage nodes, each with one first-in-first-out disk. Writes arrive as
 * a Poisson stream of 70 a millisecond; the service of a disk is exponential with mean 1 ms (utilisation 0.7); every
 * message takes 0.05 ms and an exponential of mean 0.05 ms more. 12 events and 13 draws a write:
 *
 *   client -> router -> leader -> its disk -+-> follower -> its disk -+-> leader -> router -> client
 *                                           +-> follower -> its disk -+   (the first acknowledgement counts)
 *
 * Written as any user of the engine would: event types with handlers, and request state in flat arrays.
 */
import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import { Histogram } from '../../sim/engine/histogram.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { unitExponential } from '../../sim/engine/ziggurat.js';
import { type BenchResult, latencyFigures, timed } from './bench-result.js';

const nodeCount = 300;
const interarrivalMeanNs = 1e6 / 70;
const hopFixedNs = 50_000;
const hopMeanNs = 50_000;
const serviceMeanNs = 1e6;
const writesInFlightMax = 1 << 14;
const none = -1;

export function runQuorumWrite(writes: number): BenchResult {
  const simulation = new Simulation(new BucketQueue());
  const streams = new RandomStreams(3);
  const arrivals = streams.stream('clients', 'arrivals');
  const leaders = streams.stream('clients', 'leaders');
  const hops = streams.stream('network', 'hops');
  const services = streams.stream('disks', 'services');
  const latencyNs = new Histogram();
  let arrived = 0;

  // A write's state, by its index; its three disk jobs are numbered 3 x index + copy, copy 0 being the leader's.
  const sentAtNs = new Float64Array(writesInFlightMax);
  const leaderOf = new Int32Array(writesInFlightMax);
  const acknowledgements = new Int32Array(writesInFlightMax);
  const holders = new Int32Array(writesInFlightMax);
  const free = Int32Array.from({ length: writesInFlightMax }, (_, i) => writesInFlightMax - 1 - i);
  let freeCount = writesInFlightMax;

  // A disk's jobs are a linked list; the first of them is in service.
  const firstJob = new Int32Array(nodeCount).fill(none);
  const lastJob = new Int32Array(nodeCount).fill(none);
  const nextJob = new Int32Array(3 * writesInFlightMax);

  const interarrivalNs = () => Math.floor(unitExponential(arrivals) * interarrivalMeanNs);

  const arrival = simulation.on('client sends', () => {
    if (freeCount === 0) throw new Error(`more than ${writesInFlightMax} writes in flight`);
    const write = free[--freeCount];
    sentAtNs[write] = simulation.nowNs;
    leaderOf[write] = leaders.below(nodeCount);
    acknowledgements[write] = 0;
    holders[write] = 3;
    send(atRouter, write);
    if (++arrived < writes) simulation.schedule(interarrivalNs(), arrival, 0);
  });
  const atRouter = simulation.on('router receives', (write) => send(atLeader, write));
  const atLeader = simulation.on('leader receives', (write) => append(leaderOf[write], 3 * write));
  const diskDone = simulation.on('disk is done', (node) => {
    const job = firstJob[node];
    const next = nextJob[job];
    firstJob[node] = next;
    if (next !== none) serve(node);
    if (job % 3 === 0) {
      send(atFollower, job + 1);
      send(atFollower, job + 2);
    } else send(acknowledged, (job / 3) | 0);
  });
  const atFollower = simulation.on('follower receives', (job) => {
    const node = leaderOf[(job / 3) | 0] + (job % 3);
    append(node < nodeCount ? node : node - nodeCount, job);
  });
  const acknowledged = simulation.on('follower acknowledges', (write) => {
    if (acknowledgements[write]++ === 0) send(routerAnswers, write);
    release(write);
  });
  const routerAnswers = simulation.on('router answers', (write) => send(answered, write));
  const answered = simulation.on('client is answered', (write) => {
    latencyNs.record(simulation.nowNs - sentAtNs[write]);
    release(write);
  });

  // Delays are rounded down, not to the nearest: V8 does that in one instruction, and w3 runs 8 % faster for it.
  function send(type: number, payload: number): void {
    simulation.schedule(hopFixedNs + Math.floor(unitExponential(hops) * hopMeanNs), type, payload);
  }

  function serve(node: number): void {
    simulation.schedule(Math.floor(unitExponential(services) * serviceMeanNs), diskDone, node);
  }

  function append(node: number, job: number): void {
    nextJob[job] = none;
    if (firstJob[node] === none) {
      firstJob[node] = job;
      serve(node);
    } else nextJob[lastJob[node]] = job;
    lastJob[node] = job;
  }

  /** A write's index is free again when both acknowledgements and the client's answer have passed. */
  function release(write: number): void {
    if (--holders[write] === 0) free[freeCount++] = write;
  }

  simulation.schedule(interarrivalNs(), arrival, 0);
  const wallSeconds = timed(() => simulation.runUntil(Number.POSITIVE_INFINITY));
  return {
    name: 'w3',
    requests: latencyNs.count,
    events: simulation.digest.events,
    wallSeconds,
    ...latencyFigures(latencyNs),
    digest: simulation.digest.toString(),
  };
}
