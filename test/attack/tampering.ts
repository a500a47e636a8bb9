/**
 * A recorded run, changed in all ways that come to mind, with and without its checksums made anew, and by single bits. No
 * such folder may replay as identical.
 *
 * Left out is what nobody can tell: another chart with its sum, and what a run does not depend on (the version that it
 * says it was made by, the kind of event queue) under a new sum.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { jsonText } from '../../reports/safe-text.js';
import { dynamosimInProcess } from '../cli/in-process.js';
import { sampleOf } from '../sampling.js';
import type { Attack } from './finding.js';
import { recordedScenario } from './scenario.js';

/** Fields of a recording or a result, changed in place. */
type Fields = Record<string, unknown>;
/** `other` is the folder of another run, of almost the same scenario. */
type Tampering = (folder: string, other: string) => void;

const recordingName = 'recording.json';
const sumOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** As `run` seals it, with the sums of the files as they are now. */
function seal(folder: string, change: (recording: Fields) => void = () => {}): void {
  const path = join(folder, recordingName);
  const { sha256: _, ...recording } = JSON.parse(readFileSync(path, 'utf8'));
  for (const name of Object.keys(recording.files)) recording.files[name] = sumOf(readFileSync(join(folder, name)));
  change(recording);
  writeFileSync(path, `${jsonText({ ...recording, sha256: sumOf(jsonText(recording)) })}\n`);
}

const unsealed =
  (name: string, change: (fields: Fields) => void): Tampering =>
  (folder) => {
    const path = join(folder, name);
    const fields = JSON.parse(readFileSync(path, 'utf8'));
    change(fields);
    writeFileSync(path, `${jsonText(fields)}\n`);
  };

const toFiles: Readonly<Record<string, (path: string, other: string) => void>> = {
  'is missing': (path) => rmSync(path),
  'is empty': (path) => writeFileSync(path, ''),
  'is cut in half': (path) => {
    const content = readFileSync(path);
    writeFileSync(path, content.subarray(0, content.length >> 1));
  },
  'has a byte more': (path) => appendFileSync(path, ' '),
  "is another run's": (path, other) => cpSync(other, path),
  'is a link to its like': (path) => {
    const elsewhere = `${path}.elsewhere`;
    cpSync(path, elsewhere);
    rmSync(path);
    symlinkSync(elsewhere, path);
  },
};

const rowOf = (fields: Fields, table: string) => (fields[table] as Fields[])[0];
const ofResult: Readonly<Record<string, (result: Fields) => void>> = {
  seed: (result) => Object.assign(result, { seed: 7 }),
  title: (result) => Object.assign(result.scenario as Fields, { title: 'Better' }),
  digest: (result) => Object.assign(result.run as Fields, { digest: '0123456789abcdef' }),
  interruption: (result) => Object.assign(result.run as Fields, { interrupted: true }),
  p99: (result) => Object.assign(rowOf(result, 'latency'), { p99Ms: 0.5 }),
  successes: (result) => Object.assign(rowOf(result, 'outcomes'), { succeeded: 1 }),
  check: (result) => Object.assign(rowOf(result, 'checks'), { verdict: 'violated' }),
  expectation: (result) => Object.assign(rowOf(result, 'expectations'), { met: false }),
  availability: (result) => Object.assign(rowOf(result, 'availability'), { monthly: 1 }),
  'order of fields': (result) => {
    const { version, ...others } = result;
    for (const key of Object.keys(result)) delete result[key];
    Object.assign(result, others, { version });
  },
};

const ofRecording: Readonly<Record<string, (recording: Fields) => void>> = {
  format: (recording) => Object.assign(recording, { format: 'dynamosim recording 9' }),
  'file name': (recording) => Object.assign(recording, { fileName: 'mine.yaml' }),
  'scenario text': (recording) => Object.assign(recording, { text: `${recording.text}# a remark\n` }),
  title: (recording) =>
    Object.assign(recording, { text: String(recording.text).replace(/title: .*/, 'title: Better') }),
  setting: (recording) => Object.assign(recording, { overrides: [{ path: 'duration', value: '2s' }] }),
  seed: (recording) => Object.assign(recording, { seed: 7 }),
  'seed, wherever it is': (recording) => {
    Object.assign(recording, { seed: 7 });
    Object.assign(recording.scenario as Fields, { seed: 7 });
  },
  digest: (recording) => Object.assign(recording, { digest: '0123456789abcdef' }),
  'one event less': (recording) => Object.assign(recording, { events: Number(recording.events) - 1 }),
  'few events': (recording) => Object.assign(recording, { events: 1, marks: 1, checkpoints: [] }),
  interruption: (recording) => Object.assign(recording, { interrupted: 'run' }),
  'interruption of isolation': (recording) => Object.assign(recording, { interrupted: 'isolation' }),
  marks: (recording) => Object.assign(recording, { marks: Number(recording.marks) - 1 }),
  'interval of checkpoints': (recording) => Object.assign(recording, { checkpointInterval: 1 }),
  checkpoint: (recording) => {
    const [, ...others] = recording.checkpoints as string[];
    Object.assign(recording, { checkpoints: ['0123456789abcdef', ...others] });
  },
  'kinds of event': (recording) => {
    const [first, second, ...others] = recording.eventTypes as string[];
    Object.assign(recording, { eventTypes: [second, first, ...others] });
  },
  'a kind of event more': (recording) => (recording.eventTypes as string[]).push('coffee break'),
  'read scenario': (recording) => Object.assign(recording.scenario as Fields, { warmupNs: 1 }),
  'expectation of the read scenario': (recording) => Object.assign(recording.scenario as Fields, { expectations: [] }),
  'no result in the list': (recording) => delete (recording.files as Fields)['result.json'],
  'a sum': (recording) => Object.assign(recording.files as Fields, { 'events.bin': sumOf('') }),
  'a sum of a file that is not there': (recording) => Object.assign(recording.files as Fields, { 'a.png': sumOf('') }),
  'a path among the files': (recording) => Object.assign(recording.files as Fields, { '../a.png': sumOf('') }),
  'a field more': (recording) => Object.assign(recording, { note: 'trust me' }),
};

/** Only where the sum is not made anew: nothing else could tell. */
const ofRecordingUnsealed: Readonly<Record<string, (recording: Fields) => void>> = {
  version: (recording) => Object.assign(recording, { dynamosim: '0.0.1' }),
  'event queue': (recording) => Object.assign(recording, { eventQueue: 'heap' }),
  'its own sum': (recording) => Object.assign(recording, { sha256: sumOf('') }),
};

const ofFolder: Readonly<Record<string, Tampering>> = {
  'a chart of another kind of run': (folder) => writeFileSync(join(folder, 'units-over-time.png'), ''),
  'recording and events of another run': (folder, other) => {
    for (const name of [recordingName, 'events.bin']) cpSync(join(other, name), join(folder, name));
  },
  'neither the verdict for build servers nor its sum': (folder) => {
    seal(folder, (recording) => delete (recording.files as Fields)['junit.xml']);
    rmSync(join(folder, 'junit.xml'));
  },
  'result and charts of another run': (folder, other) => {
    for (const name of readdirSync(other).filter((each) => /^result|png$/.test(each))) {
      cpSync(join(other, name), join(folder, name));
    }
  },
  'the result of another run, sealed': (folder, other) => {
    cpSync(join(other, 'result.json'), join(folder, 'result.json'));
    seal(folder);
  },
  'the scenario changed, sealed': (folder) => {
    appendFileSync(join(folder, 'scenario.yaml'), '# a remark\n');
    seal(folder);
  },
  'one mark changed, sealed': (folder) => {
    const marks = readFileSync(join(folder, 'events.bin'));
    marks[marks.length >> 1] ^= 1;
    writeFileSync(join(folder, 'events.bin'), marks);
    seal(folder);
  },
  'the recording laid out otherwise': (folder) => {
    const path = join(folder, recordingName);
    writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), null, 1));
  },
  'the recording with a key twice': (folder) => {
    const path = join(folder, recordingName);
    writeFileSync(path, readFileSync(path, 'utf8').replace('{', '{ "seed": 1,'));
  },
};

function tamperings(files: readonly string[]): readonly (readonly [string, Tampering])[] {
  const each = (of: Readonly<Record<string, (fields: Fields) => void>>) => Object.entries(of);
  return [
    ...files.flatMap((name) =>
      Object.entries(toFiles).map(([what, change]): [string, Tampering] => [
        `${name} ${what}`,
        (folder, other) => change(join(folder, name), join(other, name)),
      ]),
    ),
    ...each(ofResult).map(([what, change]): [string, Tampering] => [
      `result: ${what}`,
      unsealed('result.json', change),
    ]),
    ...each(ofResult).map(([what, change]): [string, Tampering] => [
      `result, sealed: ${what}`,
      (folder, other) => {
        unsealed('result.json', change)(folder, other);
        seal(folder);
      },
    ]),
    ...each({ ...ofRecording, ...ofRecordingUnsealed }).map(([what, change]): [string, Tampering] => [
      `recording: ${what}`,
      unsealed(recordingName, change),
    ]),
    ...each(ofRecording).map(([what, change]): [string, Tampering] => [
      `recording, sealed: ${what}`,
      (folder) => seal(folder, change),
    ]),
    ...Object.entries(ofFolder),
  ];
}

/** A recorded run to copy and spoil. */
class Recorded {
  private readonly root = mkdtempSync(join(tmpdir(), 'dynamosim-attack-'));
  private readonly original = join(this.root, 'original');
  private readonly other = join(this.root, 'other');
  private copies = 0;

  async prepare(): Promise<readonly string[]> {
    await dynamosimInProcess(['run', recordedScenario, '--seed', '1', '--out', this.original]);
    const another = join(this.root, 'another.yaml');
    writeFileSync(another, readFileSync(recordedScenario, 'utf8').replace(/title: .*/, 'title: Another run'));
    await dynamosimInProcess(['run', another, '--seed', '2', '--out', this.other]);
    const { stdout } = await dynamosimInProcess(['replay', this.original]);
    if (!stdout.startsWith('identical')) throw new Error(`an untouched recording does not replay: ${stdout}`);
    return readdirSync(this.original);
  }

  /** What was wrongly said of a copy with this done to it, or null. */
  async lieAfter(tamper: Tampering): Promise<string | null> {
    const folder = join(this.root, `copy-${this.copies++}`);
    cpSync(this.original, folder, { recursive: true });
    tamper(folder, this.other);
    const { code, stdout, stderr } = await dynamosimInProcess(['replay', folder]);
    rmSync(folder, { recursive: true });
    const isTold = (code === 2 && stderr !== '' && stdout === '') || (code === 3 && stdout.startsWith('diverged'));
    return isTold ? null : `ended with ${code}: ${stdout || stderr}`;
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** In all ways, or every `step`-th of them. */
export async function attackByTampering(step: number): Promise<Attack> {
  const recorded = new Recorded();
  const findings: string[] = [];
  try {
    const ways = tamperings(await recorded.prepare()).filter((_, index) => index % step === 0);
    for (const [way, tamper] of ways) {
      const lie = await recorded.lieAfter(tamper);
      if (lie !== null) findings.push(`${way}: ${lie}`);
    }
    return { name: 'ways to tamper with a recorded run', tried: ways.length, findings };
  } finally {
    recorded.end();
  }
}

const place = fc.record({
  file: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  byte: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bit: fc.nat({ max: 7 }),
});

/** One bit of one file each. */
export async function attackByFlippingBits(seed: number, count: number): Promise<Attack> {
  const recorded = new Recorded();
  const findings: string[] = [];
  try {
    const files = await recorded.prepare();
    for (let number = 0; number < count; number++) {
      const { file, byte, bit } = sampleOf(place, seed, number);
      const name = files[Math.floor(file * files.length)];
      const lie = await recorded.lieAfter((folder) => {
        const content = readFileSync(join(folder, name));
        content[Math.floor(byte * content.length)] ^= 1 << bit;
        writeFileSync(join(folder, name), content);
      });
      if (lie !== null) findings.push(`bit ${bit} of ${name} at ${byte} of it: ${lie}`);
    }
  } finally {
    recorded.end();
  }
  return { name: 'bits of a recorded run flipped', tried: count, findings };
}
