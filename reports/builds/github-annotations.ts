/**
 * What a run missed or broke, as commands to GitHub's runner, which shows each at its line of the scenario. Values are
 * escaped as the runner's own toolkit does it, so that none ends early or begins another command
 * (github.com/actions/toolkit, packages/core/src/command.ts).
 */
import { placeOf, type VerdictCase } from './verdict-cases.js';

/** GitHub shows ten errors of a step and drops the rest without a word. */
const annotationsMax = 10;
const titles: Readonly<Record<VerdictCase['kind'], string>> = {
  objective: 'Objective missed',
  expectation: 'Expectation missed',
  property: 'Property violated',
  run: 'Run',
};

/** `file` is the scenario's path in the repository. */
export function githubAnnotations(cases: readonly VerdictCase[], file: string): readonly string[] {
  const bad = cases.filter(({ state }) => state === 'bad');
  const shown = bad.slice(0, bad.length > annotationsMax ? annotationsMax - 1 : annotationsMax);
  const commands = shown.map((each) => {
    const { kind, name, words, line } = each;
    const place = { file, ...(line === null ? {} : { line: String(line) }) };
    return command({ ...place, title: `${titles[kind]}: ${name}` }, `${placeOf(each, file)}: ${name}: ${words}`);
  });
  const hidden = bad.length - shown.length;
  return hidden === 0 ? commands : [...commands, command({ file, title: 'More missed' }, `and ${hidden} more`)];
}

function command(properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
  return `::error ${list.join(',')}::${escapedData(message)}`;
}

const escapedData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapedProperty = (text: string) => escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
