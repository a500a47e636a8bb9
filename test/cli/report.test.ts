/** The page of a stored run, made again from what lies in its folder or from its result alone. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordingWithPage } from '../../sim/cli/files/recording-files.js';
import { dynamosim, fixture, scratch } from './dynamosim.js';
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

test('without --out lies with its run, replaces pages alone, and leaves a folder that replays', async () => {
  const [out, elsewhere] = [scratch(), scratch()];
  await dynamosimInProcess(['run', fixture('steady'), '--out', out]);
  const page = join(out, 'report.html');
  const whole = readFileSync(page, 'utf8');
  const report = (word = out) => dynamosim(['report', word], elsewhere);
  expect(report()).toEqual({ code: 0, stdout: '', stderr: `${page} is the same already\n` });
  // As a former version may have made it: with the checksum of its own page.
  const recording = recordingWithPage(out, `${whole}\n`)!;
  writeFileSync(page, `${whole}\n`);
  writeFileSync(join(out, 'recording.json'), recording);
  expect(report().stderr).toBe(
    `Wrote ${page} in place of a former page\nWrote ${out}/recording.json, which knows the page by its checksum\n`,
  );
  expect(readFileSync(page, 'utf8')).toBe(whole);
  expect((await dynamosimInProcess(['replay', out])).code).toBe(0);

  const alone = join(elsewhere, 'one.json');
  writeFileSync(alone, readFileSync(join(out, 'result.json')));
  expect(report(alone).stderr).toBe(`Wrote ${join(elsewhere, 'one.html')}\n`);
  for (const [place, word] of [
    [page, out],
    [join(elsewhere, 'one.html'), alone],
  ]) {
    writeFileSync(place, '<!doctype html>my own');
    const { code, stderr } = report(word);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`${place}: found a file that is none`),
    });
    expect(readFileSync(place, 'utf8')).toBe('<!doctype html>my own');
  }
  expect(readdirSync(elsewhere).sort()).toEqual(['one.html', 'one.json']);
});
