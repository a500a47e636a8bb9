/** Objectives, expectations and properties that one result met and the other did not, or that one alone was judged by. */
import type { CheckRow, ExpectationRow, ObjectiveRow, Result } from '../../sim/result.js';
import { expectationInWords, objectiveInWords } from '../verdict-words.js';
import { pairedRows, type Runs } from './paired-rows.js';

export interface VerdictChange {
  readonly kind: 'objective' | 'expectation' | 'property';
  readonly name: string;
  /** Null where it was not asked. */
  readonly a: Judged | null;
  readonly b: Judged | null;
}

export interface Judged {
  readonly verdict: 'met' | 'missed' | CheckRow['verdict'];
  readonly words: string;
  /** Of several seeds, how many had that verdict, which is the worst of them; null of one run. */
  readonly inSeeds: number | null;
}

export function verdictChanges(a: Runs, b: Runs): readonly VerdictChange[] {
  const all = [
    ...changesOf('objective', a, b, ({ objectives }) => objectives.map(ofObjective)),
    ...changesOf('expectation', a, b, ({ expectations }) => expectations.map(ofExpectation)),
    ...changesOf('property', a, b, ({ checks }) => checks.map(ofProperty)),
  ];
  const isAlike = (one: Judged | null, other: Judged | null) =>
    one?.verdict === other?.verdict && one?.inSeeds === other?.inSeeds;
  return all.filter((change) => !isAlike(change.a, change.b));
}

/** A row's name, what it asks, and how it was judged. */
interface Asked extends Omit<Judged, 'inSeeds'> {
  readonly name: string;
  readonly condition: string;
}

function changesOf(
  kind: VerdictChange['kind'],
  a: Runs,
  b: Runs,
  judged: (result: Result) => readonly Asked[],
): VerdictChange[] {
  const key = ({ name, condition }: Asked) => JSON.stringify([name, condition]);
  return pairedRows(a, b, judged, key).map((rows) => ({
    ...{ kind, name: rows.row.name, a: verdictIn(rows.a), b: verdictIn(rows.b) },
  }));
}

const worstFirst: readonly Judged['verdict'][] = ['violated', 'missed', 'unknown', 'holds', 'met'];

/** Of several seeds the worst, and in how many of them it came. */
function verdictIn(found: readonly (Asked | undefined)[]): Judged | null {
  const asked = found.filter((each) => each !== undefined);
  const worst = worstFirst.find((verdict) => asked.some((each) => each.verdict === verdict));
  const alike = asked.filter(({ verdict }) => verdict === worst);
  if (worst === undefined) return null;
  const inSeeds = found.length === 1 ? null : alike.length;
  const words = alike[0].words;
  const often = alike.length === found.length ? `all ${found.length}` : `${alike.length} of ${found.length}`;
  return {
    verdict: worst,
    words: inSeeds === null ? words : `in ${often} seeds, such as ${words}`,
    inSeeds,
  };
}

const verdictOf = ({ met }: { readonly met: boolean }) => (met ? 'met' : 'missed');

const ofObjective = (row: ObjectiveRow): Asked => ({
  ...{ name: `${row.tenant} ${row.metric}`, condition: '' },
  ...{ verdict: verdictOf(row), words: objectiveInWords(row) },
});
const ofExpectation = (row: ExpectationRow): Asked => ({
  ...{ name: row.metric, condition: row.condition },
  ...{ verdict: verdictOf(row), words: expectationInWords(row) },
});
const ofProperty = ({ property, verdict, witness }: CheckRow): Asked => ({
  ...{ name: property, condition: '' },
  ...{ verdict, words: witness ?? verdict },
});
