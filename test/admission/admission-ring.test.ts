/** Tables spread over the servers of a ring, and a lost server's tables over all others. */
import { expect, test } from 'vitest';
import { AdmissionRing, placeOnRing } from '../../sim/admission/admission-ring.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';

const seed = 1;
const streams = new RandomStreams(seed);
/** Places of tables. */
const tables = Array.from({ length: 3000 }, (_, table) => placeOnRing(`t${table}`, streams));

const ringOf = (...servers: number[]) =>
  new AdmissionRing(
    servers.map((id) => ({ id, name: `admission-${id}` })),
    64,
    new RandomStreams(seed),
  );

/** How many tables have each server at this place of their order. */
function counts(ring: AdmissionRing, place: number, among: readonly number[] = tables): Map<number, number> {
  const counted = new Map<number, number>();
  for (const table of among) {
    const server = ring.serversOf(table)[place];
    counted.set(server, (counted.get(server) ?? 0) + 1);
  }
  return counted;
}

test('every table has every server once', () => {
  const ring = ringOf(40, 41, 42, 43, 44, 45);
  for (const table of tables) expect([...ring.serversOf(table)].sort()).toEqual([40, 41, 42, 43, 44, 45]);
});

test('tables are spread, and so are those of a lost server', () => {
  const ring = ringOf(40, 41, 42, 43, 44, 45);
  expect(Math.max(...counts(ring, 0).values())).toBeLessThan(1.5 * 500);
  const ofOne = tables.filter((table) => ring.serversOf(table)[0] === 42);
  expect(counts(ring, 1, ofOne).size).toBe(5);
});

test('a server more takes over tables and moves no others', () => {
  const [small, large] = [ringOf(40, 41, 42), ringOf(40, 41, 42, 43)];
  for (const table of tables) expect([43, small.serversOf(table)[0]]).toContain(large.serversOf(table)[0]);
});
