/** Any name becomes one line of printable characters that takes exactly the columns it is given. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cut,
  elide,
  elideNames,
  harmless,
  jsonText,
  padEnd,
  printable,
  textWidth,
  wrap,
} from '../../reports/safe-text.js';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('safe text', () => {
  test('escape sequences, line breaks and reversed direction lose their power', () => {
    expect(printable('a\u001b[31mb\r\nc\u202ed\u0000')).toBe('a?[31mb c?d?');
  });

  test('nothing printable can steer a terminal', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('whatever steers or hides is written out as JSON would, and what anybody can see stays', () => {
    expect(harmless('a\u001b[31mb\r\n\u009b\u202e\u200b\u00a0\u{e0041}\ud800')).toBe(
      'a\\u001b[31mb\\u000d\\u000a\\u009b\\u202e\\u200b\\u00a0\\udb40\\udc41\\ud800',
    );
    expect(harmless('Größe 日本 é 🦊 ▁▅█ …')).toBe('Größe 日本 é 🦊 ▁▅█ …');
  });

  test('JSON keeps its meaning', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), (value) => {
        const text = jsonText(value);
        expect(JSON.parse(text)).toEqual(value);
        for (const line of text.split('\n')) expect(harmless(line)).toBe(line);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('wide characters take two columns, and combining marks none', () => {
    expect(textWidth('日本')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
  });

  test('names lose their middle, sentences their end', () => {
    expect(elide('storefront getItem', 9)).toBe('stor…Item');
    expect(cut('storefront getItem', 9)).toBe('storefro…');
  });

  test('names that differ never look alike in a column', () => {
    const alike = ['orders-of-the-first-shop getItem strong', 'orders-of-the-third-shop getItem strong'];
    const shown = elideNames([...alike, alike[0]], 24);
    expect(new Set(shown).size).toBe(2);
    expect(shown[2]).toBe(shown[0]);
    const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 20 }), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.integer({ min: 8, max: 14 }), (texts, columns) => {
        const cells = elideNames(texts, columns);
        for (const cell of cells) expect(textWidth(cell)).toBeLessThanOrEqual(columns);
        expect(new Set(cells).size).toBe(new Set(texts).size);
        texts.forEach((text, at) => void (text.length > columns || expect(cells[at]).toBe(text)));
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  test('no text is wider than its room', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (raw, columns) => {
        const text = printable(raw);
        expect(textWidth(elide(text, columns))).toBeLessThanOrEqual(columns);
        expect(textWidth(cut(text, columns))).toBeLessThanOrEqual(columns);
        expect(textWidth(padEnd(elide(text, columns), columns))).toBe(columns);
        for (const line of wrap(text, columns, 2)) expect(textWidth(line)).toBeLessThanOrEqual(columns);
        expect(wrap(text, columns, 2).length).toBeLessThanOrEqual(2);
      }),
    );
  });

  test.each(['99.99 %', '100 s;', '1.5 ms,', '4.32 min', '24 h', '1.3 x'])(
    'a unit stays with its number: %s',
    (figure) => {
      const text = `not recovered by ${figure}`;
      expect(wrap(text, text.length - 1, 2)).toEqual(['not recovered by', figure]);
    },
  );

  test('a word that is no unit does not', () => {
    expect(wrap('by 100 sheep', 8, 2)).toEqual(['by 100', 'sheep']);
    expect(wrap('what a s', 7, 2)).toEqual(['what a', 's']);
  });
});
