/** junit.xml has a case for whatever a run was judged by, is never empty, and holds names as text. */
import { expect, test } from 'vitest';
import { junitXml } from '../../../reports/builds/junit.js';
import { resultFixture } from '../fixture.js';

const result = resultFixture();
const lines = { objectives: [31, null], expectations: [40] };

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const attribute = (element: string, name: string) =>
  unescaped(new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1] ?? 'none');
const casesOf = (xml: string) => [...xml.matchAll(/<testcase .*?<\/testcase>/gs)].map(([element]) => element);

test('a case each for objectives, expectations and properties, with the place of what was missed', () => {
  const checks = [
    { property: 'durability', verdict: 'violated', examined: 9, violations: 2, witness: 'write 7 is lost' } as const,
    { property: 'one-leader', verdict: 'unknown', examined: 0, violations: 0, witness: null } as const,
    { property: 'littles-law', verdict: 'holds', examined: 1, violations: 0, witness: null } as const,
  ];
  const xml = junitXml({ ...result, checks }, lines, 'scenario.yaml');
  const cases = casesOf(xml).map((element) => {
    const ending = /<(failure|skipped)/.exec(element)?.[1] ?? 'passed';
    return [attribute(element, 'classname'), attribute(element, 'name'), ending];
  });
  expect(cases).toEqual([
    ['objectives', 'storefront availability at least 99.99 %', 'passed'],
    ['objectives', 'storefront getItem.p99 at most 10 ms', 'failure'],
    ['expectations', 'durability.lostWrites exactly 0', 'passed'],
    ['properties', 'durability', 'failure'],
    ['properties', 'one-leader', 'skipped'],
    ['properties', 'littles-law', 'passed'],
  ]);
  const failures = [...xml.matchAll(/<failure .*?>/g)].map(([element]) => attribute(element, 'message'));
  expect(failures).toEqual([
    'scenario.yaml: storefront getItem.p99: 12.4 ms, at most 10 ms asked, 24 % over',
    'scenario.yaml: durability: violated 2 of 9 times: write 7 is lost',
  ]);
  expect(xml).toContain('tests="6" failures="2" errors="0" skipped="1"');
  expect(casesOf(xml)[4]).toContain('<![CDATA[nothing in this run put it to the test]]>');
});

test('a line that is known stands in the message', () => {
  const xml = junitXml(result, { objectives: [31, 32], expectations: [40] }, 'scenario.yaml');
  expect(xml).toContain('message="scenario.yaml:32: storefront getItem.p99: ');
});

test('a run that judged nothing says that it ended', () => {
  const nothing = { ...result, objectives: [], expectations: [], checks: [] };
  const xml = junitXml(nothing, { objectives: [], expectations: [] }, 'scenario.yaml');
  expect(casesOf(xml).map((element) => attribute(element, 'name'))).toEqual(['ends']);
  const interrupted = { ...nothing, run: { ...nothing.run, interrupted: true } };
  expect(junitXml(interrupted, { objectives: [], expectations: [] }, 'scenario.yaml')).toContain('<skipped/>');
});

test('names are text, whatever they hold, and no character is one that XML forbids', () => {
  const title = `a"><failure/>&amp;]]>\u0000\u001b\ufffe\ud800<!--`;
  const xml = junitXml({ ...result, scenario: { ...result.scenario, title } }, lines, 'scenario.yaml');
  const [suite] = /<testsuite .*?[^/-]>\n/s.exec(xml) ?? [''];
  expect(attribute(suite, 'name')).toBe(`a"><failure/>&amp;]]>????<!--`);
  expect(casesOf(xml)).toHaveLength(result.objectives.length + result.expectations.length + result.checks.length);
  expect(xml).not.toMatch(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/);
});
