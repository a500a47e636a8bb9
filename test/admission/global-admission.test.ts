/** A table's provision follows its load over the routers, and the loss of admission servers does no harm. */

import { expect, test } from 'vitest';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { AdmissionRegion, intervalS, refusedShare, sum } from './admission-region.js';

const rate = 1000;
/** Requests of one unit that pass at a router of six without tokens. */
const overdraft = Math.ceil((rate * intervalS * 0.1) / 6);
const evenly = (load: number) => Array.from({ length: 6 }, () => (rate * load) / 6);

/** A table in use for a while. */
function settled(load: readonly number[]): AdmissionRegion {
  const region = new AdmissionRegion(rate, 2);
  region.run(15, load);
  return region;
}

test('load within the provision passes, even at one router only', () => {
  for (const load of [evenly(0.95), [0.95 * rate, 0, 0, 0, 0, 0]]) {
    expect(refusedShare(settled(load).run(20, load))).toBe(0);
  }
});

test('load within the provision passes from the first request, as soon as servers have something to grant', () => {
  const region = new AdmissionRegion(30 * rate, 12);
  const load = Array.from({ length: 36 }, () => (30 * rate * 0.7) / 36);
  expect(refusedShare(region.run(2 * intervalS, load))).toBeLessThan(0.01);
});

test('load that moves to another router takes its tokens with it', () => {
  const region = settled([0.85 * rate, 0, 0, 0, 0, 0.05 * rate]);
  const moved = [0.05 * rate, 0, 0, 0, 0, 0.85 * rate];
  region.run(2 * intervalS, moved);
  expect(refusedShare(region.run(20, moved))).toBe(0);
});

test('load beyond the provision gets the provision, each router in proportion to its demand', () => {
  const load = [1200, 600, 600, 300, 200, 100];
  const windows = settled(load).run(20, load);
  expect(sum(windows, 'admitted') / (20 * rate)).toBeCloseTo(1, 1);
  for (const [router, { admitted }] of windows.entries()) {
    expect(admitted / (20 * load[router]) / (1 / 3)).toBeCloseTo(1, 0);
  }
});

test('a request for more than a router ever holds is admitted, and its units are owed', () => {
  const region = new AdmissionRegion(10, 2);
  expect(region.request(0, 400)).toBe(throttle.none);
  expect(refusedShare(region.run(20, [5, 0, 0, 0, 0, 0]))).toBe(1);
  region.run(25, [5, 0, 0, 0, 0, 0]);
  expect(refusedShare(region.run(20, [5, 0, 0, 0, 0, 0]))).toBeLessThan(0.1);
});

test('refusals name their kind and the mode, and are accounted', () => {
  const refusals = (mode: 'global' | 'on-demand', kind: number) => {
    const region = new AdmissionRegion(10, 1, { mode });
    region.request(0, 400, kind);
    return [region.request(0, 1, kind), region.usage.tableRefusedUnits[kind]];
  };
  expect(refusals('global', unitKind.read)).toEqual([throttle.readProvisioned, 1]);
  expect(refusals('global', unitKind.write)).toEqual([throttle.writeProvisioned, 1]);
  expect(refusals('on-demand', unitKind.read)).toEqual([throttle.readOnDemand, 1]);
  expect(refusals('on-demand', unitKind.write)).toEqual([throttle.writeOnDemand, 1]);
});

test('tables without global admission are not looked at', () => {
  const region = new AdmissionRegion(10, 1, { mode: 'static' });
  expect(refusedShare(region.run(5, [100, 0, 0]))).toBe(0);
  expect(region.admission.servers.asks.asked).toBe(0);
});

test('a router gives back what it does not use, for others to hold', () => {
  const region = settled([0.9 * rate, 0, 0, 0, 0, 0]);
  region.run(15, [0.02 * rate, 0.08 * rate, 0, 0, 0, 0]);
  const admitted = region.admittedUpTo[region.admittedUpTo.length - 1];
  const held = region.admission.servers.granted(0, unitKind.read) - admitted;
  // What both use in an interval, or what is left of it.
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(1.1 * 0.1 * rate * intervalS);
});

test('an idle table schedules nothing, and its tokens have expired when it is used again', () => {
  const region = settled(evenly(0.5));
  region.run(1, []);
  expect(region.simulation.pendingEvents).toBe(0);
  region.run(60, []);
  expect(region.request(0)).toBe(throttle.none);
  // The overdraft of one of six routers, and then nothing until the answer comes.
  const atOnce = Array.from({ length: 100 }, () => region.request(0)).filter((code) => code === throttle.none).length;
  expect(atOnce).toBe(overdraft - 1);
});

test('a new rate holds at once', () => {
  const region = settled(evenly(2));
  region.admission.setRate(0, unitKind.read, 3 * rate);
  region.run(2, evenly(2));
  expect(refusedShare(region.run(5, evenly(2)))).toBe(0);
  region.admission.setRate(0, unitKind.read, rate / 2);
  region.run(5, evenly(2));
  expect(sum(region.run(10, evenly(2)), 'admitted') / (10 * rate)).toBeCloseTo(0.5, 1);
});

test('when its server dies the table goes on with the next, and back again', () => {
  const region = settled(evenly(0.9));
  region.crashServer(region.servers[0]);
  expect(refusedShare(region.run(20, evenly(0.9)))).toBeLessThan(0.001);
  region.restartServer(region.servers[0]);
  expect(refusedShare(region.run(20, evenly(0.9)))).toBeLessThan(0.001);
});

test('a table that uses all of its provision feels the loss of its server for two intervals at most', () => {
  const region = settled(evenly(1.2));
  region.crashServer(region.servers[0]);
  expect(sum(region.run(2 * intervalS, evenly(1.2)), 'admitted')).toBeGreaterThan(0.75 * 2 * intervalS * rate);
  expect(sum(region.run(10, evenly(1.2)), 'admitted') / (10 * rate)).toBeCloseTo(1, 1);
});

test('a silent server is asked again after the life of a token, not by every ask', () => {
  const region = settled(evenly(0.5));
  region.pauseServer(region.servers[0], 1000);
  region.run(5, evenly(0.5));
  const before = region.admission.servers.asks.asked;
  region.run(20, evenly(0.5));
  const retries = region.admission.servers.asks.asked - before;
  const withAllServers = settled(evenly(0.5));
  const beforeThat = withAllServers.admission.servers.asks.asked;
  withAllServers.run(20, evenly(0.5));
  // Each of six routers tries the silent one about every fifth second.
  expect(retries - (withAllServers.admission.servers.asks.asked - beforeThat)).toBeLessThan(6 * 6);
});

test('a router that gets no answer asks the next server at once', () => {
  const region = settled(evenly(0.3));
  region.crashServer(region.servers[0]);
  const before = region.admission.servers.asks.asked;
  region.run(intervalS + 0.4, evenly(0.3));
  // Each of six routers once in vain, and once more.
  expect(region.admission.servers.asks.asked - before).toBeGreaterThanOrEqual(12);
});

test('a server that was down has forgotten its tokens', () => {
  const region = settled(evenly(0.1));
  region.crashServer(region.servers[0]);
  region.restartServer(region.servers[0]);
  const before = region.admission.servers.granted(0, unitKind.read);
  region.run(1, evenly(3));
  expect(region.admission.servers.granted(0, unitKind.read) - before).toBeLessThanOrEqual(rate);
});

test('with every server lost, routers go on at the rates they had', () => {
  const region = settled(evenly(2));
  for (const server of region.servers) region.crashServer(server);
  region.run(2, evenly(2));
  const admitted = sum(region.run(60, evenly(2)), 'admitted') / (60 * rate);
  expect(admitted).toBeCloseTo(1, 1);
  for (const server of region.servers) region.restartServer(server);
  region.run(10, evenly(2));
  expect(sum(region.run(20, evenly(2)), 'admitted') / (20 * rate)).toBeCloseTo(1, 1);
});

test('a router left alone saves no more than an interval fills', () => {
  const region = settled([rate, 0, 0, 0, 0, 0]);
  for (const server of region.servers) region.crashServer(server);
  region.run(10, [rate, 0, 0, 0, 0, 0]);
  region.run(60, []);
  const codes = Array.from({ length: 10 * rate }, () => region.request(0));
  expect(codes.filter((code) => code === throttle.none).length / (rate * intervalS)).toBeCloseTo(1, 1);
});

test('a router that crashed forgets its debt and asks anew', () => {
  const region = new AdmissionRegion(10, 1);
  region.request(0, 400);
  region.run(1, []);
  expect(region.request(0)).toBe(throttle.readProvisioned);
  region.crashRouter(0);
  expect(region.request(0)).toBe(throttle.none);
});

test('an answer to a router in an earlier life brings no tokens', () => {
  const region = settled(evenly(0.5));
  region.run(60, []);
  region.request(0);
  region.crashRouter(0);
  region.run(1, []);
  const atOnce = Array.from({ length: 100 }, () => region.request(0)).filter((code) => code === throttle.none).length;
  expect(atOnce).toBe(overdraft);
});

test('an answer that comes too late brings no tokens', () => {
  const region = settled(evenly(0.5));
  region.run(60, []);
  region.pauseServer(region.servers[0], 0.3);
  region.request(0);
  region.run(1, []);
  // The next server, which begins with nothing, has answered meanwhile.
  const atOnce = Array.from({ length: 100 }, () => region.request(0)).filter((code) => code === throttle.none).length;
  expect(atOnce).toBe(overdraft - 1);
});

test('a router in a later life does not ask again for an earlier one', () => {
  const region = settled(evenly(0.5));
  region.run(60, []);
  for (const server of region.servers) region.pauseServer(server, 10);
  region.request(0);
  region.crashRouter(0);
  const before = region.admission.servers.asks.asked;
  region.run(5, []);
  expect(region.admission.servers.asks.asked).toBe(before);
});
