/**
 * What a strong read returns of an item is one of the acknowledged writes that no other follows: none that was acknowledged
 * began after it had ended. Where it is older, a write is gone, and that is a violation unless no copy of it was left.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AcknowledgedWriteCheck } from '../../sim/checkers/acknowledged-writes.js';
import type { CopyOwners } from '../../sim/checkers/surviving-copies.js';
import type { AttemptView, DamagedCopyView, FinishedRequestView, SegmentView } from '../../sim/trace.js';
import { runSmallRegion, tenantText, violations } from '../small-region.js';

/** Partition 0 has item 0, and copies on nodes 0, 1 and 2. */
const owners: CopyOwners = {
  replicas: 3,
  quorum: 2,
  groupsOf: (node) => (node < 3 ? [0] : []),
  hostsWithItems: () => [0, 1, 2],
  groupOf: () => 0,
  parentOf: () => -1,
};

interface Write {
  readonly fromNs: number;
  readonly toNs: number;
  readonly how: 'acknowledged' | 'acknowledged at the second attempt' | 'failed';
}

const requestOf = ({ fromNs, how }: Write, nth: number) =>
  ({
    ...{ index: nth, table: 0, item: 0, isWrite: true, writeId: nth + 1, startedAtNs: fromNs },
    attempts: how === 'acknowledged' ? 1 : 2,
  }) as FinishedRequestView;
const winner = { sequenceNumber: 1, silentNode: -1 } as AttemptView;

/** Tells the checker of the writes in the order of time; they are numbered in the order in which they begin. */
function told(writes: readonly Write[], found: () => number): AcknowledgedWriteCheck {
  const check = new AcknowledgedWriteCheck([1], owners, { read: found }, 1000);
  const ends = (at: number) => writes.flatMap(({ fromNs, toNs }, nth) => [{ atNs: at ? toNs : fromNs, nth, at }]);
  const calls = [...ends(0), ...ends(1)].sort((a, b) => a.atNs - b.atNs || a.at - b.at);
  for (const { atNs, nth, at } of calls) {
    const request = requestOf(writes[nth], nth);
    if (at === 0) check.requestStarted({ nowNs: atNs }, request);
    else check.requestFinished({ nowNs: atNs }, request, writes[nth].how === 'failed' ? null : winner);
  }
  return check;
}

const write = fc.record({
  fromNs: fc.nat(100),
  lastsNs: fc.integer({ min: 1, max: 30 }),
  how: fc.constantFrom('acknowledged', 'acknowledged', 'acknowledged at the second attempt', 'failed'),
}) as fc.Arbitrary<{ fromNs: number; lastsNs: number; how: Write['how'] }>;

test('a read is judged as by the definition', () => {
  fc.assert(
    fc.property(fc.array(write, { minLength: 1, maxLength: 12 }), fc.nat(12), (drawn, pick) => {
      // No two begin or end at once.
      const writes = drawn
        .sort((a, b) => a.fromNs - b.fromNs)
        .map(({ fromNs, lastsNs, how }, nth) => ({
          fromNs: fromNs * 100 + nth,
          toNs: (fromNs + lastsNs) * 100 + nth + 50,
          how,
        }));
      const found = Math.min(pick, writes.length);
      const endNs = (nth: number) => (writes[nth].how === 'acknowledged' ? writes[nth].toNs : Number.POSITIVE_INFINITY);
      const isFollowed = writes.some(
        ({ fromNs, how }) => how !== 'failed' && (found === 0 || fromNs > endNs(found - 1)),
      );
      expect(told(writes, () => found).results(20_000)[0].violations).toBe(isFollowed ? 1 : 0);
    }),
    { numRuns: 2000 },
  );
});

test('a write that is under way may be read, and nothing is asked where nobody answers', () => {
  const acknowledged: Write = { fromNs: 10, toNs: 20, how: 'acknowledged' };
  let found = 5;
  const check = told([acknowledged], () => found);
  check.requestStarted({ nowNs: 1 }, { ...requestOf(acknowledged, 0), index: 7, writeId: 5 });
  expect(check.results(30)[0]).toMatchObject({ examined: 1, verdict: 'holds' });
  found = -1;
  expect(check.results(31)[0].examined).toBe(1);
});

describe('a write that is gone', () => {
  const acknowledged: Write = { fromNs: 10, toNs: 20, how: 'acknowledged' };
  const segment = (last: number) => ({ group: 0, last }) as SegmentView;
  const judged = (happens: (check: AcknowledgedWriteCheck) => void) => {
    const check = told([acknowledged], () => 0);
    happens(check);
    const [{ violations, witness }] = check.results(100);
    return { violations, witness };
  };

  test('is a violation where two of three copies are left', () => {
    const { violations, witness } = judged((check) => check.nodeLostData({ nowNs: 30 }, 0, 0));
    expect(violations).toBe(1);
    expect(witness).toMatch(/write 1 to item 0, acknowledged at 0\.00000002 s, is gone/);
  });

  test('is none where two were destroyed before either was copied again', () => {
    const { violations } = judged((check) => {
      check.nodeLostData({ nowNs: 30 }, 0, 0);
      check.nodeLostData({ nowNs: 40 }, 2, 0);
    });
    expect(violations).toBe(0);
  });

  test.each([
    ['the first had been copied again', (check: AcknowledgedWriteCheck) => check.replicaCopied({ nowNs: 35 }, 0, 0)],
    [
      'a log replica had joined before the write',
      (check: AcknowledgedWriteCheck) => check.replicaJoined({ nowNs: 5 }, 0, 9, false),
    ],
    ['the archive had it', (check: AcknowledgedWriteCheck) => check.segmentArchived({ nowNs: 35 }, segment(1))],
  ])('is a violation where two were destroyed and %s', (_, happens) => {
    const { violations } = judged((check) => {
      check.nodeLostData({ nowNs: 30 }, 0, 0);
      happens(check);
      check.nodeLostData({ nowNs: 40 }, 2, 0);
    });
    expect(violations).toBe(1);
  });

  test('is none where the log replica that had joined has it but rotten, and is one where that is another record', () => {
    const judgedWith = (sequenceNumber: number, node: number) =>
      judged((check) => {
        check.nodeLostData({ nowNs: 30 }, 0, 0);
        check.replicaJoined({ nowNs: 5 }, 0, 9, false);
        const record = { node, table: 0, item: 0, sequenceNumber, isLogRecord: true } as DamagedCopyView;
        check.copyDamaged({ nowNs: 35 }, record);
        check.nodeLostData({ nowNs: 40 }, 2, 0);
      }).violations;
    expect([judgedWith(1, 9), judgedWith(2, 9), judgedWith(1, 1)]).toEqual([0, 1, 1]);
  });

  test('is a violation where two drives lost only what came after it', () => {
    const losing = (sinceNs: number) => (check: AcknowledgedWriteCheck) => {
      check.nodeLostData({ nowNs: 30 }, 0, sinceNs);
      check.nodeLostData({ nowNs: 40 }, 1, 15);
    };
    expect(judged(losing(25)).violations).toBe(1);
    expect(judged(losing(20)).violations).toBe(0);
  });
});

test('in a run in which all drives lose flushes, what they lost is no fault of the service', () => {
  const lost = (lies: boolean) =>
    runSmallRegion({
      duration: '14s',
      tenants: { a: tenantText({ mix: { putItem: '100%' }, stop: '11s' }) },
      faults: [
        ...(lies ? [{ kind: 'lost-flush', target: 'storage nodes in r', at: '5s', for: '6s' }] : []),
        { kind: 'host-crash', target: 'storage nodes in r', at: '10s', for: '1s' },
      ],
    }).checks.filter(({ verdict }) => verdict === 'violated');
  expect(lost(true).map(({ property }) => property)).toEqual(['durability']);
  expect(lost(false)).toEqual([]);
});

test('it is found in a run, without a word of the service: acknowledged by the leader alone', () => {
  const sent = { putItem: '100%' };
  const changes = {
    tenants: { a: tenantText({ mix: sent }) },
    faults: [{ kind: 'network-partition', target: 'leader of t/0', peer: 'followers of t/0', at: '5s', for: '5s' }],
  };
  const gone = (quorum: number) =>
    violations(runSmallRegion({ ...changes, parameters: { replication: { quorum } } })).filter((each) =>
      each.startsWith('acknowledged-writes'),
    );
  expect(gone(1)).toHaveLength(1);
  expect(gone(2)).toEqual([]);
});
