/**
 * Planted defects: each has a scenario in scenarios/negative that its checker must fail, and that passes once the defect is
 * taken out. Nowhere else can a defect be planted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Defect, defects } from '../sim/protocol/defects.js';
import { run } from '../sim/run.js';
import { readScenario } from '../sim/scenario/read.js';
import { linesOf } from './scenario/examples.js';
import { schemaProblems } from './schemas/result-problems.js';
import { smallRegion, verdict, violations } from './small-region.js';

const caughtBy: Readonly<Record<Defect, string>> = {
  'acknowledge-before-quorum': 'durability',
  'late-acknowledgement-counts-twice': 'durability',
  'serve-after-lease': 'one-leader',
  'strong-read-unchecked': 'fresh-strong-reads',
  'split-forgotten': 'one-owner',
  'heal-into-same-zone': 'distinct-zones',
  'log-replica-elected': 'one-leader',
  'serve-before-caught-up': 'fresh-strong-reads',
  'archive-gap-accepted': 'archived-log',
  'archive-rot-accepted': 'archived-log',
  'archived-tail-ignored': 'acknowledged-writes',
  'rebuild-misses-log-tail': 'acknowledged-writes',
  'lost-flush-counted': 'fresh-strong-reads',
  'disputed-copy-copied': 'scrubbed',
  'scrub-never-looks': 'scrubbed',
  'restore-misses-last-second': 'restored-cut',
  'backup-misses-log-tail': 'restored-cut',
  'last-writer-by-arrival': 'convergence',
  'tie-by-region-of-arrival': 'convergence',
  'change-applied-twice-moves-winner': 'convergence',
  'backlog-truncated-on-return': 'convergence',
  'strong-write-acknowledged-alone': 'linearizable',
  'strong-read-before-journal': 'linearizable',
  'fill-misses-changes-under-way': 'convergence',
};
/** What else fails with it, in the scenarios that plant it. */
const alsoFails: Partial<Readonly<Record<Defect, readonly string[]>>> = {
  'acknowledge-before-quorum': ['flushed-commits'],
  'late-acknowledgement-counts-twice': ['flushed-commits'],
  'archive-rot-accepted': ['restored-cut'],
  'lost-flush-counted': ['acknowledged-writes'],
  'strong-write-acknowledged-alone': ['convergence'],
};
const cases = Object.entries(caughtBy) as [Defect, string][];

const folder = new URL('../scenarios/negative/', import.meta.url);
const textOf = (defect: Defect) => readFileSync(new URL(`${defect}.yaml`, folder), 'utf8');
const planted = (defect: Defect) => readScenario(textOf(defect), `negative/${defect}.yaml`);

test('each defect has its scenario, which plants it alone', () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(defects)
      .map((defect) => `${defect}.yaml`)
      .sort(),
  );
  for (const [defect] of cases) expect(planted(defect).parameters.defects).toEqual([defect]);
});

test.each(cases)('%s is caught by the check of %s', (defect, property) => {
  const result = run(planted(defect));
  expect(verdict(result, property)).toBe('violated');
  expect(schemaProblems(result)).toEqual([]);
  for (const other of alsoFails[defect] ?? []) expect(verdict(result, other)).toBe('violated');
  expect(result.expectations[0]).toMatchObject({ metric: `checks.${property}.violations`, met: false });
});

test.each(cases)('without %s its scenario keeps %s and all else', (defect, property) => {
  const sound = readScenario(textOf(defect), 'sound.yaml', [{ path: 'parameters.defects', value: '[]' }]);
  const result = run(sound);
  expect(violations(result)).toEqual([]);
  expect(verdict(result, property)).toBe('holds');
});

test('elsewhere a defect is a mistake, told with its line', () => {
  const copy = textOf('serve-after-lease');
  const line = 1 + copy.split('\n').findIndex((each) => each.includes('defects:'));
  const problems = linesOf(copy);
  expect(problems).toEqual([expect.stringMatching(`^a.yaml:${line}:\\d+: found the planted defect serve-after-lease`)]);
  expect(() => smallRegion({ parameters: { defects: ['serve-after-lease'] } })).toThrow(/none outside scenarios/);
  expect(() => readScenario(textOf('serve-after-lease').replace('[serve-', '[swerve-'), 'negative/a.yaml')).toThrow(
    /one of acknowledge-before-quorum/,
  );
});
