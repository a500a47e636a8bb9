/** Texts that are no scenario at all: one clear error each, in bounded time and memory. */
import { expect, test } from 'vitest';
import { processorMs } from '../../processor-time.js';
import { linesOf, smallest } from '../examples.js';

const aliasBomb = ['title: x', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  .concat(Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`))
  .join('\n');

test.each<[string, string, RegExp]>([
  ['an empty file', '', /^a.yaml:1:1: found an empty file; expected a mapping that starts with a title/],
  ['only comments', '# nothing\n\n', /^a.yaml:1:1: found an empty file/],
  ['a list', '\n- title: x', /^a.yaml:2:1: found a list; expected a mapping/],
  ['a word', 'title', /^a.yaml:1:1: found "title"; expected a mapping/],
  ['bytes', 'title: x\nseed: \0\0\x07', /^a.yaml:2:7: found the character U\+0000; expected YAML text in UTF-8/],
  ['broken UTF-8', 'title: \ufffd', /^a.yaml:1:8: found the character U\+FFFD/],
  ['100 MB', 'title: x\n'.repeat(12_000_000), /^a.yaml:1:1: found 108000000 characters; expected .* at most 1000000/],
  ['two documents', `${smallest}---\n${smallest}`, /^a.yaml:5:1: found .*; expected one scenario a file/],
  ['many documents', '---\n'.repeat(100_000), /^a.yaml:\d+:\d+: found .*(document|values)/],
  ['a directive', `%YAML 1.1\n---\n${smallest}`, /^a.yaml:1:1: found a %YAML directive/],
  ['a tab', 'title: x\nregions:\n\tr: {}', /^a.yaml:3:1: found .*; expected spaces for indentation, not a tab/],
  ['an open bracket', 'title: x\nregions: { r: {}\n', /^a.yaml:2:10: found "{", which is never closed; expected "}"/],
  [
    'a bracket that the next lines do not close',
    'title: x\nregions: { r: { zones: 3 }\ntables: { t: {} }\n',
    /^a.yaml:2:10: found "{", which is never closed; expected "}"/,
  ],
  [
    'an entry between two indentations',
    'regions:\n    r:\n      zones: 3\n  s: {}',
    /^a.yaml:4:3: found an indentation of 2; expected 0, 4 or 6, as the entries before it have/,
  ],
  [
    'an entry below one that has its value',
    'tables:\n  t:\n    order: sorted\n      partitions: 3',
    /^a.yaml:4:7: found an indentation of 6; expected 4, as/,
  ],
  [
    'a no-break space',
    'title: x\nseed:\u00a05\n',
    /^a.yaml:2:6: found a no-break space \(U\+00A0\); expected a plain space/,
  ],
  ['an open quote', 'title: "x\n', /^a.yaml:2:1: found the end of the file; expected the quote/],
  ['two keys on a line', 'title: x: y', /^a.yaml:1:8: found "x"; expected one key on a line/],
  ['uneven indentation', 'regions:\n    r: {}\n  s: {}', /^a.yaml:3:3: found an indentation of 2; expected 0 or 4/],
  ['an unknown escape', 'title: "\\q"', /^a.yaml:1:9: found "\\\\"; expected an escape that YAML knows/],
  ['a reserved character', 'title: @x', /^a.yaml:1:8: found "@x?"; expected quotes round/],
  [
    'an unknown alias',
    'title: x\nregions: &regions { r: {} }\ntables: *region',
    /^a.yaml:3:9: found the alias "\*region"; .*"regions"/,
  ],
  ['a cyclic alias', 'title: x\nregions: &r\n  a: *r', /^a.yaml:3:6: found the alias "\*r" within itself/],
  ['an alias bomb', aliasBomb, /^a.yaml:\d+:\d+: found more than 100000 values behind aliases/],
  ['lists in lists', '['.repeat(200_000), /^a.yaml:1:66: found values nested more than 64 deep/],
  ['mappings in mappings', 'a: '.repeat(100_000), /^a.yaml:1:\d+: found values nested more than 64 deep/],
  ['entries in entries', '- '.repeat(100_000), /^a.yaml:1:\d+: found values nested more than 64 deep/],
  ['twice as many values as may be', `title: [${'1,'.repeat(200_000)}]`, /^a.yaml:1:1: found more than 100000 values/],
  ['twice as many brackets', ']'.repeat(200_000), /^a.yaml:1:1: found more than 100000 values/],
])('%s', (_, text, line) => {
  const startedAt = processorMs();
  const lines = linesOf(text);
  expect(lines).toEqual([expect.stringMatching(line)]);
  expect(processorMs() - startedAt).toBeLessThan(5000);
});

test.each<[string, string, RegExp]>([
  [
    'separators between thousands',
    smallest.replace('t: {}', 't: { items: { count: 1,000,000, size: 1KB } }'),
    /^a.yaml:\d+:\d+: found a comma within a number; .*such as 1000000 or 1M$/,
  ],
  [
    'a repeated key',
    `${smallest}seed: 1\nseed: 2`,
    /^a.yaml:6:1: found "seed" again; expected each key once \(first on line 5\)/,
  ],
  ['a merge key', `${smallest}shows: x\n<<: { seed: 1 }`, /^a.yaml:6:1: found the merge key "<<"/],
  ['a tag', `${smallest}seed: !!int 3`, /^a.yaml:5:\d+: found the tag .*; expected no tags/],
  ['a list as a key', `${smallest}? [1, 2]\n: 3`, /^a.yaml:5:3: found a key that is not a plain word/],
  ['a missing key', `${smallest}: 3`, /^a.yaml:5:1: found a key that is not a plain word/],
  ['a prototype', `${smallest}__proto__: { seed: 3 }`, /^a.yaml:5:1: found the key "__proto__"/],
])('%s does not hide other problems', (_, text, line) => {
  expect(linesOf(text)).toEqual([expect.stringMatching(line)]);
  const withAnother = linesOf(text.replace('1k/s', '1k'));
  const both = [expect.stringMatching(/^a.yaml:4:\d+: found "1k"/), expect.stringMatching(line)];
  expect(withAnother).toEqual(expect.arrayContaining(both));
  expect(withAnother).toHaveLength(2);
});

test('an alias may stand for any value', () => {
  expect(linesOf(smallest.replace('r: {}', 'r: &r { zones: 3 }, s: *r').replace('t: {}', 't: { region: s }'))).toEqual(
    [],
  );
});
