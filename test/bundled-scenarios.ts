/** The bundled scenarios by their names, and what is held against a run of each. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { briefLinesMax, briefText } from '../reports/summary/brief.js';
import { actsLines } from '../sim/cli/acts-text.js';
import type { Result } from '../sim/result.js';
import { readScenario } from '../sim/scenario/read.js';
import type { Override } from '../sim/scenario/reading/overrides.js';
import { schemaProblems } from './schemas/result-problems.js';

const folder = new URL('../scenarios/', import.meta.url);

export const bundledNames: readonly string[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort();

export const textOf = (name: string) => readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
export const scenarioOf = (name: string, overrides: readonly Override[] = []) =>
  readScenario(textOf(name), `${name}.yaml`, overrides);

/** Objectives and expectations that were missed, and properties that were violated, as a reader would want them told. */
export function broken({ objectives, expectations, checks }: Result): string[] {
  return [
    ...objectives.filter(({ met }) => !met).map((row) => `${row.tenant} ${row.metric} is ${row.actual}`),
    ...expectations.filter(({ met }) => !met).map((row) => `${row.metric} is ${row.actual}, not ${row.condition}`),
    ...checks.filter(({ verdict }) => verdict === 'violated').map((row) => `${row.property}: ${row.witness}`),
  ];
}

/** It keeps what it promises, tells it on one screen, and its result is what the schema says. */
export function expectKept(result: Result): void {
  expect(broken(result)).toEqual([]);
  expect(schemaProblems(result)).toEqual([]);
  const told = briefText(result, actsLines(result, 80), { columns: 80, colour: false, isWritten: false });
  expect(told.trimEnd().split('\n').length).toBeLessThanOrEqual(briefLinesMax);
  expect(told).not.toMatch(/finds no room|…/);
}
