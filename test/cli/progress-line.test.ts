import { expect, test } from 'vitest';
import { jobsInWords, ProgressLine, runInWords } from '../../sim/cli/progress-line.js';
import type { Terminal } from '../../sim/cli/terminal.js';

const progress = { share: 0.25, simulatedNs: 30e9, events: 8_000_000 };

function linesOf(columns: number | null, act: (line: ProgressLine) => void): string[] {
  const lines: string[] = [];
  const terminal = { progressColumns: columns, replaceLine: (text: string) => lines.push(text) };
  act(new ProgressLine(terminal as unknown as Terminal, 0, runInWords));
  return lines;
}

test('says how far the run is, how fast it goes and how long it will take', () => {
  const [text] = linesOf(80, (line) => line.update(progress, 4000));
  expect(text).toBe('25 %, 30 s simulated, 7.5 s/s, 2.0 M events/s, 12 s left');
});

test('says of many runs how many have ended, and the speed of those that ended since it began', () => {
  expect(jobsInWords(20)({ share: 0.42, done: 84, of: 200 }, 20_000)).toEqual(['84 of 200 jobs', '3.2 jobs/s']);
});

test('comes at most four times a second, after a moment, and clears itself', () => {
  const lines = linesOf(80, (line) => {
    for (let ms = 0; ms < 2500; ms += 10) line.update(progress, ms);
    line.clear();
  });
  expect(lines.length).toBe(8 + 1);
  expect(lines.at(-1)).toBe('');
});

test('is not there for short runs, and without a terminal', () => {
  const brief = (line: ProgressLine) => {
    line.update(progress, 100);
    line.clear();
  };
  const long = (line: ProgressLine) => line.update(progress, 10_000);
  expect([linesOf(80, brief), linesOf(null, long)]).toEqual([[], []]);
});

test('says no time left while the pace is that of a start, and then that of the later part of the run', () => {
  // The first second is ten times as slow as the rest: 1 % of the work, and then 10 % a second, 10.9 s in all.
  const shareAt = (ms: number) => (ms < 1000 ? ms / 100_000 : 0.01 + (ms - 1000) / 10_000);
  const wholeMs = 10_900;
  const moments = Array.from({ length: 43 }, (_, index) => index * 250);
  const left = moments.map((ms) => {
    const [text] = linesOf(80, (line) => {
      for (const each of moments.slice(0, moments.indexOf(ms)))
        line.update({ ...progress, share: shareAt(each) }, each);
      line.update({ ...progress, share: shareAt(ms) }, ms);
    }).slice(-1);
    return { ms, text: text ?? '' };
  });
  for (const { ms, text } of left) {
    const [, seconds] = /, (\d+) s left$/.exec(text) ?? [];
    expect([ms, seconds === undefined]).toEqual([ms, ms < 3000]);
    if (seconds !== undefined) expect(Math.abs(Number(seconds) - (wholeMs - ms) / 1000), `${ms}`).toBeLessThan(3);
  }
});

test('fits the terminal', () => {
  const [text] = linesOf(30, (line) => line.update(progress, 4000));
  expect(text).toBe('25 %, 30 s simulated, 7.5 s/s');
});
