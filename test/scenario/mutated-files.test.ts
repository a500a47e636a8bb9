/** Whatever is done to a valid file, reading it gives a scenario or told problems, and never takes long. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readScenario } from '../../sim/scenario/read.js';
import { ScenarioError } from '../../sim/scenario/reading/problem.js';
import { starterScenario } from '../../sim/scenario/starter.js';
import { processorMs } from '../processor-time.js';
import { capacities, everything, smallest, zoneOutage } from './examples.js';

/** The long ones are few, for the sake of time. */
const files = [
  smallest,
  smallest,
  smallest,
  zoneOutage,
  zoneOutage,
  capacities,
  starterScenario('Mutated', 'schema.json'),
  everything,
];
const tokens = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    ',',
    '- ',
    '\n',
    '\t',
    ' ',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '<<: ',
    '!!str ',
    '? ',
    '|\n',
    '---\n',
  ],
  ...[
    '0',
    '-1',
    '1e309',
    '.nan',
    '2x',
    '5%',
    '3m',
    '1KB',
    '9k/s',
    'null',
    'true',
    '~',
    '__proto__',
    'constructor',
    '\0',
    '\ufffd',
    '\ud800',
  ],
  ...[
    'title',
    'regions',
    'kind',
    'static',
    'on-demand',
    'leader of orders/7',
    'az-2',
    'mixture',
    'share',
    'p50',
    '0x10',
    '99999999999999999999',
    'é',
    '\r',
  ],
];

type Mutation = (text: string) => string;
const at = (text: string, where: number) => Math.floor(where * (text.length + 1));
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const token = fc.constantFrom(...tokens);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, token).map(([where, word]) => (text: string) => {
    const i = at(text, where);
    return text.slice(0, i) + word + text.slice(i);
  }),
  fc.tuple(place, fc.integer({ min: 1, max: 12 })).map(([where, length]) => (text: string) => {
    const i = at(text, where);
    return text.slice(0, i) + text.slice(i + length);
  }),
  fc.tuple(place, fc.integer({ min: 0, max: 0xffff })).map(([where, unit]) => (text: string) => {
    const i = at(text, where);
    return text.slice(0, i) + String.fromCharCode(unit) + text.slice(i + 1);
  }),
  fc.tuple(place, token).map(([where, word]) => (text: string) => {
    const words = text.split(/(\s+|[{}[\],:])/);
    words[at(words.join('').slice(0, words.length - 1), where)] = word;
    return words.join('');
  }),
  fc.tuple(place, place, fc.constantFrom('delete', 'repeat', 'move')).map(([from, to, act]) => (text: string) => {
    const lines = text.split('\n');
    const i = Math.floor(from * lines.length);
    const [line] = act === 'repeat' ? [lines[i]] : lines.splice(i, 1);
    if (act !== 'delete') lines.splice(Math.floor(to * (lines.length + 1)), 0, line);
    return lines.join('\n');
  }),
);

const mutatedFile = fc
  .tuple(fc.constantFrom(...files), fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([file, mutations]) => mutations.reduce((text, mutate) => mutate(text), file));

test('10,000 mutated files are read or refused with a place', () => {
  let valid = 0;
  let longestMs = 0;
  const property = fc.property(mutatedFile, (text) => {
    const startedAt = processorMs();
    try {
      expect(readScenario(text, 'mutated.yaml').regions.length).toBeGreaterThan(0);
      valid++;
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      expect(error.problems.length).toBeGreaterThan(0);
      for (const { line, column, found, expected } of error.problems) {
        expect(line >= 1 && column >= 1 && found !== '' && expected !== '').toBe(true);
      }
    }
    longestMs = Math.max(longestMs, processorMs() - startedAt);
  });
  fc.assert(property, { numRuns: 10_000, seed: 1 });
  // Mutations that always break a file would test the YAML parser only.
  expect(valid).toBeGreaterThan(500);
  expect(longestMs).toBeLessThan(2000);
});
