/**
 * What a run was judged by, one case each, for reports that build servers read: objectives, expectations and properties
 * in the result's order. A run that was asked nothing still has a case that says that it ended, since build servers take
 * an empty report for a broken one.
 */
import type { CheckRow, Result } from '../../sim/result.js';
import { count, plural, timeSpan, unknownNumber } from '../format.js';
import { printable } from '../safe-text.js';
import { actualInWords, expectationInWords, marginInWords, objectiveInWords, targetInWords } from '../verdict-words.js';

/** Lines of the scenario's text, by the result's rows; null of what stands on none. */
export type RowLines = Readonly<Record<'objectives' | 'expectations', readonly (number | null)[]>>;

/** All texts are printable. */
export interface VerdictCase {
  readonly kind: 'objective' | 'expectation' | 'property' | 'run';
  readonly name: string;
  readonly state: 'good' | 'bad' | 'unknown';
  readonly target: string;
  readonly actual: string;
  readonly margin: string;
  /** Actual, target and margin in a sentence. */
  readonly words: string;
  /** Where it stands in the scenario's text; null where a setting put it, and of what no scenario writes down. */
  readonly line: number | null;
}

export function verdictCases(result: Result, lines: RowLines): readonly VerdictCase[] {
  const objectives = result.objectives.map((row, index): VerdictCase => {
    const name = printable(`${row.tenant} ${row.metric}`);
    const judged = { kind: 'objective', name, ...stateOf(row), target: targetInWords(row) } as const;
    return { ...judged, ...figuresOf(row), words: objectiveInWords(row), line: lines.objectives[index] };
  });
  const expectations = result.expectations.map((row, index): VerdictCase => {
    const judged = { kind: 'expectation', name: printable(row.metric), ...stateOf(row) } as const;
    const words = expectationInWords(row);
    return { ...judged, target: row.condition, ...figuresOf(row), words, line: lines.expectations[index] };
  });
  const cases = [...objectives, ...expectations, ...result.checks.map(propertyCase)];
  return cases.length > 0 ? cases : [endOf(result)];
}

const stateOf = ({ met }: { readonly met: boolean }) => ({ state: met ? 'good' : 'bad' }) as const;

const figuresOf = (row: Parameters<typeof actualInWords>[0]) => ({
  actual: actualInWords(row),
  margin: marginInWords(row),
});

const states = { holds: 'good', violated: 'bad', unknown: 'unknown' } as const;

function propertyCase({ property, verdict, examined, violations, witness }: CheckRow): VerdictCase {
  const times = `${count(violations)} of ${plural(examined, 'time')}`;
  const words = {
    holds: `holds, examined ${plural(examined, 'time')}`,
    violated: printable(`violated ${times}: ${witness ?? 'no witness'}`),
    unknown: 'nothing in this run put it to the test',
  }[verdict];
  const figures = { target: 'holds', actual: verdict, margin: unknownNumber };
  return { kind: 'property', name: printable(property), state: states[verdict], ...figures, words, line: null };
}

function endOf({ run }: Result): VerdictCase {
  const words = `${run.interrupted ? 'was interrupted' : 'ended'} after ${timeSpan(run.simulatedSeconds)}`;
  const figures = { target: 'ends', actual: words, margin: unknownNumber };
  return { kind: 'run', name: 'ends', state: run.interrupted ? 'unknown' : 'good', ...figures, words, line: null };
}

/** As compilers and editors write it. */
export function placeOf({ line }: VerdictCase, file: string): string {
  return line === null ? file : `${file}:${line}`;
}
