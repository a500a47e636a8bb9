/**
 * The same scenario and seed give the same answer, byte for byte, however the run is executed and whoever else is there.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isWrite } from '../sim/protocol/operations.js';
import { Run, run } from '../sim/run.js';
import { readScenario } from '../sim/scenario/read.js';
import type { Scenario } from '../sim/scenario/scenario.js';
import type { Clock, RequestView } from '../sim/trace.js';
import { smallRegion, tenantText } from './small-region.js';

const shop = tenantText({
  arrivals: { poisson: '400/s' },
  keys: 'zipfian',
  client: { instances: 5, retries: 'standard', timeout: '300ms', hedgeAfter: '20ms' },
});
const bots = tenantText({
  arrivals: {
    bursty: [
      { rate: '100/s', stay: '1s' },
      { rate: '2k/s', stay: '100ms' },
    ],
  },
});

/** Something of everything that draws, waits or fails. */
const eventful = (tenants: object = { shop, bots }, seed = 7): Scenario =>
  smallRegion({
    seed,
    duration: '12s',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 2 } },
    tables: { t: { partitions: 8, items: { count: 10_000, size: { lognormal: { median: '1KB', sigma: 0.8 } } } } },
    tenants,
    faults: [
      { kind: 'host-crash', target: '20% of storage nodes in r', at: '2s', for: '3s' },
      { kind: 'packet-loss', target: 'r/az-2', share: '5%', at: '3s', for: '4s' },
      { kind: 'load-balancer-flap', target: 'all routers in r/az-1', period: '500ms', at: '4s', for: '3s' },
      { kind: 'network-delay', target: 'r/az-3', delay: { exponential: '5ms' }, at: '6s', for: '2s' },
      { kind: 'leader-handover', target: 'leader of t/3', at: '9s' },
    ],
  });
const asText = (scenario: Scenario) => JSON.stringify(run(scenario));

const paper = (name: string) => (): Scenario => {
  const file = `scenarios/paper/${name}.yaml`;
  return readScenario(readFileSync(file, 'utf8'), file);
};

describe.each([
  ['with faults', eventful],
  ['with a control plane that splits', paper('split-for-consumption')],
  ['with admission servers that crash', paper('admission-server-lost')],
])('the same bytes %s', (_, scenario) => {
  const reference = asText(scenario());

  test('twice', () => expect(asText(scenario())).toBe(reference));

  test('with either event queue', () => {
    expect(JSON.stringify(run(scenario(), { eventQueue: 'heap' }))).toBe(reference);
  });

  test.each([1, 997, 50_000])('advanced by %i events at a time', (eventsMax) => {
    const inSlices = new Run(scenario());
    let slices = 1;
    while (!inSlices.advance(eventsMax)) slices++;
    expect(slices).toBeGreaterThan(1);
    expect(JSON.stringify(inSlices.finish())).toBe(reference);
  });

  test('with a second run between its steps', () => {
    const one = new Run(scenario());
    const other = new Run(eventful({ shop }, 8));
    while (!one.advance(10_000)) other.advance(5000);
    expect(JSON.stringify(one.finish())).toBe(reference);
  });
});

test('another seed gives another answer', () => {
  expect(run(eventful(undefined, 8)).run.digest).not.toBe(run(eventful()).run.digest);
});

/** Each request of one tenant as it was issued; what a read weighs is up to whoever wrote the item last. */
function issuedBy(tenant: string, scenario: Scenario): string[] {
  const issued: string[] = [];
  const requestStarted = ({ nowNs }: Clock, request: RequestView) => {
    const { operation, item, bytes, isStrong } = request;
    if (scenario.tenants[request.tenant].name !== tenant) return;
    issued.push([nowNs, operation, item, isWrite(operation) ? bytes : '', isStrong].join());
  };
  new Run(scenario, { observers: [{ requestStarted }] }).advance();
  return issued;
}

describe("a tenant's requests do not depend on anyone else", () => {
  const issued = issuedBy('shop', eventful());

  test('a neighbour is gone', () => expect(issuedBy('shop', eventful({ shop }))).toEqual(issued));

  test('the faults are gone', () => {
    expect(issuedBy('shop', { ...eventful(), faults: [] })).toEqual(issued);
  });

  test('it retries differently', () => {
    const patient = { ...shop, client: { instances: 5, retries: 'none', timeout: '5s' } };
    expect(issuedBy('shop', eventful({ shop: patient, bots }))).toEqual(issued);
  });
});
