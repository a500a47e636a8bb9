/**
 * A node that is slow though alive is told by those that share partitions with it, by its drive or by its processor; what
 * slows all alike, or many, or one link, or only for a moment, is no node's fault.
 */
import { expect, test } from 'vitest';
import { GrayNodes } from '../../sim/control-plane/gray-nodes.js';
import { run } from '../../sim/run.js';
import { smallRegion, type Text, tenantText, violations } from '../small-region.js';

/** As they are placed, each of the nodes that faults hit here has 8 replicas. */
const healingOf = (faults: readonly Text[], healing: Text = {}) => {
  const result = run(
    smallRegion({
      duration: '70s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 4 } },
      tables: { t: { partitions: 24, items: { count: 24_000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '50/s' } }) },
      faults,
      parameters: { healing: { enabled: true, ...healing } },
    }),
  );
  expect(violations(result)).toEqual([]);
  return result.healing;
};

test.each([
  { kind: 'slow-disk', factor: '20x' },
  { kind: 'slow-cpu', factor: '50x' },
])('a node with $kind is judged by its peers and emptied', (fault) => {
  const healing = healingOf([{ ...fault, target: 'az-2/storage-3', at: '5s' }]);
  expect(healing).toMatchObject({
    nodesJudgedGray: 1,
    grayFalseAlarms: 0,
    storageReplicasAdded: 8,
    underReplicated: 0,
  });
  // A report every 5 s, said to be slow for 10 s of them; a look that takes long is known late.
  expect(healing.longestToJudgeGrayMs).toBeGreaterThan(10_000);
  expect(healing.longestToJudgeGrayMs).toBeLessThan(30_000);
  expect(healing.longestToEmptyGrayMs).toBeGreaterThan(0);
});

test.each([
  ['the whole fleet', { kind: 'slow-disk', factor: '30x', target: 'all storage nodes in r', at: '5s' }],
  ['a zone', { kind: 'slow-disk', factor: '30x', target: 'all storage nodes in r/az-2', at: '5s' }],
  ['a node for 8 s', { kind: 'slow-disk', factor: '30x', target: 'az-2/storage-3', at: '5s', for: '8s' }],
  [
    'a link',
    { kind: 'network-delay', delay: '20ms', target: 'az-2/storage-3', peer: 'az-1/storage-1', at: '5s', for: '60s' },
  ],
])('where %s is slow, no node is judged', (_what, fault) => {
  expect(healingOf([fault])).toMatchObject({ nodesJudgedGray: 0, storageReplicasAdded: 0 });
});

test('of two slow nodes in a fleet that may empty one of twelve, none is judged; where it may empty two, both', () => {
  const faults = [
    { kind: 'slow-disk', factor: '30x', target: 'az-1/storage-1', at: '5s' },
    { kind: 'slow-disk', factor: '30x', target: 'az-2/storage-3', at: '5s' },
  ];
  expect(healingOf(faults)).toMatchObject({ nodesJudgedGray: 0 });
  expect(healingOf(faults, { grayShareMax: '20%' })).toMatchObject({
    ...{ nodesJudgedGray: 2, grayFalseAlarms: 0, storageReplicasAdded: 16, underReplicated: 0 },
  });
});

/** Ten nodes, of which each in `lookers` says of node 9 what it finds there, with a report a second. */
function judgedAfter(
  seconds: number,
  lookers: readonly { readonly isSlow: boolean }[],
  hears = true,
): readonly number[] {
  const simulation = { nowNs: 0 };
  const nodes = Array.from({ length: 10 }, (_, id) => ({ id, region: 0 }));
  const gray = new GrayNodes(
    {
      simulation: simulation as never,
      nodes: nodes as never,
      opinionsOf: (reporter) => (reporter < lookers.length ? [{ node: 9, isSlow: lookers[reporter].isSlow }] : []),
      hears: () => hears,
      believed: () => {},
    },
    { reportEvery: 1e9, slowAfter: 10e9, grayReportersMin: 3, grayShareMax: 0.1, trustAfterMax: 3600e9 },
  );
  for (let second = 0; second < seconds; second++) {
    simulation.nowNs = second * 1e9;
    for (const { id } of nodes) gray.reported(id);
  }
  return gray.judged;
}

test('the word of three is needed, of most that look, for as long as it takes, about a node that is heard', () => {
  const [slow, well] = [{ isSlow: true }, { isSlow: false }];
  expect(judgedAfter(12, [slow, slow, slow])).toEqual([9]);
  expect(judgedAfter(12, [slow, slow])).toEqual([]);
  expect(judgedAfter(12, [slow, slow, slow, well, well, well])).toEqual([]);
  expect(judgedAfter(12, [slow, slow, slow, slow, well, well, well])).toEqual([9]);
  expect(judgedAfter(10, [slow, slow, slow])).toEqual([]);
  expect(judgedAfter(12, [slow, slow, slow], false)).toEqual([]);
});

/** While an order for the place of one is on its way, the other is judged, and has a lower slot: the order is for the first. */
test('where two of a partition are slow, each makes room in its own zone', () => {
  const result = run(
    smallRegion({
      seed: 79256,
      duration: '70s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 4 } },
      tables: { t: { partitions: 16, items: { count: 4000, size: '1KB' } } },
      tenants: {
        a: { arrivals: { poisson: '60/s' }, mix: { getItem: '60%', putItem: '40%' }, reads: { strong: '50%' } },
      },
      faults: [
        { kind: 'slow-disk', target: 'az-1/storage-2', factor: '23x', at: '26s', for: '31s' },
        { kind: 'slow-disk', target: 'az-2/storage-2', factor: '46x', at: '37s', for: '33s' },
      ],
      parameters: {
        healing: { enabled: true, reportEvery: '2s', reportTimeout: '500ms', slowAfter: '6s', grayShareMax: '30%' },
      },
    }),
  );
  expect(result.healing.nodesJudgedGray).toBe(2);
  expect(violations(result)).toEqual([]);
});
