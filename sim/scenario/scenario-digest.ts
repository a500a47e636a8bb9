/**
 * Sixteen hex digits that name what a scenario means: the same for any spelling of the same values, in any order of keys.
 * The title, what it shows and the seed are left out: words do not change a run, and one scenario has many seeds. So are
 * planted defects, drawn failures, backups, restores and regions that are added where there are none.
 *
 * Two 32-bit multiply-and-mix lanes over canonical JSON (multipliers and finalizer of MurmurHash3, public domain). It
 * tells scenarios apart; it does not resist an adversary.
 */
import { mix32 } from '../engine/exact-math.js';
import type { Scenario } from './scenario.js';

export function digestOfScenario(scenario: Scenario): string {
  const { defects, ...parameters } = scenario.parameters;
  const meant = defects.length === 0 ? parameters : scenario.parameters;
  const { failures, backups, restores, ...others } = scenario;
  const tables = others.tables.map(({ additions, ...table }) =>
    additions.length === 0 ? table : { ...table, additions },
  );
  const whole = {
    ...others,
    tables,
    ...(failures.length === 0 ? {} : { failures }),
    ...(backups.length === 0 ? {} : { backups }),
    ...(restores.length === 0 ? {} : { restores }),
  };
  return digestOfText(canonicalText({ ...whole, parameters: meant, title: '', shows: '', seed: 0 }));
}

function digestOfText(text: string): string {
  let low = 0x9e3779b9 | 0;
  let high = 0x85ebca6b | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0xcc9e2d51);
    low = (low << 15) | (low >>> 17);
    high = Math.imul(high ^ unit, 0x1b873593);
    high = ((high << 13) | (high >>> 19)) + low;
  }
  return hex(finalize(high ^ text.length)) + hex(finalize(low ^ high));
}

/** JSON with sorted keys and without spaces. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalText(each)}`).join(',')}}`;
}

/** MurmurHash3's finaliser, whole. */
function finalize(lane: number): number {
  return mix32(lane ^ (lane >>> 16));
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
