/**
 * Nobody watches a group without a reason: where nothing fails, no group leaves its calm but to hand its leadership over, whose
 * flushes ever are the slow ones.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { none } from '../../sim/engine/pool.js';
import { readScenario } from '../../sim/scenario/read.js';
import { runUntil } from '../small-region.js';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.yaml') && !file.startsWith('negative'),
);
const faultless = files.flatMap((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const scenario = readScenario(text, file);
  return scenario.faults.length === 0 ? [{ file, scenario }] : [];
});

test.each(faultless)('$file watches no group', ({ scenario }) => {
  const { storage } = runUntil(scenario, Math.min(3, scenario.durationNs / 1e9)).service;
  const { watched, watches } = storage.leadership;
  const handingOver = watches.items.filter(({ successor }) => successor !== none).length;
  expect(watched).toBe(storage.elections.counts.handovers + handingOver);
});
