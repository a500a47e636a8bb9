/** From what a user calls a scenario, a path or the name of a bundled one, to its text. */
import { basename, relative } from 'node:path';
import { problemAt, quoted, ScenarioError } from '../../scenario/reading/problem.js';
import { charactersMax } from '../../scenario/reading/yaml-syntax.js';
import { UsageError } from '../usage-error.js';
import { bundledScenarios } from './bundled-scenarios.js';
import { leadsToFile, namesOf, readTypedFile, workingFolder } from './file-access.js';

export interface ScenarioSource {
  readonly text: string;
  /** What messages call it: as the user wrote it, or a path to the bundled file. */
  readonly fileName: string;
}

/** Of UTF-16 units in UTF-8. */
const bytesPerCharacterMax = 3;
const bytesMax = charactersMax * bytesPerCharacterMax;
const extension = '.yaml';
const byteOrderMark = '\ufeff';

/** Throws ScenarioError. */
export function readScenarioSource(name: string): ScenarioSource {
  const bundled = bundledScenarios();
  const meant = leadsToFile(name) ? undefined : bundled.find((scenario) => scenario.name === name);
  const fileName = meant === undefined ? name : fromHere(meant.path);
  const read = readTypedFile(meant?.path ?? name, bytesMax);
  if (Buffer.isBuffer(read)) return { text: textOf(read), fileName };
  const { found, isMissing } = read;
  const position = { file: name === '' ? quoted(name) : name, line: 1, column: 1 };
  const expected = isMissing
    ? 'a scenario file, or a name that `dynamosim list` shows'
    : `a scenario file of at most ${charactersMax} characters`;
  const candidates = [...scenariosBeside(name), ...bundled.map((scenario) => scenario.name)];
  throw new ScenarioError([
    problemAt(position, isMissing ? { found, expected, candidates, word: name } : { found, expected }),
  ]);
}

/** The name of the bundled scenario with this text, by which everybody has it; null where there is none. */
export function bundledWith(text: string, lastWord: string): string | null {
  const named = bundledScenarios().filter(({ name }) => basename(name) === lastWord);
  const found = named.find(({ path }) => {
    const read = readTypedFile(path, bytesMax);
    return Buffer.isBuffer(read) && textOf(read) === text;
  });
  return found?.name ?? null;
}

function textOf(read: Buffer): string {
  const text = read.toString('utf8');
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** Files in the same folder, of which one may have been meant: `mine.yaml` by `mine` or by `mine.yml`. */
function scenariosBeside(name: string): string[] {
  const folder = name.slice(0, name.length - basename(name).length);
  try {
    const files = namesOf(folder === '' ? '.' : folder).filter((file) => file.endsWith(extension));
    return files.sort().map((file) => folder + file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [];
  }
}

function fromHere(path: string): string {
  const here = workingFolder();
  return here === null ? path : relative(here, path);
}
