/**
 * How long it takes until a region that is added has all of a table. Of n items in a partition as many leave at once as may be
 * on their way, f, and one each 1 / fillItemsPerSecond after that: (n - f) / rate; over a narrow link it is what they weigh
 * over its bandwidth; where the table's write units there are fewer, it is n over those. And what clients of the region see.
 */
import { expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { run } from '../../sim/run.js';
import { sum, type Text, violations } from '../small-region.js';
import { regionsWith, writerText } from './two-regions.js';

const orderedS = 2;
const items = 600;
const inFlight = 40;
const wayS = 0.04;

const filled = (globalTables: Text, table: Text = {}, changes: Text = {}, parameters: Text = {}): Result =>
  run(
    regionsWith(['a', 'b'], {
      duration: '8s',
      tables: {
        t: {
          ...{ region: 'a', addRegions: [{ region: 'b', at: `${orderedS}s` }], partitions: 1 },
          ...{ items: { count: items, size: '1KB' }, ...table },
        },
      },
      tenants: { w: writerText('a', { arrivals: { poisson: '50/s' }, stop: '7s' }) },
      parameters: { globalTables: { changesInFlight: inFlight, ...globalTables }, ...parameters },
      ...changes,
    }),
  );

const secondsOf = ({ globalTables: { additions } }: Result) => additions[0].filledS! - orderedS;

test('at the rate that is stated, less what leaves at once, and a round trip for the last', () => {
  const perSecond = 200;
  const result = filled({ fillItemsPerSecond: perSecond });
  expect(secondsOf(result)).toBeCloseTo((items - inFlight) / perSecond + 2 * wayS, 1);
  expect(result.globalTables.additions).toEqual([
    {
      table: 't',
      region: 'b',
      from: 'a',
      atS: orderedS,
      filledS: expect.any(Number),
      items,
      itemsToCopy: items,
      bytes: items * 1e3,
    },
  ]);
  expect(result.globalTables.longestFillMs).toBeCloseTo(1e3 * secondsOf(result), 6);
  const { changesSent, changesApplied, changesWaiting } = result.globalTables;
  expect([changesSent > 0, changesApplied, changesWaiting]).toEqual([true, changesSent, 0]);
  expect(violations(result)).toEqual([]);
});

test('partitions are copied side by side', () => {
  const [one, four] = [1, 4].map((partitions) => secondsOf(filled({ fillItemsPerSecond: 150 }, { partitions })));
  // Their parts are equal up to the hash.
  expect(four).toBeLessThan(one / 2.5);
});

test('over a narrow link, what items and changes weigh over its bandwidth', () => {
  const bandwidth = 300e3;
  const faults = [{ kind: 'narrow-link', target: 'a', peer: 'b', bandwidth: `${bandwidth / 1e3}KB/s`, at: '0s' }];
  const result = filled({ fillItemsPerSecond: 10_000, changeBytes: '200B' }, {}, { faults });
  // Each item, and each of 50 changes a second beside them, with 200 bytes about it and 200 of the message's headers.
  const bytes = 1000 + 200 + 200;
  expect(secondsOf(result)).toBeCloseTo((items * bytes) / (bandwidth - 50 * bytes) + 2 * wayS, 0.7);
  expect(violations(result)).toEqual([]);
});

test('where the table has fewer write units there, at what they are, and what is refused comes again', () => {
  const units = 150;
  const result = filled(
    { fillItemsPerSecond: 10_000, backoffMax: '100ms' },
    { capacity: { read: 100, write: units } },
    { tenants: { w: writerText('a', { arrivals: { poisson: '1/s' } }) } },
    // Units that were not used are kept for no longer than a second.
    { admission: { burstWindow: '1s', bucketDepth: '1s' } },
  );
  expect(secondsOf(result)).toBeGreaterThan((items - units - inFlight) / units);
  expect(secondsOf(result)).toBeLessThan((1.2 * items) / units);
  expect(result.globalTables.itemsSentAgain).toBeGreaterThan(50);
  expect(violations(result)).toEqual([]);
});

test('clients there do not find the table until it has all, and then find all that was ever written', () => {
  const readerText = writerText('b', { mix: { getItem: '100%' }, arrivals: { poisson: '100/s' } });
  const result = filled(
    { fillItemsPerSecond: 200 },
    {},
    { tenants: { w: writerText('a', { arrivals: { poisson: '50/s' } }), r: readerText } },
  );
  const openS = orderedS + secondsOf(result);
  const reader = result.series.tenants.findIndex(({ tenant }) => tenant === 'r');
  const of = (column: 'succeeded' | 'serverErrors', fromS: number, toS: number) =>
    sum(result, column, fromS, toS, reader);
  expect([of('succeeded', 0, openS), of('serverErrors', 0, openS) > 100]).toEqual([0, true]);
  expect([of('succeeded', openS + 0.3, 8) > 100, of('serverErrors', openS + 0.3, 8)]).toEqual([true, 0]);
  expect(result.exemplars.flatMap(({ tries }) => tries.map(({ answer }) => answer))).toContain('notFound');
  expect(violations(result)).toEqual([]);
});

test('a run that ends before says how far it was', () => {
  const result = filled({ fillItemsPerSecond: 20 });
  const [{ filledS, items: copied, itemsToCopy }] = result.globalTables.additions;
  expect([filledS, itemsToCopy, result.globalTables.regionsFilled]).toEqual([null, items, 0]);
  expect(Math.abs(copied - (inFlight + 20 * (8 - orderedS)))).toBeLessThan(5);
  expect(violations(result)).toEqual([]);
});

test('a planted defect that drops what is copied leaves the list of changes as it is', () => {
  const scenario = regionsWith(['a', 'b', 'c'], {
    duration: '15s',
    tables: {
      t: { regions: ['a', 'b'], addRegions: [{ region: 'c', at: '2s' }], items: { count: 2000, size: '1KB' } },
    },
    tenants: { w: writerText('a', { stop: '9s' }) },
    faults: [{ kind: 'network-partition', target: 'a', peer: 'c', at: '2500ms', for: '2s' }],
    parameters: { globalTables: { timeout: '500ms', changesInFlight: 20, fillItemsPerSecond: 500 } },
  });
  const defects = ['backlog-truncated-on-return'] as const;
  const { globalTables } = run({ ...scenario, parameters: { ...scenario.parameters, defects } });
  expect(globalTables.itemsFilled).toBeLessThan(2000);
  expect(globalTables.changesWaiting).toBe(0);
});
