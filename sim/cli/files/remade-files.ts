/** The files that a run made again would have left, held against the recorded ones, byte for byte. */
import { pageName } from '../../../reports/page/page-name.js';
import type { Recording } from '../../experiments/recording.js';
import type { Result } from '../../result.js';
import type { VerdictLines } from '../../scenario/verdicts/verdict-lines.js';
import { version } from '../../version.js';
import { recordingName } from './folder-kinds.js';
import type { OutputFile } from './folder-stage.js';
import { filesBeside, type RecordedFolder, readText, recordingFile, sha256, sumsOf } from './recording-files.js';

export interface FileDifference {
  readonly name: string;
  /** The first line that differs, from 1, and what stands there; null beyond the end. */
  readonly line: number;
  readonly recorded: string | null;
  readonly replayed: string | null;
}

export interface Remade {
  readonly files: readonly OutputFile[];
  readonly difference: FileDifference | null;
}

/** All are of the run that was made again. */
export interface MadeAgain {
  readonly recording: Recording;
  readonly result: Result;
  readonly lines: VerdictLines;
  readonly exported: readonly OutputFile[];
}

export function remade(recorded: RecordedFolder, { recording, result, lines, exported }: MadeAgain): Remade {
  // What another version would write down of its own run, and how its page and exports looked, is not ours to say.
  const isOurs = recorded.recording.dynamosim === version;
  const all = filesBeside(recording, recorded.marks, result, lines);
  const beside = isOurs ? [...all, ...exported] : all.filter(({ name }) => name !== pageName);
  const files = isOurs ? [...beside, recordingFile(recording, { ...recorded.sums, ...sumsOf(beside) })] : beside;
  const sumOf = (name: string) => (name === recordingName ? sha256(recorded.text) : recorded.sums[name]);
  const other = files.find(({ name, content }) => sha256(content) !== sumOf(name));
  return { files, difference: other === undefined ? null : differenceIn(recorded, other) };
}

function differenceIn({ path, text, sums }: RecordedFolder, { name, content }: OutputFile): FileDifference {
  const recorded = name === recordingName ? text : name in sums ? readText(path, name) : null;
  const there = recorded?.split('\n') ?? [];
  const here = Buffer.from(content).toString('utf8').split('\n');
  let at = 0;
  while (there[at] === here[at] && at < there.length) at++;
  return { name, line: at + 1, recorded: there[at] ?? null, replayed: here[at] ?? null };
}
