/** A count is said in one place: who may name it is the file that counts, and who gives it words of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkFacts } from '../../sim/checkers/check.js';
import { properties } from '../../sim/checkers/properties.js';
import { controlPlaneFacts, noControlPlane } from '../../sim/control-plane/control-plane-facts.js';
import { endings, noOutcomes, outcomeFacts } from '../../sim/measurement/outcome-counts.js';
import { sections, serviceFacts } from '../../sim/measurement/service-facts.js';
import { countsOf } from '../../sim/protocol/facts.js';
import { addCounts, beginCounting, outcome, Request, requestFacts } from '../../sim/protocol/request.js';
import { metricOf, metricsOf } from '../../sim/verdicts/metrics.js';
import { resultFixture } from '../reports/fixture.js';
import { runSmallRegion, smallRegion } from '../small-region.js';

test('counts begin at zero, in the order in which they are declared', () => {
  const counts = countsOf([
    { name: 'splits', unit: 'count', about: 'a' },
    { name: 'moves', unit: 'count', about: 'b' },
  ]);
  counts.moves++;
  expect(JSON.stringify(counts)).toBe('{"splits":0,"moves":1}');
  expect(Object.keys(noControlPlane)).toEqual([...controlPlaneFacts.map(({ name }) => name), 'acts', 'list']);
});

const facts = sections.flatMap((section) => serviceFacts[section].map(({ name, unit }) => ({ section, name, unit })));

test.each(facts)('$name of $section is a field of the result and a metric of its name', ({ section, name }) => {
  const result = resultFixture();
  expect(result[section]).toHaveProperty(name);
  const other = { ...result, [section]: { ...result[section], [name]: 17 } };
  expect(metricOf(other, `${section}.${name}`, null)).toEqual({ kind: 'value', value: 17 });
  expect(metricOf(result, `${section}.list`, null).kind).toBe('unknown');
});

const outcomeNames = outcomeFacts.map(({ name }) => name);

test.each(outcomeFacts)('$name is a field of the outcomes and a metric of its name', ({ name }) => {
  const result = resultFixture();
  const [row] = result.outcomes;
  expect(Object.keys(row)).toEqual(['tenant', 'operation', ...outcomeNames]);
  const outcomes = [row, { ...row, operation: 'query' }].map((each) => ({ ...each, [name]: 17 }));
  expect(metricOf({ ...result, outcomes }, `outcomes.all.${name}`, null)).toEqual({ kind: 'value', value: 34 });
});

const counted = properties.flatMap((property) => checkFacts.map(({ name }) => ({ property: property.name, name })));

test.each(counted)('$name of $property is a field of its check and a metric of its name', ({ property, name }) => {
  const check = { property, verdict: 'holds', ...countsOf(checkFacts), witness: null } as const;
  const checks = [{ ...check, [name]: 17 }];
  expect(metricOf({ ...resultFixture(), checks }, `checks.${property}.${name}`, null)).toEqual({
    kind: 'value',
    value: 17,
  });
});

test('a run is checked for the properties that are listed, in their order', () => {
  const checked = runSmallRegion().checks.map(({ property }) => property);
  const names = properties.map(({ name }) => name);
  // The last nine: splits, replaced replicas, an archive, faults, damaged copies, scrub, restores, global tables, agreement.
  expect(checked).toEqual(names.slice(0, -9));
});

test('all that is counted is listed with its unit and what it counts', () => {
  const listed = new Map([...metricsOf(smallRegion())].map(({ path, ...what }) => [path, what]));
  for (const { section, name, unit } of facts) {
    expect(listed.get(`${section}.${name}`)).toEqual({ unit, about: expect.stringMatching(/^\w/) });
  }
  for (const { name, unit, about } of outcomeFacts) expect(listed.get(`outcomes.all.${name}`)).toEqual({ unit, about });
  for (const { property, name } of counted) {
    expect(listed.get(`checks.${property}.${name}`)).toEqual({ unit: 'count', about: expect.stringMatching(/\w: \w/) });
  }
});

test.each(requestFacts)('$name of a request begins at zero and is added up', ({ name }) => {
  const request = new Request(0);
  request[name] = 3;
  const sums = noOutcomes();
  addCounts(sums, request);
  addCounts(sums, request);
  expect(sums).toEqual({ ...noOutcomes(), [name]: 6 });
  beginCounting(request);
  expect(request[name]).toBe(0);
});

test('each outcome of a request has its ending', () => {
  const { open: _, ...ended } = outcome;
  expect(Object.values(ended)).toEqual(endings.map((_, ending) => ending));
  for (const [name, ending] of Object.entries(ended)) expect(endings[ending].startsWith(name)).toBe(true);
});

describe('a fact is named in the file that counts it', () => {
  const sources = ['sim', 'reports'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({
        file: `${folder}/${file}`,
        text: readFileSync(`${folder}/${file}`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''),
      })),
  );
  const naming = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
  /** Plain words that others use for what is theirs, and where these facts are counted. */
  const common = new Set(['givenUp', 'underWay', 'suspicions', 'elections', 'handovers']);
  /** In a sentence of the summary, of what stands under it, or of the page. */
  const wordedUnderSummary = ['mapHitShare', 'mapMisses', 'staleMapEntries', 'mapLookUpsUnanswered'];
  const worded = new Map<string, readonly string[]>([
    ['withdrawn', ['reports/summary/summary.ts']],
    [
      'longestLeaderlessMs',
      ['reports/summary/summary.ts', 'reports/page/time-section.ts', 'reports/compare/differences.ts'],
    ],
    ...wordedUnderSummary.map((name) => [name, ['sim/cli/acts-text.ts']] as const),
    ...serviceFacts.losses.map(({ name }) => [name, ['reports/summary/losses-lines.ts']] as const),
    ...serviceFacts.globalTables.map(
      ({ name }) => [name, ['reports/summary/regions-lines.ts', 'reports/page/region-figures.ts']] as const,
    ),
    ...serviceFacts.failover.map(
      ({ name }) => [name, ['reports/summary/failover-lines.ts', 'reports/page/tables-section.ts']] as const,
    ),
    ...serviceFacts.healing.map(
      ({ name }) => [name, ['reports/summary/healing-line.ts', 'reports/page/time-section.ts']] as const,
    ),
    ...serviceFacts.archive.map(
      ({ name }) => [name, ['reports/summary/archive-line.ts', 'reports/page/healing-figures.ts']] as const,
    ),
    ...serviceFacts.integrity.map(
      ({ name }) => [name, ['reports/summary/integrity-line.ts', 'reports/page/healing-figures.ts']] as const,
    ),
  ]);
  /** Charts gather several in a lane. */
  const lanes = 'reports/lanes.ts';

  test.each(facts)('$name of $section', ({ name, unit }) => {
    expect(naming(new RegExp(`name: '${name}',\\s+unit: '${unit}'`))).toHaveLength(1);
    if (common.has(name)) return;
    const others = naming(new RegExp(`(?<!')\\b${name}\\b`)).filter(
      (file) => file !== lanes && worded.get(name)?.includes(file) !== true,
    );
    const [home] = naming(new RegExp(`name: '${name}',`));
    expect(others.filter((file) => file !== home)).toEqual([]);
  });

  test.each(outcomeFacts)('$name of the outcomes', ({ name, unit }) => {
    expect(naming(new RegExp(`name: '${name}',\\s+unit: '${unit}'`))).toHaveLength(1);
  });

  test.each(properties)('$name is named in the file that checks it', ({ name }) => {
    expect(naming(new RegExp(`'${name}'`))).toEqual([expect.stringMatching(/^sim\/checkers\//)]);
  });

  test('a checker is known to the list of properties and to who builds it', () => {
    const checkers = sources.filter(({ text }) => /export class \w+ implements Checker\b/.test(text));
    expect(checkers.length).toBeGreaterThan(5);
    for (const { file } of checkers) {
      const imported = new RegExp(`from '\\.[^']*/${file.split('/').at(-1)!.replace('.ts', '')}\\.js'`);
      // A lost write is also a metric of a name of its own.
      const others = naming(imported).filter((each) => each !== 'sim/verdicts/metrics-of-run.ts');
      expect(others).toEqual(['sim/assembly/observers.ts', 'sim/checkers/properties.ts']);
    }
  });

  /** Who counts and decides by them, who keeps them of each request, and who gives some of them words of their own. */
  const mayName = [
    ...[/^sim\/protocol\/request\.ts$/, /^sim\/workload\//, /^reports\//, /^sim\/cli\/acts-text\.ts$/],
    ...[/^sim\/measurement\/(operation-history|request-rows)\.ts$/, /^sim\/cli\/exports\/requests-export\.ts$/],
  ];
  /** Plain words, which are also columns of the series, with a rate and a mean of their own. */
  const columns = new Set<string>(['attempts', 'retries']);

  test.each(requestFacts.filter(({ name }) => !columns.has(name)))('$name of a request', ({ name }) => {
    expect(naming(new RegExp(`\\b${name}\\b`)).filter((file) => !mayName.some((each) => each.test(file)))).toEqual([]);
  });
});
