/**
 * Loaded before the program (`node --import`), counts what it changes in the file system, and at the n-th such operation
 * lets the process be killed or the system refuse. A write that is hit leaves half of what it was to write.
 *
 * The removal of a whole folder is taken apart, so that it can be cut short within. Reading changes nothing, so it is not
 * counted: a kill there leaves what one at the next change does.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/** From the environment: FAULT_AT is the number of the operation, from 1, or 0; FAULT_LOG is where their count goes. */
const at = Number(process.env.FAULT_AT ?? 0);
const kind = (process.env.FAULT_KIND ?? 'kill') as FaultKind;
const log = process.env.FAULT_LOG;

/** `full` and `broken` last from the operation on: no room is left, or every change fails. `refuse` is for once. */
export type FaultKind = 'kill' | 'full' | 'refuse' | 'broken';

const codes = { full: ['ENOSPC', -28], refuse: ['EACCES', -13], broken: ['EIO', -5] } as const;
const original = { ...fs };
let operations = 0;
/** Files that were made, unlike the streams of the process, which may be files too. */
const made = new Set<number>();

if (log !== undefined) process.on('exit', () => original.writeFileSync(log, String(operations)));

/** Whether this operation is hit. */
function isHit(needsRoom: boolean): boolean {
  operations++;
  if (at === 0 || operations < at) return false;
  return operations === at || (kind === 'full' && needsRoom) || kind === 'broken';
}

function strike(syscall: string): never {
  if (kind === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  }
  const [code, errno] = codes[kind];
  throw Object.assign(new Error(`${code}: ${syscall}`), { code, errno, syscall });
}

type Name = 'mkdirSync' | 'mkdtempSync' | 'chmodSync' | 'fsyncSync' | 'renameSync' | 'rmdirSync' | 'unlinkSync';
const needRoom: readonly Name[] = ['mkdirSync', 'mkdtempSync', 'fsyncSync'];
const patched: Name[] = [...needRoom, 'chmodSync', 'renameSync', 'rmdirSync', 'unlinkSync'];
const target = fs as unknown as Record<string, (...args: never[]) => unknown>;

for (const name of patched) {
  const act = original[name] as (...args: never[]) => unknown;
  target[name] = (...args) => {
    if (isHit(needRoom.includes(name))) strike(name);
    return act(...args);
  };
}

fs.openSync = (path, flags, mode) => {
  const changes =
    typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : flags !== undefined && flags !== 'r';
  if (changes && isHit(true)) strike('open');
  const file = original.openSync(path, flags ?? 'r', mode);
  if (changes) made.add(file);
  return file;
};

fs.writeSync = ((file: number, bytes: Uint8Array, ...rest: number[]) => {
  const [offset = 0] = rest;
  if (!made.has(file) || !isHit(true)) return original.writeSync(file, bytes, ...rest);
  original.writeSync(file, bytes, offset, (bytes.length - offset) >> 1);
  return strike('write');
}) as typeof fs.writeSync;

fs.rmSync = (path, options) => {
  const facts = original.lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined && options?.force) return;
  if (!facts?.isDirectory() || !options?.recursive) {
    fs.unlinkSync(path);
    return;
  }
  for (const name of original.readdirSync(path)) fs.rmSync(join(String(path), name), options);
  fs.rmdirSync(path);
};

syncBuiltinESMExports();
