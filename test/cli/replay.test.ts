import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamosim, fixture, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const project = fileURLToPath(new URL('../../', import.meta.url));

const original = mkdtempSync(join(tmpdir(), 'dynamosim-recorded-'));
beforeAll(async () => {
  await dynamosimInProcess(['run', fixture('crash'), '--out', original]);
});
afterAll(() => rmSync(original, { recursive: true }));

/** A copy to spoil. */
function recorded(): string {
  const out = scratch();
  cpSync(original, out, { recursive: true });
  return out;
}

/** With its checksum made anew, as whoever wants to deceive would do. */
function edit(out: string, change: (recording: Fields) => void): void {
  const path = join(out, 'recording.json');
  const { sha256: _, ...recording } = JSON.parse(readFileSync(path, 'utf8'));
  change(recording);
  const sha256 = createHash('sha256')
    .update(JSON.stringify(recording, null, 2))
    .digest('hex');
  writeFileSync(path, `${JSON.stringify({ ...recording, sha256 }, null, 2)}\n`);
}

type Fields = Record<string, unknown> & { files: Record<string, string> };

const identical = ({ events, digest }: { readonly events: number; readonly digest: string }) =>
  `identical: ${events} events, digest ${digest}
  made again, the same to the byte: events.bin, scenario.yaml, result.json, report.html, junit.xml, recording.json
  not made again, its checksum is the recorded one: ${charts.join(', ')}
`;
const charts = [
  'availability.png',
  'before-during-after.png',
  'heat-map.png',
  'latency-distribution.png',
  'latency-over-time.png',
  'outcomes.png',
  'percentiles-by-tenant.png',
];

test('a recorded run is proved identical, with its settings', async () => {
  const out = scratch();
  const settings = ['--seed', '9', '--set', 'faults.0.at=1s', '--duration', '7s', '--event-queue', 'heap'];
  await dynamosimInProcess(['run', fixture('crash'), '--out', out, ...settings]);
  const { run, seed } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(seed).toBe(9);
  const { code, stdout, stderr } = await dynamosimInProcess(['replay', out]);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: identical(run),
    stderr: '',
  });
});

test('with another lease, the first event that differs is named, with its time and its cause', async () => {
  const out = recorded();
  edit(out, (recording) => {
    recording.text += 'parameters: { replication: { lease: 1500ms } }\n';
    recording.dynamosim = '0.0.1';
  });
  const { code, stdout, stderr } = await dynamosimInProcess(['replay', out]);
  expect(code).toBe(3);
  expect(stderr.split('\n').slice(1)).toEqual([
    'note: the scenario reads otherwise now: parameters.replication.lease was 2000000000, is 1500000000',
    '',
  ]);
  const [, timeS] = /^diverged at event \d+ at ([\d.]+) s\n/.exec(stdout) ?? [];
  expect(Number(timeS)).toBeGreaterThan(2);
  expect(Number(timeS)).toBeLessThan(4);
  expect(stdout).toMatch(/\n {2}replayed +old lease over \(orders\/0 at us-east-1\/az-\d\/storage-\d\)\n/);
  expect(stdout).toMatch(/\n {2}event \d+ at 2\.000000000 s: fault begins \(host-crash leader of orders\/0\)\n/);
});

test('a constant changed in the model itself is found, too', () => {
  const out = recorded();
  const folder = scratch();
  for (const part of ['sim', 'reports'])
    cpSync(join(project, 'dist', part), join(folder, 'dist', part), { recursive: true });
  cpSync(join(project, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  const times = join(folder, 'dist/sim/replication/group-times.js');
  const source = readFileSync(times, 'utf8');
  const changed = source.replace(/heartbeatNs\) \/ 4\)/, 'heartbeatNs) / 5)');
  expect(changed).not.toBe(source);
  writeFileSync(times, changed);

  const { code, stdout, stderr } = dynamosim(['replay', out], folder, join(folder, 'dist/sim/cli/main.js'));
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  expect(stdout).toMatch(/^diverged at event \d+ at 2\.\d+ s\n/);
  expect(stdout).toMatch(/heartbeat check/);
  expect(stdout).toMatch(/fault begins \(host-crash leader of orders\/0\)/);
});

test('another version is mentioned, and tried', async () => {
  const out = recorded();
  edit(out, (recording) => {
    recording.dynamosim = '0.0.1';
  });
  const { code, stderr } = await dynamosimInProcess(['replay', out]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^note: recorded by dynamosim 0\.0\.1, replayed by dynamosim \d+\.\d+\.\d+\n$/);
});

const damages: readonly [string, (out: string) => void, RegExp][] = [
  [
    'events.bin grew',
    (out) => appendFileSync(join(out, 'events.bin'), 'x'),
    /events\.bin: the recording is damaged: its/,
  ],
  [
    'recording.json is cut',
    (out) => writeFileSync(join(out, 'recording.json'), '{"a'),
    /json: the recording is damaged/,
  ],
  ['the digest is gone', (out) => edit(out, (recording) => delete recording.digest), /damaged: digest: /],
  [
    'recording.json was laid out otherwise',
    (out) => {
      const path = join(out, 'recording.json');
      writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), null, 4));
    },
    /recording\.json: the recording is damaged: its text is not/,
  ],
  ['a chart is gone', (out) => rmSync(join(out, 'outcomes.png')), /outcomes\.png: found no such file/],
  [
    'a chart of another run is there',
    (out) => writeFileSync(join(out, 'units-over-time.png'), ''),
    /units-over-time\.png: the recording is damaged: it is of another run/,
  ],
  [
    'its seed was changed',
    (out) => edit(out, (recording) => Object.assign(recording, { seed: 6 })),
    /the recording contradicts its own scenario: seed was 5, is 6/,
  ],
  [
    'its scenario was changed',
    (out) => edit(out, (recording) => Object.assign(recording, { text: `${recording.text}\nseriesWindow: 2s` })),
    /the recording contradicts its own scenario: seriesWindowNs was 100000000, is 2000000000/,
  ],
  [
    'its events are fewer than its marks',
    (out) => edit(out, (recording) => Object.assign(recording, { events: 1 })),
    /recording\.json: the recording is damaged: it has \d+ marks of 1 events/,
  ],
  [
    'it nests 100,000 deep',
    (out) => writeFileSync(join(out, 'recording.json'), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    /recording\.json: the recording is damaged: it is no object that nests at most 64 deep/,
  ],
];

test.each(damages)('one clear error when %s', async (_, damage, message) => {
  const out = recorded();
  damage(out);
  const { code, stdout, stderr } = await dynamosimInProcess(['replay', out]);
  expect(stderr).toMatch(message);
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
});

test('a result that was changed, with its checksum, is found by making it again', async () => {
  const out = recorded();
  const path = join(out, 'result.json');
  const changed = readFileSync(path, 'utf8').replace(/"succeeded": \d+/, '"succeeded": 7');
  writeFileSync(path, changed);
  edit(out, ({ files }) => {
    files['result.json'] = createHash('sha256').update(changed).digest('hex');
  });
  const { code, stdout } = await dynamosimInProcess(['replay', out]);
  expect(code).toBe(3);
  expect(stdout).toMatch(/^diverged in result\.json at line \d+: all \d+ events are the same/);
  expect(stdout).toMatch(/\n {2}recorded +"succeeded": 7,\n {2}replayed +"succeeded": \d+,\n$/);
});

test('what a user put beside a run is said to be no part of it', async () => {
  const out = recorded();
  writeFileSync(join(out, 'notes.txt'), 'mine');
  const { code, stdout } = await dynamosimInProcess(['replay', out]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^identical: .*\n {2}not of the recording: notes\.txt\n$/s);
});

test('a recording is the same whatever way its scenario was found', async () => {
  const folder = scratch();
  cpSync(fixture('steady'), join(folder, 'a.yaml'));
  mkdirSync(join(folder, 'inner'));
  cpSync(fixture('steady'), join(folder, 'inner', 'b.yml'));
  const recordings = new Set<string>();
  for (const path of ['a.yaml', './a.yaml', join(folder, 'a.yaml'), 'inner/b.yml']) {
    await dynamosimInProcess(['run', path, '--out', 'out'], { folder });
    recordings.add(readFileSync(join(folder, 'out', 'recording.json'), 'utf8'));
    rmSync(join(folder, 'out'), { recursive: true });
  }
  expect(recordings.size).toBe(1);
});

test('a run that a planted defect broke replays, too', async () => {
  const out = scratch();
  await dynamosimInProcess(['run', 'negative/serve-after-lease', '--out', out]);
  expect(await dynamosimInProcess(['replay', out])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^identical: /),
  });
});

test('a directory without a recording is one clear error', async () => {
  const { code, stderr } = await dynamosimInProcess(['replay', scratch()]);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /recording\.json: found no such file; expected a directory that `dynamosim run --out` wrote\n$/,
  );
});
