/**
 * The way of one putItem through the folders is the one that ARCHITECTURE.md tells, each folder entered for its own idea:
 * what builds, reads and judges is not on it, and no work is handed up only to be passed down again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { LifeOfAWrite } from './one-write.js';

const sim = fileURLToPath(new URL('../../sim/', import.meta.url));
const oneWrite = fileURLToPath(new URL('../../dist/test/life-of-a-write/one-write.js', import.meta.url));
const architecture = readFileSync(`${sim}ARCHITECTURE.md`, 'utf8');
const life: LifeOfAWrite = JSON.parse(execFileSync(process.execPath, [oneWrite], { encoding: 'utf8' }));

/** Cells of the rows of a table under a heading, without the two lines of its head. */
function rowsUnder(heading: string): string[][] {
  const section = architecture.split(`\n## ${heading}`)[1].split('\n## ')[0];
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('each event of a write enters the folders that are told of it, in that order', () => {
  const told = rowsUnder('The life of a write').map(([, event, folders]) => `${event}: ${folders}`);
  const found = life.events.map(
    ({ name, folders }) => `${name}: ${folders.filter((folder) => folder !== 'engine').join(', ')}`,
  );
  expect(found).toEqual(told);
});

test('what builds, reads and judges is not on the way', () => {
  const above = ['cli', 'experiments', 'assembly', 'verdicts', 'scenario'];
  expect(life.files.filter((file) => above.includes(file.split('/')[1]))).toEqual([]);
});

test('work goes up to answer and to tell observers, never to be passed down again', () => {
  const order = architecture
    .split('```')[1]
    .split(/[\s>]+/)
    .filter((folder) => folder !== '');
  const up = Object.keys(life.crossings).filter((crossing) => {
    const [from, into] = crossing.split(' > ').map((folder) => order.indexOf(folder));
    return into < from;
  });
  const observers = ['checkers', 'measurement'];
  const unexpected = up.filter((crossing) => {
    const [from, into] = crossing.split(' > ');
    return from !== 'engine' && !observers.includes(into);
  });
  // The quorum is there, and the node answers the call.
  expect(unexpected).toEqual(['replication > storage']);
  expect(life.crossings['replication > storage']).toBe(1);
});

test('functions entered and folders crossed are fewer than they were', () => {
  const { functionsEntered, foldersCrossed, files } = life;
  console.info(
    `one putItem: ${functionsEntered} functions in ${files.length} files, ${foldersCrossed} folders crossed`,
  );
  // 763 and 168 when the assembly stood on the way; what is added may cost something, but not all of that again.
  expect(functionsEntered).toBeLessThan(763);
  expect(foldersCrossed).toBeLessThan(160);
});

test('the page names files that are there, and is short enough to be read', () => {
  const files = rowsUnder('Where do I look for').flatMap(([, where]) =>
    [...where.matchAll(/`([^`]+)`/g)].map(([, file]) => file),
  );
  expect(files.length).toBeGreaterThan(40);
  // Beside `sim/` where they are not in it.
  expect(files.filter((file) => ![sim, `${sim}../`].some((folder) => existsSync(folder + file)))).toEqual([]);
  expect(architecture.split('\n').length).toBeLessThanOrEqual(150);
});
