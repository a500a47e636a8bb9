/** An explanation as text for a terminal: what was lost and the verdict's misses first, then the slowest requests, step by step. */
import type { Result } from '../../sim/result.js';
import { count, milliseconds, percent, plural, timeSpan, timeSpanRange } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { additionInWords } from '../summary/additions-lines.js';
import { line, renderLines, type TextLine } from '../text-line.js';
import { clientsAwayLines } from './clients-away.js';
import { type Contributor, type Explanation, explanationOf } from './explanation.js';
import { lossLines } from './losses-text.js';
import type { MissedStretch } from './missed-windows.js';
import { regionDelayLines } from './region-delays.js';
import type { Step, Story } from './story.js';

export interface ExplainOptions {
  readonly columns: number;
  readonly colour: boolean;
}

const columnsMin = 60;
const storiesMax = 5;
const linesMax = 8;

export function explainText(result: Result, options: ExplainOptions): string {
  const columns = Math.max(columnsMin, options.columns);
  const { missed, lost, clientsAway, additions, regionDelays, slowest, failed, ...where } = explanationOf(result);
  const paragraph = (indent: number, text: string, role: TextLine['role'] = 'plain'): TextLine[] =>
    wrap(printable(text), columns - indent, linesMax).map((each) => line(`${' '.repeat(indent)}${each}`, role));
  const causes = new Causes();
  const lines: TextLine[] = [
    ...paragraph(0, `Why requests were slow: ${result.scenario.title} (seed ${result.seed})`, 'title'),
    ...lossLines(lost, (cause) => causes.referredTo(cause), paragraph),
    ...clientsAwayLines(clientsAway, paragraph),
    ...additionLines(additions, paragraph),
    ...regionDelayLines(regionDelays, paragraph),
    ...missedWindows(missed, causes, paragraph),
    ...stories('Slowest requests', slowestOfEach(slowest), causes, paragraph),
    ...stories('Requests that failed', failed, causes, paragraph),
    ...causes.told(paragraph),
    ...contributors(where, paragraph),
  ];
  return renderLines(lines, { columns, colour: options.colour });
}

/** Those of one tenant, operation and consistency are much alike. */
function slowestOfEach(stories: readonly Story[]): Story[] {
  const key = ({ tenant, operation, consistency }: Story) => JSON.stringify([tenant, operation, consistency]);
  return stories.filter((story, at) => stories.findIndex((other) => key(other) === key(story)) === at);
}

/** Many steps have one cause: each is told once, and referred to by its number. */
class Causes {
  private readonly numbers = new Map<string, number>();

  referredTo(cause: string): string {
    const number = this.numbers.get(cause) ?? this.numbers.size + 1;
    this.numbers.set(cause, number);
    return `[${number}]`;
  }

  told(paragraph: Paragraph): TextLine[] {
    if (this.numbers.size === 0) return [];
    return [...heading('Why'), ...[...this.numbers].flatMap(([cause, number]) => paragraph(2, `[${number}] ${cause}`))];
  }
}

type Paragraph = (indent: number, text: string, role?: TextLine['role']) => TextLine[];

function additionLines(additions: Explanation['additions'], paragraph: Paragraph): TextLine[] {
  if (additions.length === 0) return [];
  return [
    ...heading('Regions added to a table in use, which its clients there do not find before'),
    ...additions.slice(0, storiesMax).flatMap((each) => paragraph(2, additionInWords(each))),
  ];
}

function missedWindows(stretches: readonly MissedStretch[], causes: Causes, paragraph: Paragraph): TextLine[] {
  if (stretches.length === 0) return [];
  return [
    ...heading('Windows in which objectives were missed'),
    ...stretches.flatMap((stretch) => [
      ...paragraph(2, stretchInWords(stretch), 'bad'),
      ...(stretch.story === null ? paragraph(4, 'no request of it was kept') : told(stretch.story, causes, paragraph)),
    ]),
  ];
}

function stretchInWords(stretch: MissedStretch): string {
  const { tenant, metric, target, unit, fromS, toS, ended, against, worstMs } = stretch;
  const name = `${tenant} ${metric}, ${timeSpanRange(fromS, toS)}`;
  const counted = `${count(against)} of ${plural(ended, 'request')}`;
  if (unit !== 'ms') return `${name}: ${counted} against its ${percent(target)}`;
  const worst =
    worstMs === null ? `${counted} failed, and the percentile is one of those` : `up to ${milliseconds(worstMs)}`;
  return `${name}: ${worst}, at most ${milliseconds(target)} asked for`;
}

function stories(title: string, all: readonly Story[], causes: Causes, paragraph: Paragraph): TextLine[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, storiesMax).flatMap((story) => told(story, causes, paragraph));
  const hidden = all.length - storiesMax;
  return [...heading(title), ...shown, ...(hidden > 0 ? paragraph(2, `and ${hidden} more with --format json`) : [])];
}

const endings = {
  succeeded: '',
  throttled: ', throttled',
  serverError: ', server error',
  timedOut: ', timed out',
} as const satisfies Record<Story['outcome'], string>;

function told(story: Story, causes: Causes, paragraph: Paragraph): TextLine[] {
  const { tenant, operation, consistency, latencyMs, startedS, partition, item, outcome, attempts, steps } = story;
  const what = consistency === 'write' ? operation : `${consistency} ${operation}`;
  const tries = attempts === 1 ? '' : ` in ${plural(attempts, 'attempt')}`;
  const head = `${milliseconds(latencyMs)}${tries}: ${what} of ${tenant} at ${timeSpan(startedS)}, item ${item} in ${partition}${endings[outcome]}`;
  return [...paragraph(2, head), ...steps.flatMap((step) => paragraph(4, stepInWords(step, causes), 'faint'))];
}

const stepInWords = ({ tookMs, what, because }: Step, causes: Causes) =>
  `${milliseconds(tookMs)} ${what}${because === null ? '' : ` ${causes.referredTo(because)}`}`;

function contributors(
  { partitions, hosts }: Pick<Explanation, 'partitions' | 'hosts'>,
  paragraph: Paragraph,
): TextLine[] {
  const named = (of: readonly Contributor[]) =>
    of
      .map(({ name, requests, tookMs }) => `${name} (${plural(requests, 'request')}, ${milliseconds(tookMs)})`)
      .join(', ');
  if (partitions.length === 0) return [];
  return [
    ...heading('Where the slow and the failed of these were'),
    ...paragraph(2, `partitions: ${named(partitions)}`),
    ...paragraph(2, `machines: ${named(hosts)}`),
  ];
}

const heading = (text: string): TextLine[] => [line(''), line(text, 'heading')];
