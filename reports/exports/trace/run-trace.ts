/**
 * A run as a trace for Perfetto, out of its result alone: what befell the system, what it did, the requests that were kept,
 * and the series. The requests are its exemplars, a small sample that leans to the slow and the failed, and the trace says so.
 */
import type { Result } from '../../../sim/result.js';
import { count } from '../../format.js';
import { addActs, addElections, addFaults, strip } from './act-tracks.js';
import { Flows } from './flows.js';
import { keptRequests, requestStrips } from './request-strips.js';
import { addCounters } from './series-counters.js';
import { traceBytes } from './trace-packets.js';
import { TraceTracks } from './trace-tracks.js';

export function runTrace(result: Result, version: string): Uint8Array {
  const { scenario, seed, run } = result;
  const tracks = new TraceTracks();
  const root = tracks.add(null, `${scenario.title}, seed ${seed}`, `A run of dynamosim ${version}. ${scenario.shows}`);
  const kept = keptRequests(result);
  const flows = new Flows();
  const requests = kept.flatMap((each) => requestStrips(result, each, flows));
  addFaults(tracks, root, result, flows);
  addElections(tracks, root, result, flows);
  addActs(tracks, root, result);
  const sample = `requests: ${kept.length} kept of ${count(run.requests)}`;
  tracks.putInLanes(tracks.add(root, sample, sampling), requests);
  const countersLeftOut = addCounters(tracks, root, result);
  const { warmupSeconds, simulatedSeconds } = run;
  const warmUp = { name: 'warm-up', category: 'run', args: {} };
  const about = {
    ...{ dynamosim: version, scenario: scenario.title, scenarioDigest: scenario.digest, seed, digest: run.digest },
    ...{ events: run.events, interrupted: run.interrupted, requests: run.requests, requestsKept: kept.length },
    ...{ requestsAre: sampling, countersLeftOut },
  };
  const whole = strip(
    0,
    simulatedSeconds,
    { name: 'run', category: 'run', args: about },
    warmupSeconds > 0 ? strip(0, Math.min(warmupSeconds, simulatedSeconds), warmUp).events : [],
  );
  tracks.put(root, ...whole.events);
  return traceBytes(tracks.tracks, tracks.events);
}

const sampling =
  'A sample, and not a fair one: of each kind of request the slowest, one of each band of the tail, and some that failed; ' +
  'of each tenant the slowest of its worst windows. keptAs says why each is here.';
