/**
 * The interval of availability that counts outages holds the true value about 95 times in 100, of processes that are on and
 * off with known means, however many requests fail in an outage; one that took requests for independent would not.
 */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { type DistributionSpec, momentsOf } from '../../sim/engine/distribution-spec.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { type AvailabilityWindow, availability, availabilityWindowNs } from '../../sim/measurement/availability.js';
import { outagesIn } from '../../sim/measurement/outages/outage.js';
import { outageInterval } from '../../sim/measurement/outages/outage-interval.js';

const months = 200;
const windowsInMonth = 8640;
const monthNs = windowsInMonth * availabilityWindowNs;
const requestsInWindow = 15_000;
const minuteNs = 60e9;

interface OnOff {
  readonly up: DistributionSpec;
  readonly down: DistributionSpec;
}

/** What a month shows of a service that answers everything while it is up, and nothing while it is down. */
function monthOf({ up, down }: OnOff, streams: RandomStreams, month: number): AvailabilityWindow[] {
  const stream = streams.stream(`month ${month}`, 'on and off');
  const [uptime, downtime] = [new Distribution(up), new Distribution(down)];
  const downNs = new Float64Array(windowsInMonth);
  for (let nowNs = uptime.sample(stream); nowNs < monthNs; nowNs += uptime.sample(stream)) {
    const untilNs = nowNs + downtime.sample(stream);
    for (; nowNs < Math.min(untilNs, monthNs); ) {
      const window = Math.floor(nowNs / availabilityWindowNs);
      const endNs = Math.min(untilNs, (window + 1) * availabilityWindowNs);
      downNs[window] += endNs - nowNs;
      nowNs = endNs;
    }
    nowNs = untilNs;
  }
  return Array.from(downNs, (each, window) => ({
    fromNs: window * availabilityWindowNs,
    observedNs: availabilityWindowNs,
    requests: requestsInWindow,
    errors: Math.round((requestsInWindow * each) / availabilityWindowNs),
  }));
}

/** In how many months of those with outages each of the two intervals holds the true unavailability. */
function coverage(process: OnOff) {
  const streams = new RandomStreams(12);
  const [up, down] = [process.up, process.down].map((each) => momentsOf(each).mean);
  const truth = down / (up + down);
  const held = { outages: 0, requests: 0, months: 0 };
  for (let month = 0; month < months; month++) {
    const windows = monthOf(process, streams, month);
    const interval = outageInterval(outagesIn(windows).map(({ lostNs }) => lostNs));
    if (interval === null) continue;
    held.months++;
    if (interval.low / monthNs <= truth && truth <= interval.high / monthNs) held.outages++;
    const lost = 1 - availability(windows).achieved;
    const half = 1.96 * Math.sqrt((lost * (1 - lost)) / (windowsInMonth * requestsInWindow));
    if (Math.abs(lost - truth) <= half) held.requests++;
  }
  return { ofOutages: held.outages / held.months, ofRequests: held.requests / held.months, months: held.months };
}

const hoursUp = (hours: number): DistributionSpec => ({ kind: 'exponential', mean: hours * 60 * minuteNs });

const processes: Readonly<Record<string, OnOff>> = {
  'ten outages of an exponential length': { up: hoursUp(72), down: { kind: 'exponential', mean: 10 * minuteNs } },
  'fifty outages of seconds': { up: hoursUp(14), down: { kind: 'exponential', mean: minuteNs / 12 } },
  'three outages of an hour': { up: hoursUp(240), down: { kind: 'uniform', from: 0, to: 120 * minuteNs } },
  'ten outages alike': { up: hoursUp(72), down: { kind: 'constant', value: 7 * minuteNs } },
};

test.each(Object.keys(processes))('with %s a month, the interval holds the true value as often as it says', (name) => {
  const { ofOutages, ofRequests, months: counted } = coverage(processes[name]);
  expect(counted).toBeGreaterThan(180);
  expect(ofOutages).toBeGreaterThanOrEqual(0.9);
  // Of outages alike it is the interval of a count, which holds more often than it says, as counts are whole.
  expect(ofOutages).toBeLessThanOrEqual(name.endsWith('alike') ? 1 : 0.995);
  expect(ofRequests).toBeLessThan(0.5);
});

// Exact intervals of a Poisson count (Garwood 1936): ours is wider by Student's t, and by no more than that.
test.each([
  [2, 0.242, 7.225],
  [10, 4.795, 18.39],
  [30, 20.24, 42.83],
])('of %i outages alike it is about that of their count', (outages, low, high) => {
  const interval = outageInterval(new Array<number>(outages).fill(1))!;
  expect(interval.low).toBeLessThan(low);
  expect(interval.high).toBeGreaterThan(high);
  expect(interval.high - interval.low).toBeLessThan((high - low) * (1 + 3 / outages));
});
