import { expect, test } from 'vitest';
import { ProgressLine, progressText } from '../../sim/cli/progress-line.js';
import type { Terminal } from '../../sim/cli/terminal.js';

const progress = { share: 0.25, simulatedNs: 30e9, events: 8_000_000 };

function linesOf(columns: number | null, act: (line: ProgressLine) => void): string[] {
  const lines: string[] = [];
  const terminal = { progressColumns: columns, replaceLine: (text: string) => lines.push(text) };
  act(new ProgressLine(terminal as unknown as Terminal, 0));
  return lines;
}

test('says how far the run is, how fast it goes and how long it will take', () => {
  expect(progressText(progress, 4000)).toBe('25 %, 30 s simulated, 7.5 s/s, 2.0 M events/s, 12 s left');
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

test('fits the terminal', () => {
  const [text] = linesOf(30, (line) => line.update(progress, 4000));
  expect(text).toBe('25 %, 30 s simulated, 7.5 s/s');
});
