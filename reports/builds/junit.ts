/**
 * The verdict as JUnit XML, which every build server reads: a suite for the run, a case for each thing that it was judged
 * by. Leaves out times of day, durations and host names, so that the same run gives the same bytes, and `line`, an
 * attribute that few readers know: the place stands in the message.
 */
import type { Result } from '../../sim/result.js';
import { printable } from '../safe-text.js';
import { newReport } from './junit-builder.js';
import { placeOf, type RowLines, type VerdictCase, verdictCases } from './verdict-cases.js';

const classNames: Readonly<Record<VerdictCase['kind'], string>> = {
  objective: 'objectives',
  expectation: 'expectations',
  property: 'properties',
  run: 'run',
};

/** `file` is what places call the scenario's text. */
export function junitXml(result: Result, lines: RowLines, file: string): string {
  const { scenario, seed, run } = result;
  const report = newReport();
  const suite = report.testSuite().name(printable(scenario.title));
  suite.property('seed', String(seed)).property('digest', run.digest).property('interrupted', String(run.interrupted));
  for (const each of verdictCases(result, lines)) {
    const { kind, name, state, target, words } = each;
    const wholeName = kind === 'property' || kind === 'run' ? name : `${name} ${target}`;
    const written = suite.testCase().className(classNames[kind]).name(wholeName).file(file);
    if (state === 'good') written.standardOutput(words);
    else if (state === 'unknown') written.skipped().standardOutput(words);
    else written.failure(`${placeOf(each, file)}: ${name}: ${words}`, kind === 'property' ? 'violated' : 'missed');
  }
  return `${report.build()}\n`;
}
