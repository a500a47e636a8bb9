/** The journal of the control plane is bounded, keeps what is rare, and spreads what is frequent over the run. */
import { expect, test } from 'vitest';
import { Activity, entriesMax } from '../../sim/control-plane/activity.js';

const journal = () => new Activity((group) => `t/${group}`, String);

test('of 100,000 splits and five other acts among them all five are kept, and splits from the first to the last', () => {
  const activity = journal();
  for (let at = 0; at < 100_000; at++) {
    activity.partition(at * 1e9, at, 'split for consumption', 'hot');
    if (at % 20_000 === 0) activity.table(at * 1e9, 't', `read provision raised to ${at}`, 'used');
  }
  const list = activity.list();
  expect(activity.written).toBe(100_005);
  expect(list.length).toBeLessThanOrEqual(entriesMax);
  expect(list.filter(({ what }) => what.startsWith('read provision'))).toHaveLength(5);
  expect(list.map(({ atS }) => atS)).toEqual(list.map(({ atS }) => atS).sort((a, b) => a - b));
  // 100,000 over the least power of two that leaves no more than 495 of them: every 256th, from 0 on.
  const splits = list.filter(({ what }) => what === 'split for consumption').map(({ atS }) => atS);
  expect(splits).toEqual(Array.from({ length: Math.ceil(100_000 / 256) }, (_, at) => at * 256));
});

test('is whole while it has room', () => {
  const activity = journal();
  for (let at = 0; at < entriesMax; at++) activity.partition(at, at, at % 2 === 0 ? 'replica moved' : 'move begun', '');
  expect(activity.list()).toHaveLength(entriesMax);
});
