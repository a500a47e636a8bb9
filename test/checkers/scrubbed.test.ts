/** The check of scrub holds the service to what can be known of copies: no less, and no more. */
import { expect, test } from 'vitest';
import { ScrubCheck } from '../../sim/checkers/scrubbed.js';
import type { DamagedCopyView } from '../../sim/trace.js';

const at = (nowNs: number) => ({ nowNs });
const nodes = [0, 1, 2];
const copyOn = (node: number, failsChecksum = false, writeId = 7): DamagedCopyView => ({
  ...{ node, table: 0, item: 3, sequenceNumber: 5, writeId, failsChecksum },
  ...{ isLogRecord: false, overSequenceNumber: 5, sinceNs: 1 },
});
const dispute = { table: 0, item: 3, nodes, comparedSinceNs: 2, overSequenceNumber: 5 };
const [rotten, wrong, alike, other] = [copyOn(0, true), copyOn(1), copyOn(2), copyOn(2, false, 8)];

function judged(damaged: readonly DamagedCopyView[], act: (check: ScrubCheck) => void, archivedUpTo = -1) {
  const check = new ScrubCheck([{ groupOf: () => 0 }], 1e9, true, archivedUpTo >= 0);
  for (const copy of damaged) check.copyDamaged(at(1), copy);
  act(check);
  check.copiesCompared(at(3), 0, nodes, 2, 0, archivedUpTo);
  return check.results(4)[0].violations;
}
const find =
  (...found: readonly DamagedCopyView[]) =>
  (check: ScrubCheck) => {
    for (const copy of found) check.damageFound(at(3), copy, 'scrub');
  };
const disputed =
  (...found: readonly DamagedCopyView[]) =>
  (check: ScrubCheck) => {
    check.disputeBegan(at(3), dispute);
    find(...found)(check);
  };

test.each([
  { what: 'the one of three that differs', damaged: [wrong], act: find(), violations: 1 },
  { what: 'it, when it is found', damaged: [wrong], act: find(wrong), violations: 0 },
  { what: 'most that are wrong alike', damaged: [wrong, alike], act: find(), violations: 0 },
  { what: 'these, where the archive tells', damaged: [wrong, alike], act: find(), upTo: 5, violations: 2 },
  { what: 'these, where it does not go so far', damaged: [wrong, alike], act: find(), upTo: 4, violations: 2 },
  { what: 'these, and it is told', damaged: [wrong, alike], act: disputed(), upTo: 4, violations: 0 },
  {
    what: 'one that fails its checksum, of copies that are all bad',
    damaged: [rotten, wrong, alike],
    act: find(),
    violations: 1,
  },
  {
    what: 'the only one that is left to say anything',
    damaged: [rotten, copyOn(2, true), wrong],
    act: find(rotten, copyOn(2, true)),
    violations: 1,
  },
  { what: 'a tie that nobody tells', damaged: [rotten, wrong], act: find(rotten), violations: 1 },
  { what: 'a tie that is told', damaged: [rotten, wrong], act: disputed(rotten), violations: 0 },
  { what: 'three that all differ, and it is told', damaged: [wrong, other], act: disputed(), violations: 0 },
  { what: 'a dispute where most agree', damaged: [wrong], act: disputed(wrong), violations: 1 },
])('$what: $violations', ({ damaged, act, upTo, violations }) => {
  expect(judged(damaged, act, upTo)).toBe(violations);
});

test('a copy that is repaired while its item is in dispute was made of one that is', () => {
  const repair = (check: ScrubCheck) => {
    disputed(rotten)(check);
    check.damageEnded(at(3), rotten, 'repaired');
  };
  expect(judged([rotten, wrong], repair)).toBe(1);
  const settled = (check: ScrubCheck) => {
    disputed(rotten)(check);
    check.disputeEnded(at(3), dispute);
    find(wrong)(check);
    check.damageEnded(at(3), rotten, 'repaired');
  };
  expect(judged([rotten, wrong], settled)).toBe(0);
});
