/** A count is said in one place: who may name it is the file that counts, and who gives it words of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { controlPlaneFacts, noControlPlane } from '../../sim/control-plane/control-plane-facts.js';
import { countsOf } from '../../sim/protocol/facts.js';
import { metricOf } from '../../sim/verdicts/metrics.js';
import { resultFixture } from '../reports/fixture.js';

test('counts begin at zero, in the order in which they are declared', () => {
  const counts = countsOf([
    { name: 'splits', unit: 'count', about: 'a' },
    { name: 'moves', unit: 'count', about: 'b' },
  ]);
  counts.moves++;
  expect(JSON.stringify(counts)).toBe('{"splits":0,"moves":1}');
  expect(Object.keys(noControlPlane)).toEqual([...controlPlaneFacts.map(({ name }) => name), 'list']);
});

test('each fact of the control plane is a metric of its name', () => {
  for (const [index, { name }] of controlPlaneFacts.entries()) {
    const result = { ...resultFixture(), controlPlane: { ...noControlPlane, [name]: index } };
    expect(metricOf(result, `controlPlane.${name}`, null)).toEqual({ kind: 'value', value: index });
  }
  expect(metricOf(resultFixture(), 'controlPlane.list', null).kind).toBe('unknown');
});

test('a fact of the control plane is named in the file that counts it, and nowhere else in sim/ and reports/', () => {
  const sources = ['sim', 'reports'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({
        file: `${folder}/${file}`,
        text: readFileSync(`${folder}/${file}`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''),
      })),
  );
  /** Plain words that others use for what is theirs, and where the control plane uses them. */
  const common = new Set(['givenUp', 'underWay']);
  for (const { name } of controlPlaneFacts) {
    if (common.has(name)) continue;
    const named = sources.filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text)).map(({ file }) => file);
    expect(named, name).toEqual([expect.stringMatching(/^sim\/control-plane\/[a-z-]+\.ts$/)]);
  }
});
