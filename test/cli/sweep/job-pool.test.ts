/** A thread that dies loses its job alone, which is tried once more; what fails twice is told, and all others end, unless
 * the pool is ended before. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JobPool } from '../../../sim/cli/sweep/job-pool.js';
import { plan } from './plan-without-runs.js';

/** Leaves a mark when it is tried; of its jobs some kill their thread, the first time or each time, and one throws. */
const worker = `
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const folder = process.env.MARKS;
export default (number) => {
  const again = existsSync(join(folder, String(number)));
  writeFileSync(join(folder, String(number) + (again ? '-again' : '')), '');
  if (number === 7 && !again) process.exit(1);
  if (number === 13) process.exit(1);
  if (number === 21) throw new Error('broke down');
  return 'line ' + number;
};
`;

test('whatever dies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  const file = join(folder, 'worker.mjs');
  writeFileSync(file, worker);
  process.env.MARKS = folder;
  const numbers = Array.from({ length: 40 }, (_, at) => at + 1);
  const pool = new JobPool(plan, 3, file);
  const lines = new Map<number, string | null>();
  const defects: number[] = [];
  for await (const { number, line, defect } of pool.run(numbers)) {
    expect(lines.has(number)).toBe(false);
    lines.set(number, line);
    if (defect !== null) defects.push(number);
  }
  await pool.end();
  expect(defects.sort((a, b) => a - b)).toEqual([13, 21]);
  const expected = numbers.map((number) => [number, [13, 21].includes(number) ? null : `line ${number}`]);
  expect([...lines].sort(([a], [b]) => a - b)).toEqual(expected);
});

test('whoever waits for a job is woken when the pool is ended, and nothing is warned of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  const file = join(folder, 'worker.mjs');
  writeFileSync(
    file,
    'export default (number) => number === 1 ? "line 1" : new Promise(() => setTimeout(() => {}, 1e9));',
  );
  const warnings: string[] = [];
  const warned = ({ message }: Error) => warnings.push(message);
  process.on('warning', warned);
  // More at once than the ten listeners that Node takes for a leak.
  const pool = new JobPool(plan, 8, file);
  const lines: (string | null)[] = [];
  for await (const { line } of pool.run(Array.from({ length: 40 }, (_, at) => at + 1))) {
    lines.push(line);
    setTimeout(() => pool.end(), 50);
  }
  await pool.end();
  process.removeListener('warning', warned);
  expect({ lines, warnings }).toEqual({ lines: ['line 1'], warnings: [] });
});
