/**
 * Workload w2, the M/M/1 queue: customers arrive as a Poisson stream, 0.8 a second; one server takes exponential 1 s each,
 * first come first served. The time a customer spends is exponential with mean 1 / (1 - 0.8) = 5 s, p99 = 5 ln 100 =
 * 23.03 s. Few events are pending, so this measures the loop and the handlers more than the pending-event set. Virtual time
 * ends after some 7 million customers.
 */
import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import { Histogram } from '../../sim/engine/histogram.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { unitExponential } from '../../sim/engine/ziggurat.js';
import { type BenchResult, latencyFigures, timed } from './bench-result.js';

const interarrivalMeanNs = 1e9 / 0.8;
const serviceMeanNs = 1e9;
/** At load 0.8 a queue of n has probability 0.8^n: this length never occurs. */
const customersPresentMax = 1 << 12;

export function runMm1(customers: number): BenchResult {
  const simulation = new Simulation(new BucketQueue());
  const streams = new RandomStreams(2);
  const arrivals = streams.stream('customers', 'arrivals');
  const services = streams.stream('server', 'services');
  const spentNs = new Histogram();
  /** A ring of the arrival times of those present; the oldest is in service. */
  const arrivedAtNs = new Float64Array(customersPresentMax);
  let arrived = 0;
  let departed = 0;

  const arrival = simulation.on('customer arrives', () => {
    if (arrived - departed === customersPresentMax) throw new Error(`more than ${customersPresentMax} customers`);
    arrivedAtNs[arrived++ % customersPresentMax] = simulation.nowNs;
    if (arrived < customers) awaitArrival();
    if (arrived - departed === 1) serve();
  });
  const departure = simulation.on('customer departs', () => {
    spentNs.record(simulation.nowNs - arrivedAtNs[departed++ % customersPresentMax]);
    if (departed < arrived) serve();
  });

  function awaitArrival(): void {
    simulation.schedule(Math.floor(unitExponential(arrivals) * interarrivalMeanNs), arrival, 0);
  }

  function serve(): void {
    simulation.schedule(Math.floor(unitExponential(services) * serviceMeanNs), departure, 0);
  }

  awaitArrival();
  const wallSeconds = timed(() => simulation.runUntil(Number.POSITIVE_INFINITY));
  return {
    name: 'w2',
    requests: spentNs.count,
    events: simulation.digest.events,
    wallSeconds,
    ...latencyFigures(spentNs),
    digest: simulation.digest.toString(),
  };
}
