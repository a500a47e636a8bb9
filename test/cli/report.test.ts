/** The page of a stored run, made again from what lies in its folder or from its result alone. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

test('is the one that the run wrote, and needs but the result', async () => {
  const [out, pages] = [scratch(), scratch()];
  await dynamosimInProcess(['run', fixture('steady'), '--out', out, '--set', 'title=A title']);
  const page = join(pages, 'page.html');
  expect(await dynamosimInProcess(['report', out, '--out', page])).toEqual({
    code: 0,
    stdout: '',
    stderr: `Wrote ${page}\n`,
  });
  expect(readFileSync(page, 'utf8')).toBe(readFileSync(join(out, 'report.html'), 'utf8'));

  const bare = join(pages, 'bare.html');
  expect((await dynamosimInProcess(['report', join(out, 'result.json'), '--out', bare])).code).toBe(0);
  expect(readFileSync(bare, 'utf8')).toContain('<h1>A title</h1>');

  const again = await dynamosimInProcess(['report', out, '--out', page]);
  expect({ code: again.code, stderr: again.stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/page\.html: cannot be written: .*EEXIST/),
  });

  const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [{ ...result, version: 99 }, /result\.json:1:12: no result of format 1: version: found 99/],
    [{ ...result, latency: 3 }, /result\.json:1:\d+: no result of format 1: latency/],
    [{ ...result, series: {} }, /no result of format 1: series/],
    ['text', /result\.json:1:1: no result of format 1/],
  ];
  for (const [value, message] of wrong) {
    writeFileSync(join(out, 'result.json'), JSON.stringify(value));
    const { code, stderr } = await dynamosimInProcess(['report', out, '--out', join(pages, 'none.html')]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  }
  rmSync(join(out, 'result.json'));
  expect((await dynamosimInProcess(['report', out])).stderr).toMatch(/result\.json: found no such file/);
});
