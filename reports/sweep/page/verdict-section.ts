/** The first screen of a sweep's page: what was run, the verdict, and what else was missed, in the words of its text. */
import type { Sweep } from '../../../sim/sweep-result.js';
import { count, plural } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { cut, elide, printable } from '../../safe-text.js';
import { sweepVerdict } from '../sweep-verdict.js';
import {
  lateSettlings,
  missedInWords,
  refusedInWords,
  stopsInWords,
  verdictInWords,
  violatedInWords,
} from '../sweep-words.js';
import { openingAxes, Places, worstCell } from './axes.js';
import { frontierInWords } from './frontier.js';
import type { SweepData } from './sweep-data.js';

const shownMax = 4;
const sentenceMax = 600;
const valueMax = 60;
const valuesMax = 12;
const seedSpansMax = 12;

const roles = { FAILED: 'bad', INCOMPLETE: 'warn', 'NOT JUDGED': 'warn', PASSED: 'good' } as const;
const words = { FAILED: 'Failed', INCOMPLETE: 'Incomplete', 'NOT JUDGED': 'Not judged', PASSED: 'Passed' } as const;

export function verdictSection(sweep: Sweep, data: SweepData): Html {
  const { minShare } = data;
  const verdict = sweepVerdict(sweep, minShare);
  const missed = bounded(verdict.missed.slice(1), (each) => missedInWords(sweep, each));
  const violated = bounded(verdict.violated, (each) => violatedInWords(sweep, each));
  const refused = bounded(
    sweep.cells.flatMap((cell) => cell.refused),
    refusedInWords,
  );
  const late = bounded(lateSettlings(sweep), (words) => words.replace(/^warning: /, ''));
  const lacking = sweep.missing.numbers.slice(0, seedSpansMax).join(', ');
  const missing =
    sweep.missing.count === 0
      ? []
      : [
          `${count(sweep.missing.count)} of ${plural(sweep.jobs, 'job')} missing: ${lacking}${sweep.missing.numbers.length > seedSpansMax ? ' …' : ''}`,
        ];
  const [narrow, wide] = [true, false].map((isNarrow) =>
    bounded(
      stopsInWords(sweep).filter((stop) => stop.isNarrow === isNarrow),
      ({ words }) => words,
    ),
  );
  const findings = [...frontier(data), ...violated, ...missed, ...narrow];
  const warnings = [...missing, ...refused, ...wide, ...late];
  const list = html`<ul class="findings">${findings.map((each) => html`<li>${cut(printable(each), sentenceMax)}</li>`)}${warnings.map((each) => html`<li class="warn">${cut(printable(each), sentenceMax)}</li>`)}</ul>`;
  return html`<section id="verdict" aria-labelledby="verdict-title"><p class="verdict ${roles[verdict.word]}" id="verdict-title" role="heading" aria-level="2"><strong>${words[verdict.word]}</strong> ${cut(printable(verdictInWords(sweep, verdict)), sentenceMax)}</p>${findings.length + warnings.length > 0 ? list : null}</section>`;
}

/** Of all that is judged, where there is more than one setting. */
function frontier(data: SweepData): string[] {
  if (data.cells.length < 2 || !data.criteria[0].isJudged) return [];
  const axes = openingAxes(data);
  const worst = worstCell(data);
  return [frontierInWords(data, new Places(data).rows(axes, worst), 0, axes, worst)];
}

function bounded<T>(all: readonly T[], inWords: (each: T) => string): readonly string[] {
  const hidden = all.length - shownMax;
  return [...all.slice(0, shownMax).map(inWords), ...(hidden > 0 ? [`and ${count(hidden)} more`] : [])];
}

export function sweepHead(sweep: Sweep): Html {
  const { cells, jobs, missing, plan, dynamosim, varied, fixed, isZipped } = sweep;
  const titles = [...new Set(cells.map(({ title }) => title))];
  const facts = [
    `${plural(jobs - missing.count, 'run')} of ${cells.length === 1 ? 'one setting' : plural(cells.length, 'setting')}`,
    seedsInWords(sweep),
    `dynamosim ${dynamosim}`,
    `plan ${plan}`,
  ];
  const swept = [
    ...varied.map(({ path, values }) => ({ name: path, value: valuesInWords(values) })),
    ...fixed.map(({ path, value }) => ({ name: `${path}, in all`, value: elide(printable(value), valueMax) })),
  ];
  const others = titles.length - 1;
  return html`<header><h1>${titles[0]}</h1>${others > 0 ? html`<p class="shows">and ${plural(others, 'other scenario')}</p>` : null}<p class="facts">${facts.join(' · ')}</p>${swept.length === 0 ? null : html`<dl class="swept">${swept.slice(0, valuesMax).map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`}${isZipped && varied.length > 1 ? html`<p class="facts">They vary in step.</p>` : null}</header>`;
}

function seedsInWords({ seeds }: Sweep): string {
  if (seeds.length === 0) return 'each on the seed of its scenario';
  const spans = seeds.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`));
  const shown = spans.slice(0, seedSpansMax).join(', ');
  return `${seeds.length === 1 && seeds[0].first === seeds[0].last ? 'seed' : 'seeds'} ${shown}${spans.length > seedSpansMax ? ' …' : ''}`;
}

function valuesInWords(values: readonly string[]): string {
  const shown = values.slice(0, valuesMax).map((value) => elide(printable(value), valueMax));
  const hidden = values.length - shown.length;
  return `${shown.join(', ')}${hidden > 0 ? ` and ${count(hidden)} more` : ''}`;
}
