import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamosim, fixture, scratch } from './dynamosim.js';

const project = fileURLToPath(new URL('../../', import.meta.url));

const original = mkdtempSync(join(tmpdir(), 'dynamosim-recorded-'));
beforeAll(() => {
  dynamosim(['run', fixture('crash'), '--out', original]);
});
afterAll(() => rmSync(original, { recursive: true }));

/** A copy to spoil. */
function recorded(): string {
  const out = scratch();
  cpSync(original, out, { recursive: true });
  return out;
}

function edit(out: string, change: (recording: Record<string, unknown>) => void): void {
  const path = join(out, 'recording.json');
  const recording = JSON.parse(readFileSync(path, 'utf8'));
  change(recording);
  writeFileSync(path, JSON.stringify(recording, null, 2));
}

test('a recorded run is proved identical, with its settings', () => {
  const out = scratch();
  const settings = ['--seed', '9', '--set', 'faults.0.at=1s', '--duration', '7s', '--event-queue', 'heap'];
  dynamosim(['run', fixture('crash'), '--out', out, ...settings]);
  const { run, seed } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(seed).toBe(9);
  const { code, stdout, stderr } = dynamosim(['replay', out]);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `identical: ${run.events} events, digest ${run.digest}\n`,
    stderr: '',
  });
});

test('with another lease, the first event that differs is named, with its time and its cause', () => {
  const out = recorded();
  edit(out, (recording) => {
    recording.text += 'parameters: { replication: { lease: 1500ms } }\n';
  });
  const { code, stdout, stderr } = dynamosim(['replay', out]);
  expect(code).toBe(3);
  expect(stderr).toBe(
    'note: the scenario reads otherwise now: parameters.replication.lease was 2000000000, is 1500000000\n',
  );
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

test('another version is mentioned, and tried', () => {
  const out = recorded();
  edit(out, (recording) => {
    recording.dynamosim = '0.0.1';
  });
  const { code, stderr } = dynamosim(['replay', out]);
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
];

test.each(damages)('one clear error when %s', (_, damage, message) => {
  const out = recorded();
  damage(out);
  const { code, stdout, stderr } = dynamosim(['replay', out]);
  expect(stderr).toMatch(message);
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
});

test('a directory without a recording is one clear error', () => {
  const { code, stderr } = dynamosim(['replay', scratch()]);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /recording\.json: found no such file; expected a directory that `dynamosim run --out` wrote\n$/,
  );
});
