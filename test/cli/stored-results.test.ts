/** A stored result of which one thing was changed is told in one line, by every command that reads one, and is no bug of ours. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamosimInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-stored-'));
const [whole, changed] = [join(folder, 'whole'), join(folder, 'changed.json')];
const scenario = join(folder, 'scenario.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
let text = '';
beforeAll(async () => {
  writeFileSync(
    scenario,
    `title: Much in little
duration: 3s
seriesWindow: 500ms
regions: { r: {} }
tables: { t: { capacity: { read: 100, write: 100 } } }
tenants:
  a: { arrivals: { poisson: 300/s }, mix: { getItem: 50%, putItem: 50% }, reads: { strong: 50% } }
  b: { arrivals: { poisson: 20/s } }
faults: [{ kind: host-crash, target: r/az-1/storage-1, at: 1s, for: 1s }]
objectives: { a: { success: 50%, getItem.p99: 10ms } }
expect: [{ metric: durability.lostWrites, is: 0 }]
`,
  );
  expect((await dynamosimInProcess(['run', scenario, '--out', whole])).stderr).toContain('Wrote');
  text = readFileSync(join(whole, 'result.json'), 'utf8');
});

interface Place {
  readonly path: readonly (string | number)[];
  readonly value: Json;
}

function placesIn(value: Json, path: Place['path'] = []): Place[] {
  const inside = value === null || typeof value !== 'object' ? [] : Object.entries(value);
  const names = Array.isArray(value) ? inside.map(([name, each]) => [Number(name), each] as const) : inside;
  return [{ path, value }, ...names.flatMap(([name, each]) => placesIn(each, [...path, name]))];
}

/** May hold any names. */
const mappings = ['throttledAttempts', 'share'];
const isField = ({ path }: Place) => typeof path.at(-1) === 'string' && !mappings.includes(String(path.at(-2)));
/** One value for each window or batch of the run. */
const isSeries = ({ path: [section, ...rest], value }: Place) =>
  Array.isArray(value) &&
  value.length > 0 &&
  ((section === 'series' && rest.length > 1 && !rest.includes('heat') && rest.at(-1) !== 'timeS') ||
    (section === 'series' && rest.at(-1) === 'columns') ||
    (section === 'batches' && rest.length > 1) ||
    (section === 'availability' && rest.length > 1));
const otherTypes: readonly Json[] = ['3', 3, true, null, [], {}];
const typeOf = (value: Json) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);

const placesMax = 20;

/** Types that a reader would mistake for no other: where there was a number or a name there may be none. */
const isOther = (value: Json, other: Json) =>
  typeOf(value) !== typeOf(other) &&
  !['number', 'string'].some((type) => [value, other].every((each) => each === null || typeOf(each) === type));

type Change = (parent: Record<string | number, Json>, name: string | number, value: Json) => void;
const changes: Readonly<Record<string, readonly [isMeant: (place: Place) => boolean, (choice: number) => Change]>> = {
  'another type': [
    ({ path }) => path.length > 0,
    (choice) => (parent, name, value) => {
      const others = otherTypes.filter((each) => isOther(value, each));
      parent[name] = others[choice % others.length];
    },
  ],
  'a field less': [isField, () => (parent, name) => delete parent[name]],
  'a shorter series': [isSeries, () => (parent, name, value) => (parent[name] = (value as Json[]).slice(0, -1))],
};

test.each(Object.entries(changes))('%s anywhere', async (_, [isMeant, changeOf]) => {
  const places = placesIn(JSON.parse(text)).filter(isMeant);
  // Deep lists of numbers would take all the draws.
  const byForm = new Map<string, Place[]>();
  for (const place of places) {
    const form = place.path.filter((word) => typeof word === 'string').join('.');
    byForm.set(form, [...(byForm.get(form) ?? []).slice(-placesMax), place]);
  }
  const forms = [...byForm.values()];
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), async (form, at, choice) => {
      const alike = forms[form % forms.length];
      const { path, value } = alike[at % alike.length];
      const result: Json = JSON.parse(text);
      const parent = path
        .slice(0, -1)
        .reduce<Json>((inner, word) => (inner as Record<string | number, Json>)[word], result);
      changeOf(choice)(parent as Record<string, Json>, path.at(-1)!, value);
      writeFileSync(changed, JSON.stringify(result));
      const { code, stdout, stderr } = await dynamosimInProcess(['explain', changed]);
      expect({ code, stdout, path }).toEqual({ code: 2, stdout: '', path });
      expect(stderr).toMatch(
        /^dynamosim: [^\n]*changed\.json:1:\d+: no result of format 1: [^\n]*; expected [^\n]+\n$/,
      );
      expect(stderr).not.toMatch(/NaN|undefined/);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('every command that reads one tells the place', async () => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.includes('"p50Ms": '));
  lines[at] = lines[at].replace(/: .*?(,?)$/, ': "slow"$1');
  writeFileSync(changed, lines.join('\n'));
  const out = join(folder, 'none');
  for (const words of [
    ['report', changed, '--out', out],
    ['report', whole, changed, '--out', out],
    ['explain', changed],
    ['compare', whole, changed],
    ['compare', changed, scenario],
  ]) {
    expect(await dynamosimInProcess(words)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        `dynamosim: ${changed}:${at + 1}:${lines[at].indexOf('"slow"') + 1}: no result of format 1: ` +
        'latency.0.p50Ms: found "slow"; expected a number or null\n',
    });
  }
});
