import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const kinds: readonly [string, (path: string) => void, RegExp][] = [
  ['a missing file', () => {}, /:1:1: found no such file; expected a scenario file, or a name/],
  ['a directory', (path) => mkdirSync(path), /:1:1: found a directory; expected a scenario file/],
  ['an empty file', (path) => writeFileSync(path, ''), /:1:1: found an empty file; expected a mapping/],
  ['a binary file', (path) => writeFileSync(path, Buffer.from([0x89, 0x50, 0, 0xff])), /:1:1: found the character U\+/],
  [
    'a file of 100 MB, which is not read',
    (path) => {
      writeFileSync(path, '');
      truncateSync(path, 100_000_000);
    },
    /:1:1: found a file of 100000000 bytes; expected a scenario file of at most/,
  ],
];

test.each(kinds)('%s gets one line and exit code 2', async (_, make, message) => {
  const path = join(scratch(), 'a.yaml');
  make(path);
  const { code, stdout, stderr } = await dynamosimInProcess(['run', path]);
  expect(stderr).toMatch(message);
  expect(stderr.startsWith(path)).toBe(true);
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
});

test.runIf(process.platform === 'linux')('a device that never ends is not read to its end', async () => {
  expect((await dynamosimInProcess(['validate', '/dev/zero'])).stderr).toMatch(
    /^\/dev\/zero:1:1: found a file of more than \d+ bytes/,
  );
});

test('a misspelt bundled name is answered with the nearest', async () => {
  expect((await dynamosimInProcess(['run', 'zone-outag'])).stderr).toContain('(did you mean "zone-outage"?)');
});

test.each(['mine', 'mine.yml', 'MINE.yaml', './mine'])(
  '%s, where mine.yaml is there, is answered with that',
  async (name) => {
    const folder = scratch();
    writeFileSync(join(folder, 'mine.yaml'), '');
    const { stderr } = await dynamosimInProcess(['validate', name], { folder });
    expect(stderr).toMatch(/\(did you mean "(\.\/)?mine\.yaml"\?\)$/m);
  },
);

test('misspelt metrics are found before the run, with all other problems', async () => {
  const path = join(scratch(), 'a.yaml');
  writeFileSync(
    path,
    `title: A
regions: { r: {} }
tables: { t: {} }
tenants:
  shop: { arrivals: { poisson: 1k/s } }
  other: { arrivals: { poisson: 3 } }
objectives: { shop: { deleteItem.p99: 1ms } }
expect:
  - { metric: latency.shp.getItem.p99, atMost: 1ms }
  - { metric: durability.lostWrite, is: 0 }
  - { metric: latency.other.query.p99, is: 0 }
`,
  );
  const { code, stderr } = await dynamosimInProcess(['run', path]);
  expect(code).toBe(2);
  expect(stderr.split('\n').filter((line) => line.startsWith(path))).toEqual([
    expect.stringContaining(`${path}:6:33: found 3; expected a rate`),
    expect.stringContaining(`${path}:7:23: found deleteItem, which shop never sends`),
    expect.stringMatching(/:9:15: found "latency.shp.getItem.p99"; .* \(did you mean "latency.shop.getItem.p99"\?\)$/),
    expect.stringMatching(/:10:15: found "durability.lostWrite"; .* \(did you mean "durability.lostWrites"\?\)$/),
  ]);
});
