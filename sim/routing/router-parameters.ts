/** The tunables of request routers, `parameters.router` in a scenario. */
import { atLeastThenExponential } from '../engine/distribution-spec.js';
import { ms, s, type Tunables, us } from '../engine/tunable.js';

export const routerParameters = {
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
    source: 'recalled: router work 0.2 to 0.5 ms with its round trips',
  },
  callTimeout: {
    unit: 'duration',
    default: 500 * ms,
    min: 1 * ms,
    about: 'how long a router waits for a storage node',
    source: 'assumption: below the lease, so that a fail-over is bounded by the lease; the service waits 5 s (re:Post)',
  },
  callRetriesMax: {
    unit: 'count',
    default: 1,
    min: 0,
    max: 10,
    about: 'calls tried elsewhere after a time-out or an error',
    source: 're:Post: the front end then retries another node itself',
  },
  avoidSilentFor: {
    unit: 'duration',
    default: 5 * s,
    min: 0,
    about: 'how long a router sends eventual reads past a node that did not answer, before one request tries it again',
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
  requestBytes: {
    unit: 'bytes',
    default: 200,
    min: 0,
    about: 'a call to a storage node that carries no item',
    source: 'assumption: a key and what the request asks',
  },
  answerBytes: {
    unit: 'bytes',
    default: 128,
    min: 0,
    about: 'an answer to a client that carries no item',
    source: 'assumption: a status and its identifiers',
  },
  warmCache: {
    unit: 'boolean',
    default: true,
    about: 'routers start with the partition map in their caches',
    source: 'P22 6.6: hit rate 99.75 %',
  },
} as const satisfies Tunables;
