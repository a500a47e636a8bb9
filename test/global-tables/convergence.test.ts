/**
 * Copies of a global table agree once nothing waits: after regions were cut off one way and both ways, after nodes, zones and
 * leaders crashed, with clocks that differ, the version of every item is everywhere the one that the rule names. The rule is
 * applied here anew, to what the regions committed: the latest stamp, and of equal ones the region that is later in the
 * file. Seeds and what was drawn are printed.
 */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import type { StampedVersion } from '../../sim/protocol/stamped-version.js';
import { Run } from '../../sim/run.js';
import { LeaderReads } from '../../sim/storage/leader-reads.js';
import type { Text } from '../small-region.js';
import { verdict } from '../small-region.js';
import { regionsWith, writerText } from './two-regions.js';

const names = ['a', 'b', 'c'];

/** A few faults between 2 s and 12 s, all over by then. */
function drawnFaults(seed: number): Text[] {
  const stream = new RandomStreams(seed).stream('test', 'faults');
  const oneOf = <T>(list: readonly T[]) => list[stream.below(list.length)];
  return Array.from({ length: 1 + stream.below(4) }, () => {
    const target = oneOf(names);
    const peer = oneOf(names.filter((name) => name !== target));
    const at = 2 + stream.below(6);
    const times = { at: `${at}s`, for: `${1 + stream.below(4)}s` };
    return oneOf<Text>([
      { kind: 'network-partition', target, peer, ...times },
      { kind: 'network-partition', target, peer, direction: 'outbound', ...times },
      { kind: 'packet-loss', target, peer, share: '30%', ...times },
      { kind: 'network-delay', target, peer, delay: '700ms', ...times },
      { kind: 'clock-skew', target, offset: `${stream.below(2) === 0 ? '-' : ''}${1 + stream.below(900)}ms`, ...times },
      { kind: 'zone-outage', target: `${target}/az-1`, ...times },
      { kind: 'host-crash', target: `leader of t in ${target}/${stream.below(2)}`, ...times },
    ]);
  });
}

test.each(Array.from({ length: 8 }, (_, index) => index + 1))('after the faults of seed %i', (seed) => {
  const faults = drawnFaults(seed);
  const context = `seed ${seed}: ${JSON.stringify(faults)}`;
  const scenario = regionsWith(names, {
    seed,
    duration: '25s',
    tenants: Object.fromEntries(
      names.map((name) => [`of-${name}`, writerText(name, { stop: '14s', keys: { zipfian: 0.9 } })]),
    ),
    faults,
    // Clocks are read coarsely, so that two regions often write an item at the same time.
    parameters: { globalTables: { clockTick: '20ms', timeout: '500ms', backoffMax: '500ms' } },
  });
  const winners = new Map<number, StampedVersion>();
  const run = new Run(scenario, {
    observers: [
      {
        versionWritten: (_clock, version) => {
          const best = winners.get(version.item);
          const isLater =
            best === undefined ||
            version.stampNs > best.stampNs ||
            (version.stampNs === best.stampNs && version.region > best.region);
          if (isLater) winners.set(version.item, version);
        },
      },
    ],
  });
  while (!run.advance());
  const result = run.finish();
  const { changesSent, changesApplied, changesSuperseded, changesWaiting } = result.globalTables;
  expect(changesWaiting, context).toBe(0);
  expect(changesSent, context).toBe(changesApplied + changesSuperseded);
  expect(verdict(result, 'convergence'), context).toBe('holds');
  const reads = new LeaderReads(run.service.storage, run.service.keySpaces.spaces);
  for (const [item, { writeId }] of winners) {
    expect(
      [0, 1, 2].map((table) => reads.read(table, item)),
      `${context}, item ${item}`,
    ).toEqual([writeId, writeId, writeId]);
  }
  expect(winners.size).toBeGreaterThan(100);
});
