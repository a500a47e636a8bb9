/**
 * Workload w1, the hold model of the event-queue literature (D. W. Jones, "An Empirical Comparison of Priority-Queue and
 * Event-Set Implementations", Communications of the ACM 29(4), 1986): a constant number of pending events, each of which,
 * when it happens, schedules itself anew an exponential second later. Measures the pending-event set and nothing else.
 */
import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { unitExponential } from '../../sim/engine/ziggurat.js';
import { type BenchResult, noLatency, timed } from './bench-result.js';

const holdMeanNs = 1e9;

export function runHoldModel(events: number, pendingEvents: number): BenchResult {
  const simulation = new Simulation(new BucketQueue());
  const holds = new RandomStreams(1).stream('hold model', 'holds');
  const hold = (event: number) => simulation.schedule(Math.floor(unitExponential(holds) * holdMeanNs), happens, event);
  const happens = simulation.on('event happens', hold);
  for (let event = 0; event < pendingEvents; event++) hold(event);
  const wallSeconds = timed(() => simulation.runUntil(Number.POSITIVE_INFINITY, events));
  return {
    name: `w1 with ${pendingEvents} pending`,
    requests: events,
    events: simulation.digest.events,
    wallSeconds,
    ...noLatency,
    digest: simulation.digest.toString(),
  };
}
