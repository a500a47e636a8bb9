/**
 * The format of scenario files over the years. `format: 1` says which one a file is written in; a file that does not say is
 * of the first. An older file is read through the chain of migrations, each of which turns a document of one format into
 * one of the next, so that everything behind it knows the newest alone. Another format is refused with one message: what
 * else it says could only be misread.
 */
import { problemAt, ScenarioError } from './problem.js';
import { describePlain, type Path, positionOf, type YamlDocument } from './yaml-document.js';

/**
 * From the format of its index, counted from 1, to the next. Pure: it makes a new document, in which each value keeps the
 * place at which the file says it, wherever it moves.
 */
export type Migration = (document: YamlDocument) => YamlDocument;

/** None so far: there is one format. */
export const migrations: readonly Migration[] = [];

/** That of `new`, and of the schema. */
export const newestFormat = 1;

const path: Path = ['format'];

/** The document in the newest format, which it no longer names. Throws ScenarioError. */
export function migrated(document: YamlDocument, chain = migrations): YamlDocument {
  const { format = 1 } = document.root;
  const newest = chain.length + 1;
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1 || format > newest) {
    const known = newest === 1 ? 'format: 1, the only one so far' : `a format from 1 to ${newest}`;
    const found = format === null ? 'no number' : `the format ${describePlain(format)}`;
    const expected = `${known}; a newer dynamosim may know more`;
    throw new ScenarioError([problemAt(positionOf(document.place, path, false), { found, expected })]);
  }
  const latest = chain.slice(format - 1).reduce((older, migrate) => migrate(older), document);
  const { format: _, ...root } = latest.root;
  return { ...latest, root: Object.assign(Object.create(null), root) };
}
