/**
 * From zod's issues to mismatches with a path: what was found comes from the raw value there, what was expected is the
 * issue's message (see forms.ts). Of a union that failed, the branch that the text was meant for speaks.
 */
import type { z } from 'zod';
import type { IssueParams } from '../quantities/forms.js';
import { nameElsewhere, notModelledYet } from './other-words.js';
import type { Mismatch } from './problem.js';
import { quoted } from './problem.js';
import { describePlain, type Path, type Plain, valueAt } from './yaml-document.js';

export interface SchemaIssue {
  readonly path: Path;
  /** The key itself is wrong, not what it holds. */
  readonly isAboutKey: boolean;
  readonly mismatch: Mismatch;
}

type ZodIssue = z.core.$ZodIssue;

export function issuesOf(error: z.ZodError, raw: Plain): SchemaIssue[] {
  return error.issues.flatMap((issue) => flatten(issue, [])).map(({ path, issue }) => translate(issue, path, raw));
}

interface Flat {
  readonly path: Path;
  readonly issue: ZodIssue;
}

function flatten(issue: ZodIssue, before: Path): Flat[] {
  // Paths hold no symbols here: keys come from YAML.
  const path = [...before, ...(issue.path as (string | number)[])];
  if (issue.code !== 'invalid_union') return [{ path, issue }];
  const branches = issue.errors.map((issues) => issues.flatMap((each) => flatten(each, path)));
  const meant = branches.filter((branch) => branch.length > 0 && !branch.some((flat) => isOfAnotherForm(flat, path)));
  const closest = meant.sort((a, b) => a.length - b.length)[0];
  return closest ?? [{ path, issue }];
}

function isOfAnotherForm({ path, issue }: Flat, unionPath: Path): boolean {
  const isFormIssue = issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
  return path.length === unionPath.length && isFormIssue;
}

function translate(issue: ZodIssue, path: Path, raw: Plain): SchemaIssue {
  const params: IssueParams = issue.code === 'custom' ? (issue.params ?? {}) : {};
  const isAboutKey = params.isUnknownKey === true || issue.code === 'invalid_key';
  const value = valueAt(raw, path);
  const last = path[path.length - 1];
  const expected = issue.message;
  if (isAboutKey) {
    const key = quoted(String(last));
    const feature = params.isUnknownKey ? notModelledYet(String(last)) : null;
    if (feature !== null && !nameElsewhere(String(last), params.candidates ?? [])) {
      return { path, isAboutKey, mismatch: { found: `${key} (${feature}), which is not modelled yet`, expected } };
    }
    const found = params.isUnknownKey ? `the unknown key ${key}` : `the name ${key}`;
    return { path, isAboutKey, mismatch: { found, expected, ...candidatesFor(String(last), params.candidates) } };
  }
  const isMissing = value === undefined && typeof last === 'string';
  const found = params.found ?? (isMissing ? `no ${quoted(last)}` : foundIn(value, issue));
  const candidates = typeof value === 'string' ? candidatesFor(value, wordsOf(issue)) : {};
  return { path, isAboutKey, mismatch: { found, expected, ...candidates } };
}

/** Of a list that is too short or too long, how many it has. */
function foundIn(value: Plain | undefined, { code }: ZodIssue): string {
  const isOfWrongSize = Array.isArray(value) && (code === 'too_big' || code === 'too_small');
  return isOfWrongSize ? `a list of ${value.length}` : describePlain(value);
}

/** The words that would have been valid here, where words are among the forms. */
function wordsOf(issue: ZodIssue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return undefined;
  const ofForms = issue.errors.flatMap((issues) => issues.flatMap((each) => wordsOf(each) ?? []));
  const ofKinds = 'options' in issue && issue.options ? issue.options.map(String) : [];
  return [...ofKinds, ...ofForms];
}

function candidatesFor(word: string, candidates: readonly string[] | undefined) {
  return candidates ? { word, candidates } : {};
}
