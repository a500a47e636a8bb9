/** A small run of the attack on folders: every change to the disk once, by what writes them, and a few whole programs. */
import { expect, test } from 'vitest';
import { attackAnyTime, attackChanges, faultKinds } from './kills.js';

const timeout = 300_000;

test.each(['beside', 'within'] as const)(
  'a kill at any change leaves a whole folder, staged %s',
  { timeout },
  async (place) => {
    const { tried, findings } = await attackChanges({ place, by: 'writer' }, ['kill'], 1);
    expect(findings).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  },
);

test('a full, broken or refusing disk leaves a whole folder', { timeout }, async () => {
  const kinds = faultKinds.filter((kind) => kind !== 'kill');
  const { tried, findings } = await attackChanges({ place: 'beside', by: 'writer' }, kinds, 3);
  expect(findings).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});

test('so does a run that is killed at any time', { timeout }, async () => {
  const { findings } = await attackAnyTime(1, 4);
  expect(findings).toEqual([]);
});
