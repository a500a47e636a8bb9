/** What says when it was committed is told when it is committed, also where regions decide it first: lists are in that order. */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { regionsWith, writerText } from './two-regions.js';

const names = ['a', 'b', 'c'];

test.each(['eventual', 'strong'])('a version is committed when it is told, where consistency is %s', (consistency) => {
  const scenario = regionsWith(names, {
    duration: '10s',
    tables: { t: { regions: names, consistency, partitions: 2, items: { count: 5, size: '1KB' } } },
    tenants: Object.fromEntries(names.map((name) => [name, writerText(name, { arrivals: { poisson: '30/s' } })])),
    faults: [{ kind: 'network-partition', target: 'a', peer: 'b', at: '3s', for: '3s' }],
  });
  const lateNs: number[] = [];
  const run = new Run(scenario, {
    observers: [{ versionWritten: ({ nowNs }, { committedAtNs }) => lateNs.push(nowNs - committedAtNs) }],
  });
  while (!run.advance());
  run.finish();
  expect(lateNs.length).toBeGreaterThan(100);
  expect(Math.max(...lateNs)).toBe(0);
});
