/**
 * A recording on disk: recording.json, events.bin with two bytes an event, and the other files of the run. recording.json
 * holds the SHA-256 of every other file, and of itself as it is without that line, so that no byte of the folder can be
 * another one unnoticed. That tells damage and mixing, not malice: whoever changes a file can reckon its sum again, and
 * then only the run itself tells (experiments/replay.ts).
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { junitXml } from '../../../reports/builds/junit.js';
import { pageName } from '../../../reports/page/page-name.js';
import { reportPage } from '../../../reports/page/report-page.js';
import { jsonText } from '../../../reports/safe-text.js';
import { bytesPerEvent, marksMax } from '../../experiments/event-marks.js';
import { firstProblem } from '../../experiments/first-problem.js';
import { parseRecording, type Recording } from '../../experiments/recording.js';
import { recordingFormat, scenarioName } from '../../experiments/recording-format.js';
import type { Result } from '../../result.js';
import { nestingMax } from '../../scenario/reading/yaml-syntax.js';
import type { VerdictLines } from '../../scenario/verdicts/verdict-lines.js';
import { UsageError } from '../usage-error.js';
import { hashPlainFile, type NotRead, namesOf, orTell, readPlainFile } from './file-access.js';
import { eventsName, isNameOf, junitName, recordingName, resultName, runFolder } from './folder-kinds.js';
import type { OutputFile } from './folder-stage.js';
import { finishSwaps, placeOf } from './folder-swap.js';

/** The scenario twice, and the checkpoints. */
const recordingBytesMax = 1 << 26;
const fileBytesMax = 1 << 30;
const filesMax = 100;

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const needed = [eventsName, scenarioName, resultName];
const filesSchema = z
  .record(z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/), sha256Hex)
  .refine((files) => Object.keys(files).length <= filesMax, { error: `more than ${filesMax}` })
  .refine((files) => needed.every((name) => name in files), { error: `expected ${needed.join(', ')}` });

/** SHA-256 by file name. */
export type Sums = Readonly<Record<string, string>>;

export interface RecordedFolder {
  readonly path: string;
  readonly recording: Recording;
  readonly marks: Uint8Array;
  /** The text of recording.json. */
  readonly text: string;
  readonly sums: Sums;
  /** What else lies in the folder. */
  readonly others: readonly string[];
}

/** What a run leaves beside its recording, but for the charts. */
export function filesBeside(
  recording: Recording,
  marks: Uint8Array,
  result: Result,
  lines: VerdictLines,
): OutputFile[] {
  const { text, fileName, overrides, dynamosim } = recording;
  return [
    { name: eventsName, content: marks },
    { name: scenarioName, content: text },
    // As bytes, since they may be long, and are hashed and written.
    { name: resultName, content: Buffer.from(`${jsonText(result)}\n`) },
    { name: pageName, content: Buffer.from(reportPage(result, { dynamosim, fileName, text, overrides })) },
    { name: junitName, content: junitXml(result, lines, scenarioName) },
  ];
}

/** `sums` are those of all other files. */
export function recordingFile(recording: Recording, sums: Sums): OutputFile {
  const files = Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { name: recordingName, content: sealed({ ...recording, files }) };
}

/** The text of recording.json once the page of its folder is this one; null where it need not change, or is not there. */
export function recordingWithPage(folder: string, page: string): string | null {
  const found = readPlainFile(join(folder, recordingName), recordingBytesMax);
  if (!Buffer.isBuffer(found)) return null;
  const text = found.toString('utf8');
  const { files, ...recording } = parseSealed(folder, text);
  const sealedAgain = sealed({ ...recording, files: { ...files, [pageName]: sha256(page) } });
  return sealedAgain === text ? null : sealedAgain;
}

export const sumsOf = (files: readonly OutputFile[]): Sums =>
  Object.fromEntries(files.map(({ name, content }) => [name, sha256(content)]));

/** Throws UsageError where the folder is not, byte for byte, what was recorded. */
export function readRecordedFolder(folder: string): RecordedFolder {
  orTell(`${folder}: cannot be read`, () => finishSwaps(placeOf(resolve(folder))));
  const text = read(folder, recordingName, recordingBytesMax).toString('utf8');
  const { files, ...value } = parseSealed(folder, text);
  const recording = parseRecording(value);
  if ('problem' in recording) damaged(folder, recordingName, recording.problem);
  const marks = read(folder, eventsName, marksMax * bytesPerEvent);
  for (const [name, sum] of Object.entries(files)) {
    const found = name === eventsName ? sha256(marks) : hashOf(folder, name);
    if (found !== sum) damaged(folder, name, 'its checksum is not the one that was recorded');
  }
  if (marks.length !== recording.marks * bytesPerEvent) {
    damaged(folder, eventsName, `it has ${marks.length} bytes for ${recording.marks} events`);
  }
  const others = namesOf(folder).filter((name) => name !== recordingName && !(name in files));
  const stray = others.find((name) => isNameOf(runFolder, name));
  if (stray !== undefined) damaged(folder, stray, 'it is of another run');
  return { path: folder, recording, marks, text, sums: files, others };
}

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Of a recorded file other than the marks. */
export function readText(folder: string, name: string): string {
  return read(folder, name, fileBytesMax).toString('utf8');
}

/** The text of a recording with its own sum, which is reckoned over the text without it. */
function sealed(unsealed: object): string {
  return `${jsonText({ ...unsealed, sha256: sha256(jsonText(unsealed)) })}\n`;
}

/** The fields of a text that is, byte for byte, a sealed one. */
function parseSealed(folder: string, text: string): { readonly files: Sums; readonly [field: string]: unknown } {
  const value = parseJson(folder, text);
  if (!isObject(value) || nestsDeeper(value, nestingMax)) {
    return damaged(folder, recordingName, `it is no object that nests at most ${nestingMax} deep`);
  }
  const { sha256: _, ...unsealed } = value;
  if (unsealed.format !== recordingFormat) {
    damaged(folder, recordingName, `its format is ${JSON.stringify(unsealed.format)} and not "${recordingFormat}"`);
  }
  if (sealed(unsealed) !== text)
    damaged(folder, recordingName, 'its text is not the one that its checksum was made of');
  const parsed = filesSchema.safeParse(unsealed.files, { jitless: true });
  if (!parsed.success) damaged(folder, recordingName, `files: ${firstProblem(parsed.error, 'the list')}`);
  return { ...unsealed, files: parsed.data };
}

function parseJson(folder: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) damaged(folder, recordingName, error.message);
    throw error;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Descends no deeper than the bound. */
function nestsDeeper(value: unknown, max: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return max === 0 || Object.values(value).some((each) => nestsDeeper(each, max - 1));
}

function read(folder: string, name: string, bytesMax: number): Buffer {
  const content = readPlainFile(join(folder, name), bytesMax);
  return Buffer.isBuffer(content) ? content : unreadable(folder, name, content);
}

function hashOf(folder: string, name: string): string {
  const hash = hashPlainFile(join(folder, name), fileBytesMax);
  return typeof hash === 'string' ? hash : unreadable(folder, name, hash);
}

function unreadable(folder: string, name: string, { found }: NotRead): never {
  throw new UsageError(
    `${join(folder, name)}: found ${found}; expected a directory that \`dynamosim run --out\` wrote`,
  );
}

function damaged(folder: string, name: string, problem: string): never {
  throw new UsageError(`${join(folder, name)}: the recording is damaged: ${problem}`);
}
