/** Objectives, expectations and properties that one result met and the other did not, or that one alone was judged by. */
import type { CheckRow, ExpectationRow, ObjectiveRow, Result } from '../../sim/result.js';
import { expectationInWords, objectiveInWords } from '../verdict-words.js';
import { pairsOf } from './differences.js';

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
}

export function verdictChanges(a: Result, b: Result): readonly VerdictChange[] {
  const all = [
    ...changesOf('objective', a.objectives, b.objectives, ofObjective),
    ...changesOf('expectation', a.expectations, b.expectations, ofExpectation),
    ...changesOf('property', a.checks, b.checks, ofProperty),
  ];
  return all.filter((change) => change.a?.verdict !== change.b?.verdict);
}

/** A row's name, what it asks, and how it was judged. */
interface Asked extends Judged {
  readonly name: string;
  readonly condition: string;
}

function changesOf<Row>(
  kind: VerdictChange['kind'],
  a: readonly Row[],
  b: readonly Row[],
  judged: (row: Row) => Asked,
): VerdictChange[] {
  const key = ({ name, condition }: Asked) => JSON.stringify([name, condition]);
  return pairsOf(a.map(judged), b.map(judged), key).map(([ofA, ofB, { name }]) => ({
    ...{ kind, name, a: verdictIn(ofA), b: verdictIn(ofB) },
  }));
}

const verdictIn = (asked: Asked | undefined) =>
  asked === undefined ? null : { verdict: asked.verdict, words: asked.words };

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
