/** The slowest requests on the page, attempt by attempt, each piece of time where and as wide as it was. */
import { expect, test } from 'vitest';
import { Figures } from '../../../reports/page/figures.js';
import { waterfalls } from '../../../reports/page/waterfalls.js';
import type { ExemplarRow } from '../../../sim/request-time.js';
import { resultFixture } from '../fixture.js';

const attempt = { router: 'router-1', node: 'storage-1', reason: null } as const;
const slowest: ExemplarRow = {
  ...{ keptAs: 'slowest', tenant: 'storefront', operation: 'getItem', consistency: 'strong', partition: 'orders/7' },
  ...{ item: 42, startedS: 40.5, latencyMs: 200, outcome: 'succeeded', attempts: 2 },
  tries: [
    {
      ...attempt,
      number: 1,
      silentNode: 'storage-9',
      fromMs: 0,
      toMs: 100,
      answer: '500',
      spans: [{ stage: 'failover', fromMs: 0, toMs: 90 }],
    },
    {
      ...attempt,
      number: 2,
      silentNode: null,
      fromMs: 150,
      toMs: 200,
      answer: 'ok',
      spans: [{ stage: 'disk', fromMs: 160, toMs: 200 }],
    },
  ],
};
const pageOf = (exemplars: readonly ExemplarRow[]) => waterfalls(new Figures({ ...resultFixture(), exemplars })).markup;

test('a piece of time lies where it was, of a thousand from start to end', () => {
  const pieces = [...pageOf([slowest]).matchAll(/class="(stage-\w+|attempt[\w -]*)" x="([\d.]+)" width="([\d.]+)"/g)];
  expect(pieces.map(([, name, x, width]) => [name, Number(x), Number(width)])).toEqual([
    ['attempt attempt-failed', 0, 500],
    ['stage-failover', 0, 450],
    ['attempt', 750, 250],
    ['stage-disk', 800, 200],
  ]);
});

test('an attempt says its number, its way, and the node that kept it waiting', () => {
  const cells = [
    ...pageOf([slowest])
      .replace(/<.?small>/g, '')
      .matchAll(/<th scope="row" class="name">(\d)<\/th><td class="name">([^<]*)</g),
  ];
  expect(cells.map(([, number, way]) => `${number}: ${way}`)).toEqual([
    '1: router-1 to storage-1; no answer from storage-9',
    '2: router-1 to storage-1',
  ]);
});

test('two of each operation are shown, the slowest, and requests kept for other reasons are not', () => {
  const rows = [10, 30, 20, 40].map((latencyMs) => ({ ...slowest, latencyMs }));
  const markup = pageOf([...rows, { ...slowest, keptAs: 'p0-p50', latencyMs: 50 }]);
  expect([...markup.matchAll(/exemplars\/\d\/latencyMs">(\d+) ms/g)].map(([, ms]) => Number(ms))).toEqual([40, 30]);
});
