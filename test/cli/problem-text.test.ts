/** Problems show the line that they stand in, with a caret under their place, whatever the line holds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../../reports/safe-text.js';
import { problemText } from '../../sim/cli/problem-text.js';
import { problemAt, ScenarioError } from '../../sim/scenario/reading/problem.js';

const file = 'a.yaml';
function told(text: string, line: number, column: number): string[] {
  const problem = problemAt({ file, line, column }, { found: 'this', expected: 'that' });
  return problemText(new ScenarioError([problem], 0, new Map([[file, text]])));
}

test('the line, and a caret under the column', () => {
  expect(told('title: x\nduration: 2\n', 2, 11)).toEqual([
    'a.yaml:2:11: found this; expected that',
    '    duration: 2',
    '              ^',
  ]);
});

test('a long line is cut on both sides', () => {
  const [, line, caret] = told(`${'a'.repeat(500)}!${'b'.repeat(500)}`, 1, 501);
  expect(line).toBe(`    …${'a'.repeat(50)}!${'b'.repeat(39)}…`);
  expect(line[caret.indexOf('^')]).toBe('!');
});

test('nothing beside the problem where its line is not known, empty, or no text', () => {
  expect(told('title: x\n', 7, 1)).toHaveLength(1);
  expect(told('title: x\n\n', 2, 1)).toHaveLength(1);
  expect(told('PNG\u0000\u0001', 1, 1)).toHaveLength(1);
  expect(
    problemText(new ScenarioError([problemAt({ file, line: 1, column: 1 }, { found: '', expected: '' })])),
  ).toHaveLength(1);
});

test('problems beyond those that are shown are still counted', () => {
  const problems = Array.from({ length: 60 }, (_, line) =>
    problemAt({ file, line, column: 1 }, { found: '', expected: '' }),
  );
  expect(problemText(new ScenarioError(problems)).at(-1)).toBe('and 10 more');
  expect(problemText(new ScenarioError(problems.slice(0, 50), 10)).at(-1)).toBe('and 10 more');
});

test('no text steers the terminal, and the caret stands under its place as the terminal shows it', () => {
  const word = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '漢', '\u00a0', '\u202e', 'é', '"'), maxLength: 90 });
  fc.assert(
    fc.property(word, word, (before, after) => {
      const [, line, caret] = told(`${before}!${after}`, 1, before.length + 1);
      expect(`${line}${caret}`).toMatch(/^[^\p{C}\u00a0\u202e]*$/u);
      const at = line.indexOf('!');
      expect(textWidth(line.slice(0, at))).toBe(caret.indexOf('^'));
    }),
    { seed: 1, numRuns: 300 },
  );
});
