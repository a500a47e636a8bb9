/**
 * The tunables of the network, `parameters.network` in a scenario. Where a default comes from is a section of the fact
 * sheet behind this project, or the word assumption with its reason; see engine/tunable.ts.
 */
import { atLeastThenExponential } from '../engine/distribution-spec.js';
import { ms, type Tunables, us } from '../engine/tunable.js';

export const networkParameters = {
  clientDelay: {
    unit: 'timeDistribution',
    default: atLeastThenExponential(120 * us, 60 * us),
    about: 'one way between a client and a router of its zone, load balancer included',
    source: 'recalled: client to router 0.3 to 1 ms round trip',
  },
  sameZoneDelay: {
    unit: 'timeDistribution',
    default: atLeastThenExponential(60 * us, 30 * us),
    about: 'one way between hosts of one zone',
    source: 'recalled: 0.1 to 0.3 ms round trip',
  },
  crossZoneDelay: {
    unit: 'timeDistribution',
    default: atLeastThenExponential(350 * us, 80 * us),
    about: 'one way between zones of a region',
    source: 'public measurements: 0.5 to 1.5 ms round trip by pair, mean 0.82 ms in eu-west-1',
  },
  crossRegionDelay: {
    unit: 'timeDistribution',
    default: atLeastThenExponential(34 * ms, 200 * us),
    about: 'one way between two regions without a published round trip or a delay of their own',
    source: 'public measurements: us-east-1 to us-west-2 68 ms round trip',
  },
  crossRegionJitter: {
    unit: 'duration',
    default: 200 * us,
    min: 0,
    max: 4 * ms,
    about: 'random part, in the mean, of the published one way between two regions',
    source: 'assumption: what waits in switches is less than a hundredth of most ways; published round trips are means',
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
} as const satisfies Tunables;
