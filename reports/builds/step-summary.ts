/**
 * The verdict in Markdown for the page of a build: the verdict in words, a table of what was promised with actual and
 * margin, and the properties that were violated. Leaves out figures that nobody promised anything about.
 */
import type { Result } from '../../sim/result.js';
import { plural, timeSpan } from '../format.js';
import { printable } from '../safe-text.js';
import { isPart, judgedWord, verdictInWords, verdictOf } from '../verdict-words.js';
import { markdownName } from './markdown.js';
import { placeOf, type VerdictCase } from './verdict-cases.js';

/** GitHub drops a summary of more than a mebibyte; a row takes less than 3 KB. */
const rowsMax = 200;

/** `file` is the scenario's path in the repository. */
export function stepSummary(result: Result, cases: readonly VerdictCase[], file: string): string {
  const { scenario, seed, run } = result;
  const judged = verdictOf(result);
  const isPromise = ({ kind }: VerdictCase) => kind === 'objective' || kind === 'expectation';
  const promises = [...cases].filter(isPromise).sort((a, b) => Number(a.state === 'good') - Number(b.state === 'good'));
  const properties = cases.filter(({ kind }) => kind === 'property');
  const paragraphs = [
    `### ${judged.word}: ${markdownName(printable(scenario.title))}`,
    `${verdictInWords(judged, isPart(result))} (${markdownName(printable(file))}, seed ${seed}, ` +
      `${timeSpan(run.simulatedSeconds)}, ${plural(run.requests, 'request')})`,
    promiseTable(promises, file, isPart(result)),
    violatedList(properties.filter(({ state }) => state === 'bad')),
    properties.length === 0 ? '' : `Properties: ${tally(properties)}`,
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n\n`;
}

function promiseTable(promises: readonly VerdictCase[], file: string, ofPart: boolean): string {
  if (promises.length === 0) return '';
  const rows = promises.slice(0, rowsMax).map((each) => {
    const place = each.state === 'bad' ? ` at ${markdownName(printable(placeOf(each, file)))}` : '';
    const { name, target, actual, margin } = each;
    const verdict = each.state === 'bad' ? '**missed**' : judgedWord(true, ofPart);
    return `| ${verdict} | ${markdownName(name)}${place} | ${target} | ${actual} | ${margin} |`;
  });
  const head = ['| verdict | promise | target | actual | margin |', '|---|---|--:|--:|--:|'];
  return [...head, ...rows].join('\n') + more(promises.length);
}

function violatedList(violated: readonly VerdictCase[]): string {
  return violated
    .slice(0, rowsMax)
    .map(({ name, words }) => `- **violated** ${markdownName(name)}: ${markdownName(words)}`)
    .join('\n');
}

function tally(properties: readonly VerdictCase[]): string {
  const numberOf = (state: VerdictCase['state']) => properties.filter((each) => each.state === state).length;
  return `${numberOf('good')} hold, ${numberOf('bad')} violated, ${numberOf('unknown')} not put to the test`;
}

const more = (rows: number) => (rows > rowsMax ? `\n\nand ${rows - rowsMax} more` : '');
