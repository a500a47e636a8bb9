/**
 * Whatever a path leads to, a command reads it, writes it, or says in one line what is wrong and ends with 2: it waits for
 * nobody, follows no link into another's file, and never takes the system's refusal for a bug of its own.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Ending, fixture, program, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const steady = fixture('steady');
const waitingMaxMs = 60_000;
const commands: Readonly<Record<string, (path: string) => readonly string[]>> = {
  run: (path) => ['run', path],
  'run --out': (path) => ['run', steady, '--out', path],
  validate: (path) => ['validate', path],
  vary: (path) => ['vary', path, 'seed=1,2'],
  'vary --out': (path) => ['vary', steady, 'seed=1,2', '--out', path],
  replay: (path) => ['replay', path],
  new: (path) => ['new', path],
};

/** Nothing is closed to the superuser, who becomes nobody for the command. */
async function asOrdinary<T>(act: () => Promise<T>): Promise<T> {
  const isMighty = process.geteuid?.() === 0;
  if (isMighty) process.seteuid!(65534);
  try {
    return await act();
  } finally {
    if (isMighty) process.seteuid!(0);
  }
}
const mayNobodyRead = await asOrdinary(async () => readdirSync('node_modules').length > 0).catch(() => false);
const canBeRefused = process.platform !== 'win32' && mayNobodyRead;

const places: Readonly<Record<string, readonly [make: (folder: string) => string, code: string]>> = {
  'a name of 256 bytes': [(folder) => join(folder, 'a'.repeat(256)), 'ENAMETOOLONG'],
  'a path of a million bytes': [(folder) => join(folder, 'a/'.repeat(500_000), 'b'), 'ENAMETOOLONG'],
  'links that lead to each other': [
    (folder) => {
      symlinkSync('b', join(folder, 'a'));
      symlinkSync('a', join(folder, 'b'));
      return join(folder, 'a', 'inside');
    },
    'ELOOP',
  ],
  'a place below a file': [
    (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file', 'below');
    },
    'ENOTDIR',
  ],
};

function expectComplaint({ code, stdout, stderr }: Ending): string {
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
  return stderr;
}

describe.each(Object.entries(commands))('%s tells of', (_, lineOf) => {
  test.each(Object.entries(places))('%s', async (_, [make, code]) => {
    expect(expectComplaint(await dynamosimInProcess(lineOf(make(scratch()))))).toContain(`(${code})`);
  });

  test.runIf(canBeRefused)('a place in a closed folder', async () => {
    const folder = scratch();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'closed'), { mode: 0o000 });
    const line = lineOf(join(folder, 'closed', 'inside'));
    expect(expectComplaint(await asOrdinary(() => dynamosimInProcess(line)))).toContain('(EACCES)');
  });
});

const complaintOf = async (args: readonly string[]) => expectComplaint(await dynamosimInProcess(args));

describe.runIf(process.platform !== 'win32')('a named pipe that nobody writes to', () => {
  const pipeIn = (folder: string, name: string) => {
    const path = join(folder, name);
    execFileSync('mkfifo', [path]);
    // A command that waited would hold up this thread for ever, did not another one open the pipe in the end.
    const writer = `setTimeout(() => require('node:fs').openSync(${JSON.stringify(path)}, 'w'), ${waitingMaxMs})`;
    const rescue = new Worker(writer, { eval: true });
    onTestFinished(() => void rescue.terminate());
    return path;
  };

  test.each(['run', 'validate', 'vary'])('is not waited for as the scenario of %s', async (command) => {
    expect(await complaintOf(commands[command](pipeIn(scratch(), 'a.yaml')))).toContain(
      'found a named pipe; expected a',
    );
  });

  test.each(['recording.json', 'events.bin', 'result.json', 'outcomes.png'])(
    'is not waited for as %s',
    async (name) => {
      const out = scratch();
      if (name !== 'recording.json') await writeRun(out, name);
      pipeIn(out, name);
      expect(await complaintOf(['replay', out])).toContain(`${name}: found no plain file`);
      expect(await complaintOf(['run', steady, '--out', out])).toMatch(/found .*; expected/);
    },
  );

  test('is read where the shell opened it', () => {
    const line = `"$0" "$1" validate /dev/stdin`;
    const input = readFileSync(steady);
    const { status, stdout } = spawnSync('sh', ['-c', `cat | ${line}`, process.execPath, program], { input });
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 0, stdout: '/dev/stdin: valid\n' });
  });
});

/** A run, of which one file is missing. */
async function writeRun(out: string, without: string): Promise<void> {
  await dynamosimInProcess(['run', steady, '--out', out]);
  rmSync(join(out, without));
}

describe('a link in the folder of a run', () => {
  test.each(['recording.json', 'result.json', 'outcomes.png'])('is no %s, and leads nowhere', async (name) => {
    const out = scratch();
    const victim = join(scratch(), 'victim');
    writeFileSync(victim, 'precious');
    await writeRun(out, name);
    symlinkSync(victim, join(out, name));
    expect(await complaintOf(['replay', out])).toMatch(new RegExp(`${name}: found .*; expected`));
    expect(await complaintOf(['run', steady, '--out', out])).toMatch(/found .*; expected/);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(statSync(victim).isFile()).toBe(true);
  });

  test('under a name that our temporary files once had is a file like any other', async () => {
    const out = scratch();
    const victim = join(scratch(), 'victim');
    writeFileSync(victim, 'precious');
    await dynamosimInProcess(['run', steady, '--out', out]);
    for (const name of ['.result.json.part', '.probe.part']) symlinkSync(victim, join(out, name));
    expect((await dynamosimInProcess(['run', steady, '--seed', '6', '--out', out])).code).toBe(0);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['.result.json.part', '.probe.part', 'result.json']));
  });
});

test.runIf(process.platform === 'linux')('a working folder that has gone is a mistake where it is needed', () => {
  const gone = join(scratch(), 'gone');
  const inGone = (...args: string[]) => {
    mkdirSync(gone);
    const line = `cd "$0" && rmdir "$0" && exec "$@"`;
    const { status, stderr } = spawnSync('sh', ['-c', line, gone, process.execPath, program, ...args]);
    if (existsSync(gone)) rmdirSync(gone);
    return { status, stderr: stderr.toString() };
  };
  expect(inGone('validate', 'zone-outage')).toEqual({ status: 0, stderr: '' });
  expect(inGone('run', steady, '--out', 'out')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/--out out: cannot be written: .*\(ENOENT\)/),
  });
  expect(inGone('run', 'a.yaml').status).toBe(2);
  expect(inGone('replay', '.').status).toBe(2);
});
