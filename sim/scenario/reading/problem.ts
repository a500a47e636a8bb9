/**
 * A user's mistakes in a scenario, all of them at once, each with its place, what was found there, what was expected
 * and the nearest valid name. This is the one error type for users; a broken assertion of ours is a plain Error.
 */
import { nearestName } from './nearest-name.js';
import { nameElsewhere } from './other-words.js';

/** Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly found: string;
  readonly expected: string;
  readonly message: string;
  readonly nearest?: string | undefined;
}

/** What a user may have meant, and should know before it is run. */
export interface Warning extends Position {
  readonly message: string;
}

/** What is wrong, before anybody asked where: `candidates` are the names that would have been valid. */
export interface Mismatch {
  readonly found: string;
  readonly expected: string;
  readonly candidates?: readonly string[];
  /** The word that was meant to be one of the candidates; without it, no nearest name is sought. */
  readonly word?: string;
}

/** More problems than this help nobody; the rest is counted. */
export const problemsMax = 50;
const textShownMax = 60;

export class ScenarioError extends Error {
  readonly problems: readonly Problem[];
  /** Problems beyond `problemsMax`. */
  readonly omitted: number;
  /** The texts in which problems have their places, by `file`, as far as they are known. */
  sources: ReadonlyMap<string, string>;

  /** `omitted`: of problems that were counted before. */
  constructor(problems: readonly Problem[], omitted = 0, sources: ReadonlyMap<string, string> = new Map()) {
    if (problems.length === 0) throw new Error('a ScenarioError needs a problem');
    const sorted = withoutRepeats([...problems].sort(byPosition));
    super(sorted[0].message);
    this.name = 'ScenarioError';
    this.problems = sorted.slice(0, problemsMax);
    this.omitted = omitted + sorted.length - this.problems.length;
    this.sources = sources;
  }
}

/** The nearest name is sought when the problem is shown: a file may hold as many wrong names as there are right ones. */
export function problemAt({ file, line, column }: Position, mismatch: Mismatch): Problem {
  const { found, expected, candidates, word } = mismatch;
  return {
    ...{ file, line, column, found, expected },
    get nearest() {
      if (!candidates || word === undefined) return undefined;
      return nameElsewhere(word, candidates) ?? nearestName(word, candidates) ?? undefined;
    },
    get message() {
      const hint = this.nearest === undefined ? '' : ` (did you mean ${quoted(this.nearest)}?)`;
      return `found ${found}; expected ${expected}${hint}`;
    },
  };
}

export const placeAndMessage = ({ file, line, column, message }: Problem) => `${file}:${line}:${column}: ${message}`;

/** One line per problem: `file:line:column: found …; expected … (did you mean "x"?)`. */
export function problemLines(error: ScenarioError): string[] {
  const lines = error.problems.map(placeAndMessage);
  if (error.omitted > 0) lines.push(`and ${error.omitted} more`);
  return lines;
}

/** One line per warning: `file:line:column: warning: …`. */
export function warningLines(warnings: readonly Warning[]): string[] {
  const lines = new Set(warnings.map((w) => `${w.file}:${w.line}:${w.column}: warning: ${w.message}`));
  const shown = [...lines].slice(0, problemsMax);
  return lines.size > shown.length ? [...shown, `and ${lines.size - shown.length} more`] : shown;
}

/** Names stand in it as they were written: a caller that shows it on a terminal takes care of what they may hold. */
export function formatProblems(error: ScenarioError): string {
  return problemLines(error).join('\n');
}

/** The text in quotes, control characters escaped, cut where it grows long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= textShownMax ? text : `${text.slice(0, textShownMax)}…`);
}

function byPosition(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** A value behind several aliases is judged once for each; the user wrote it once. */
function withoutRepeats(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((p) => {
    const identity = `${p.file}:${p.line}:${p.column}: ${p.found} ${p.expected}`;
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

/** A reference to a name that the scenario does not define. */
export function unknownName(what: string, word: string, candidates: readonly string[]): Mismatch {
  const shown = candidates.slice(0, 10).join(', ') + (candidates.length > 10 ? ' …' : '');
  return { found: `the ${what} ${quoted(word)}`, expected: `a ${what} of this scenario: ${shown}`, candidates, word };
}

/** A table that a restore makes, where one is meant that is there from the beginning. */
export function notRestored(word: string, tables: readonly string[]): Mismatch {
  const { expected } = unknownName('table', word, tables);
  return { found: `the restored table ${quoted(word)}`, expected: `${expected}; a restored one cannot be meant here` };
}
