/**
 * A small run of the attack on folders: some of the changes to the disk, by what makes them, and a few whole programs. Each
 * is a run that writes all its files; `npm run attack` goes through all of them.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attackAnyTime, attackChanges, faultKinds, TwoRuns } from './kills.js';

const timeout = 300_000;
const runs = new TwoRuns();
beforeAll(() => runs.record());
afterAll(() => runs.end());

test.each(['beside', 'within'] as const)(
  'a kill at any change leaves a whole folder, staged %s',
  { timeout },
  async (place) => {
    const { tried, findings } = await attackChanges(runs, { place, by: 'writer' }, ['kill'], 5);
    expect(findings).toEqual([]);
    expect(tried).toBeGreaterThan(10);
  },
);

test('a full, broken or refusing disk leaves a whole folder', { timeout }, async () => {
  const kinds = faultKinds.filter((kind) => kind !== 'kill');
  const { tried, findings } = await attackChanges(runs, { place: 'beside', by: 'writer' }, kinds, 18);
  expect(findings).toEqual([]);
  expect(tried).toBeGreaterThan(10);
});

test('so does a run that is killed at any time', { timeout }, async () => {
  const { findings } = await attackAnyTime(runs, 1, 2);
  expect(findings).toEqual([]);
});
