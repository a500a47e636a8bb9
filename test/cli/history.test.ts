/** The history files say the operations of the report, each form the same, and a checker finds what is wrong in one. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { scratch } from './dynamosim.js';
import { type Edn, readEdn } from './edn-reader.js';
import { dynamosimInProcess } from './in-process.js';
import { type RegisterOperation, registerProblem } from './register-check.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-history-'));
const file = (name: string) => readFileSync(join(folder, name), 'utf8');
let result: Result;

/** Few items, so that reads see many versions, and a leader that crashes, so that outcomes are in doubt. */
const settings = [
  'tenants.storefront.reads=strong',
  'tables.orders.items.count=20',
  'tenants.storefront.client.retries=none',
  'tenants.storefront.client.timeout=300ms',
  'warmup=0s',
].flatMap((setting) => ['--set', setting]);

beforeAll(async () => {
  const { code, stderr } = await dynamosimInProcess([
    ...['run', 'test/cli/fixtures/crash.yaml', ...settings, '--out', folder, '--export', 'history'],
  ]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('report.html and ')]);
  result = JSON.parse(file('result.json'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Op {
  readonly time: number;
  readonly process: number;
  readonly type: string;
  readonly f: string;
  readonly key: string;
  readonly value: number | null;
}

/** Keywords of EDN become strings. */
function plain(value: Edn): unknown {
  if (typeof value === 'string') return value.replace(/^:/, '');
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value === 'number') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.replace(/^:/, ''), plain(each)]));
}

/** Each invocation with the next end of its process. */
function pairs(ops: readonly Op[]): { readonly invoked: Op; readonly ended: Op | undefined }[] {
  const open = new Map<number, { invoked: Op; ended: Op | undefined }>();
  const all: { invoked: Op; ended: Op | undefined }[] = [];
  for (const op of ops) {
    const under = open.get(op.process);
    if (op.type === 'invoke') {
      if (under !== undefined) throw new Error(`process ${op.process} does two things at once, or goes on after info`);
      const pair = { invoked: op, ended: undefined };
      open.set(op.process, pair);
      all.push(pair);
    } else {
      if (under === undefined) throw new Error(`process ${op.process} ends what it did not begin`);
      under.ended = op;
      if (op.type !== 'info') open.delete(op.process);
    }
  }
  return all;
}

function registersOf(ops: readonly Op[]): Map<string, RegisterOperation[]> {
  const place = new Map(ops.map((op, at) => [op, at]));
  const registers = new Map<string, RegisterOperation[]>();
  for (const { invoked, ended } of pairs(ops)) {
    const { f, key } = invoked;
    const isWrite = f === 'write';
    if (ended?.type === 'fail' || (!isWrite && ended?.type !== 'ok')) continue;
    const { value } = ended ?? invoked;
    const to = ended?.type === 'ok' ? place.get(ended)! : Number.POSITIVE_INFINITY;
    registers.set(key, [...(registers.get(key) ?? []), { isWrite, value, from: place.get(invoked)!, to }]);
  }
  return registers;
}

const problemsOf = (ops: readonly Op[]) =>
  [...registersOf(ops)].flatMap(([key, list]) => {
    const problem = registerProblem(list);
    return problem === null ? [] : [`${key}: ${problem}`];
  });

const edn = (text: string) => readEdn(text).map((form) => plain(form) as Op);

/** Elle's transactions of one step as operations of registers. */
function transactions(text: string): Op[] {
  const all: readonly Record<string, unknown>[] = JSON.parse(text);
  return all.map(({ index, f, value, ...op }, at) => {
    const [[step, key, seen], ...others] = value as readonly [string, string, number | null][];
    expect([index, f, others]).toEqual([at, 'txn', []]);
    return { ...op, f: step === 'w' ? 'write' : 'read', key, value: seen } as Op;
  });
}

test('EDN and JSON say the same, in order, as many operations as the report', () => {
  const ops = edn(file('history.edn'));
  expect(transactions(file('history.json'))).toEqual(ops);
  const times = ops.map(({ time }) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const total = (column: 'issued' | 'succeeded') => result.outcomes.reduce((sum, row) => sum + row[column], 0);
  const all = pairs(ops);
  expect(all.length).toBe(total('issued'));
  expect(all.filter(({ ended }) => ended?.type === 'ok').length).toBe(total('succeeded'));
  const count = (type: string) => all.filter(({ ended }) => ended?.type === type).length;
  expect(count('info')).toBeGreaterThan(3);
  const header = Object.fromEntries(
    [...file('history.edn').matchAll(/^; (\w+) (\S+)$/gm)].map(([, name, n]) => [name, n]),
  );
  expect(header).toMatchObject({
    digest: result.run.digest,
    operations: String(all.length),
    ...{ ok: String(count('ok')), failed: String(count('fail')), unknown: String(count('info')) },
    ...{ eventualReadsLeftOut: '0', begunAfterItWasFull: '0' },
  });
});

interface Event {
  readonly clientId: number;
  readonly kind: 'call' | 'return';
  readonly id: number;
  readonly key: string;
  readonly op: 'read' | 'write';
  readonly value: number | null;
}

test('the events for Porcupine are the same registers, each call with its return', () => {
  const events: readonly Event[] = JSON.parse(file('history.porcupine.json'));
  const registers = new Map<string, RegisterOperation[]>();
  const calls = new Map<number, number>();
  for (const [at, { kind, id, key, op, value }] of events.entries()) {
    if (kind === 'call') calls.set(id, at);
    else {
      const operation = { isWrite: op === 'write', value: value === 0 ? null : value, from: calls.get(id)!, to: at };
      registers.set(key, [...(registers.get(key) ?? []), operation]);
    }
  }
  expect(events.length).toBe(2 * calls.size);
  const jepsen = registersOf(edn(file('history.edn')));
  expect([...registers.keys()].sort()).toEqual([...jepsen.keys()].sort());
  const values = (list: readonly RegisterOperation[]) => list.map(({ value }) => value ?? 0).sort((a, b) => a - b);
  for (const [key, list] of registers) {
    expect(values(list)).toEqual(values(jepsen.get(key)!));
    expect(registerProblem(list)).toBeNull();
  }
});

test('a run without planted defects is linearizable, register by register', () => {
  expect(problemsOf(edn(file('history.edn')))).toEqual([]);
});

describe('a planted history fails', () => {
  test.each([
    ['stale-read.edn', 'orders/7: 2 was there while 1 was'],
    ['read-before-write.edn', 'orders/7: 2 was read before it was written'],
  ])('%s', (name, problem) => {
    expect(problemsOf(edn(readFileSync(join('docs/histories', name), 'utf8')))).toEqual([problem]);
  });
});

test('a run with a planted defect fails, too', async () => {
  const out = scratch();
  await dynamosimInProcess(['run', 'negative/strong-read-unchecked', '--out', out, '--export', 'history']);
  const ops = edn(readFileSync(join(out, 'history.edn'), 'utf8'));
  expect(problemsOf(ops)).toEqual([expect.stringMatching(/^orders\/7: \d+ was there while \d+ was$/)]);
});
