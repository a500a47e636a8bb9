/** Clients that went to another region are on the time axis as long as any of them is there, and told with the faults at home. */
import { expect, test } from 'vitest';
import { stretchesAway } from '../../reports/away-from-home.js';
import { clientsAwayLines, clientsAwayOf } from '../../reports/explain/clients-away.js';
import { lanesOf } from '../../reports/lanes.js';
import { line } from '../../reports/text-line.js';
import type { Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

type Move = Result['failover']['list'][number];

const base = resultFixture();
const endS = base.run.simulatedSeconds;
const row = (tenant: string, failovers: number): Result['failover']['tenants'][number] => ({
  ...{ tenant, regions: ['a', 'b', 'c'], failovers, failbacks: 0, longestAwayMs: null, secondsAway: 0 },
  ...{ staleReadsAfterFailover: 0, ownWritesUnread: 0, requestsRepeated: 0, writesRepeated: 0, writesMadeTwice: 0 },
  ...{ firstLeftS: null, lastLeftS: null },
});
const move = (
  tenant: string,
  instance: number,
  atS: number,
  from: string,
  to: string,
  reason: Move['reason'],
): Move => ({
  ...{ tenant, instance, atS, from, to, reason },
});
const result: Result = {
  ...base,
  faults: [
    {
      kind: 'region-outage',
      target: 'a',
      hosts: ['a/az-1/router-1'],
      hostsHit: 1,
      fromS: 2,
      toS: 5,
      condition: 'was down',
    },
  ],
  failover: {
    ...base.failover,
    tenants: [row('x', 4), row('y', 0), row('z', 1)],
    list: [
      move('x', 0, 3, 'a', 'b', 'failed requests'),
      move('x', 1, 4, 'a', 'b', 'failed requests'),
      move('x', 0, 4.5, 'b', 'c', 'failed requests'),
      move('x', 0, 7, 'c', 'a', 'return'),
      move('x', 1, 8, 'b', 'a', 'return'),
      move('z', 0, 9, 'a', 'c', 'health checks'),
      move('x', 2, 10, 'a', 'b', 'failed requests'),
      move('x', 2, 11, 'b', 'a', 'return'),
    ],
  },
};

test('from the first that leaves to the last that is back, or the end', () => {
  const stretches = stretchesAway(result).map(({ tenant, fromS, toS, left, isOver }) => [
    tenant,
    fromS,
    toS,
    left,
    isOver,
  ]);
  expect(stretches).toEqual([
    ['x', 3, 8, 2, true],
    ['x', 10, 11, 1, true],
    ['z', 9, endS, 1, false],
  ]);
});

test('a lane for each tenant whose clients left, with a stroke for each that did', () => {
  const bar = (tenant: string, fromS: number, toS: number) => {
    return { name: `${tenant} away from a`, fromS, toS, paleFromS: null };
  };
  expect(lanesOf(result).slice(-2)).toEqual([
    {
      name: '4 fail-overs of x',
      beside: '4 fail-overs',
      atS: [3, 4, 4.5, 10],
      bars: [bar('x', 3, 8), bar('x', 10, 11)],
    },
    { name: '1 fail-over of z', beside: '1 fail-over', atS: [9], bars: [bar('z', 9, endS)] },
  ]);
  expect(lanesOf(base).some(({ name }) => name.includes('fail-over'))).toBe(false);
});

test('explained in the order of time, with what was wrong at home', () => {
  const paragraph = (_indent: number, text: string) => [line(text)];
  const words = clientsAwayLines(clientsAwayOf(result), paragraph).map(({ text }) => text);
  expect(words.slice(2)).toEqual([
    'x: 2 moves from a, the first to b at 3 s, after failed requests; all back at 8 s',
    'meanwhile region-outage of a from 2 to 5 s',
    'z: 1 move from a, the first to c at 9 s, after health checks; not all back at the end',
    'x: 1 move from a, the first to b at 10 s, after failed requests; all back at 11 s',
  ]);
  expect(clientsAwayLines(clientsAwayOf(base), paragraph)).toEqual([]);
});
