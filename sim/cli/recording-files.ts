/**
 * A recording on disk: recording.json, and events.bin with two bytes an event. A checksum ties the second to the first, so
 * that a damaged file is not taken for a run that went another way.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bytesPerEvent, marksMax } from '../experiments/event-marks.js';
import { parseRecording, type Recording } from '../experiments/recording.js';
import { readBounded } from './bounded-file.js';
import { type OutputFile, recordingName } from './output-directory.js';
import { reasonOf, UsageError } from './usage-error.js';

const eventsName = 'events.bin';
/** The scenario twice, and the checkpoints. */
const recordingBytesMax = 1 << 26;

export function recordingFiles(recording: Recording, marks: Uint8Array): OutputFile[] {
  const content = `${JSON.stringify({ ...recording, marksSha256: sha256(marks) }, null, 2)}\n`;
  return [
    { name: recordingName, content },
    { name: eventsName, content: marks },
  ];
}

/** Throws UsageError. */
export function readRecording(directory: string): { readonly recording: Recording; readonly marks: Uint8Array } {
  const value = parseJson(join(directory, recordingName));
  const recording = parseRecording(value);
  if ('problem' in recording) damaged(join(directory, recordingName), recording.problem);
  const marks = read(join(directory, eventsName), marksMax * bytesPerEvent);
  if (sha256(marks) !== (value as { marksSha256?: unknown }).marksSha256) {
    damaged(join(directory, eventsName), 'its checksum is not the one that was recorded');
  }
  return { recording, marks };
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(read(path, recordingBytesMax).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) damaged(path, error.message);
    throw error;
  }
}

function read(path: string, bytesMax: number): Buffer {
  const content = readBounded(path, bytesMax, reasonOf);
  if (Buffer.isBuffer(content)) return content;
  throw new UsageError(`${path}: found ${content.found}; expected a directory that \`dynamosim run --out\` wrote`);
}

function damaged(path: string, problem: string): never {
  throw new UsageError(`${path}: the recording is damaged: ${problem}`);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
