/** Any table survives the way through a file, and no text of it is a formula to a spreadsheet. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from '../../reports/csv.js';
import { readCsv } from '../csv-reader.js';

const awkward = fc.constantFrom('"', ',', '\r', '\n', ';', '\t', "'", '=', '+', '-', '@', ' ', 'a', '1', 'é', '😀');
const text = fc.string({ unit: awkward, maxLength: 8 });
const cell = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
const table = fc
  .integer({ min: 2, max: 4 })
  .chain((columns) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 5 }));

test('what is read is what was written, but for the mark before a formula', () => {
  fc.assert(
    fc.property(table, (rows) => {
      const read = readCsv(csvText(rows));
      expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
      for (const [i, row] of rows.entries()) {
        for (const [j, value] of row.entries()) {
          const found = read[i][j];
          if (typeof value === 'number') expect(Number(found)).toBe(value === 0 ? 0 : value);
          else if (typeof value === 'string') expect([value, `'${value}`]).toContain(found);
          else expect(found).toBe(value === null ? '' : String(value));
        }
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

/** What opens a formula in a spreadsheet, which takes blanks before it away, and what a splitting one could begin a cell with. */
test('no text opens a formula, wherever a spreadsheet splits', () => {
  fc.assert(
    fc.property(text, (value) => {
      const [[found]] = readCsv(csvText([[value, 'x']]));
      const isNumber = /^[+-]\d+(\.\d+)?$/.test(found);
      if (!isNumber) expect(found.trimStart()).not.toMatch(/^[=+\-@]/);
      const [line] = csvText([[value, 'x']]).split(',x\r\n');
      if (/[;\t]/.test(value)) expect(line).toMatch(/^"/);
    }),
    { seed: 1, numRuns: 500 },
  );
});
