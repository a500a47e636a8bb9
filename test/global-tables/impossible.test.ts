/** Set-ups of global tables that cannot be are each one error with its line. */
import { expect, test } from 'vitest';
import { linesOf } from '../scenario/examples.js';

const text = (items: string, more = '') => `title: Two regions
regions:
  a: { zones: 3 }
  b: { zones: 3 }
tables:
  t: { regions: [a, b], items: { count: ${items} } }
${more}tenants:
  w: { table: t, arrivals: { poisson: 10/s } }
`;

test('more items than have times of their versions kept', () => {
  // 2^25 items are tracked in all, 2^24 of each of two copies, of which a quarter and 1,024 are room for new ones.
  const most = Math.floor((2 ** 24 - 1024) / 1.25);
  expect(linesOf(text(`${most}`))).toEqual([]);
  expect(linesOf(text(`${most + 1}`))).toEqual([
    expect.stringMatching(
      /^a.yaml:6:\d+: found 13,420,954 items in 2 regions; expected at most 13,420,953, as the times/,
    ),
  ]);
});
