/**
 * The page's first screen: what the run was, the verdict, what happened in a few sentences, and each objective,
 * expectation and property with what was asked, what came, and by how much; those missed first.
 */
import type { ExpectationRow, ObjectiveRow, Result } from '../../sim/result.js';
import { availabilityFinding, outcomesFinding } from '../charts/findings.js';
import { latencyFinding } from '../charts/latency-finding.js';
import { count, percent, plural, short, timeSpan } from '../format.js';
import { additionsLines } from '../summary/additions-lines.js';
import { archiveLines } from '../summary/archive-line.js';
import { failoverLines } from '../summary/failover-lines.js';
import { healingLines } from '../summary/healing-line.js';
import { integrityLines } from '../summary/integrity-line.js';
import { lossesLines } from '../summary/losses-lines.js';
import { regionsLines } from '../summary/regions-lines.js';
import { backupsLines, restoresLines } from '../summary/restores-lines.js';
import {
  actualInWords,
  besideTarget,
  endsBroken,
  isPart,
  judgedWord,
  marginInWords,
  targetInWords,
  verdictInWords,
  verdictOf,
} from '../verdict-words.js';
import type { Figures, Reading } from './figures.js';
import { breakable, type Html, html, nothing, type Part } from './html.js';

const rowsMax = 200;

const classes = { FAILED: 'bad', INTERRUPTED: 'warn', 'NOT JUDGED': 'warn', PASSED: 'good' } as const;
const words = { FAILED: 'Failed', INTERRUPTED: 'Interrupted', 'NOT JUDGED': 'Not judged', PASSED: 'Passed' } as const;

export function verdictSection(figures: Figures): Html {
  const { result } = figures;
  const verdict = verdictOf(result);
  const { word } = verdict;
  const sentence = verdictInWords(verdict, isPart(result));
  const warnings = [endsBroken(result), result.run.interrupted ? interruption : null];
  return html`<section id="verdict" aria-labelledby="verdict-title"><p class="verdict ${classes[word]}" id="verdict-title" role="heading" aria-level="2"><strong>${words[word]}</strong> ${sentence}</p>
<ul class="findings">${[latencyFinding(result), outcomesFinding(result), availabilityFinding(result)].map(
    (finding) => html`<li>${finding}</li>`,
  )}${keptAndLost(result)}${warnings.map((warning) => (warning === null ? null : html`<li class="warn">${warning}</li>`))}</ul>
${promises(figures)}${properties(figures)}</section>`;
}

const ofALine = 2000;

/** The sentences of the summary, each in one. */
const keptAndLost = (result: Result) =>
  [
    ...[lossesLines, healingLines, integrityLines, archiveLines, failoverLines, additionsLines, regionsLines],
    ...[backupsLines, restoresLines],
  ].flatMap((linesOf) =>
    linesOf(result, ofALine).map(
      ({ text, role }) => html`<li${role === 'warning' ? html` class="warn"` : null}>${text.trim()}</li>`,
    ),
  );

interface PromiseRow {
  readonly met: boolean;
  readonly name: string;
  readonly asked: Part;
  readonly actual: Html;
  readonly margin: string;
  /** What else there is to say of it. */
  readonly note: string;
}

function promises(figures: Figures): Html {
  const { objectives, expectations } = figures.result;
  const rows: PromiseRow[] = [
    ...objectives.map((row, index) => objective(figures, row, index)),
    ...expectations.map((row, index) => expectation(figures, row, index)),
  ].sort((a, b) => Number(a.met) - Number(b.met));
  if (rows.length === 0) return nothing;
  const hidden = rows.length - rowsMax;
  const ofPart = isPart(figures.result);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Objectives and expectations"><table class="promises"><thead><tr><th scope="col">Verdict</th><th scope="col" class="name">Objective or expectation</th><th scope="col" class="name">Asked</th><th scope="col">Actual</th><th scope="col" class="name">Margin</th></tr></thead><tbody>${rows
    .slice(0, rowsMax)
    .map(
      ({ met, name, asked, actual, margin, note }) =>
        html`<tr class="${met ? 'good' : 'bad'}"><td class="mark">${judgedWord(met, ofPart)}</td><th scope="row" class="name">${breakable(name)}</th><td class="name">${asked}</td><td>${actual}</td><td class="name">${margin}${note === '' ? null : html` <small>${note}</small>`}</td></tr>`,
    )}</tbody></table></div>${hidden > 0 ? html`<p class="note">and ${count(hidden)} more in result.json</p>` : null}`;
}

function objective(figures: Figures, row: ObjectiveRow, index: number): PromiseRow {
  const { tenant, metric, unit, leftOut, met } = row;
  const reading: Reading = unit === 'ms' ? 'ms' : 'percent';
  return {
    met,
    name: `${tenant} ${metric}`,
    asked: targetInWords(row),
    actual: figures.at(['objectives', index, 'actual'], reading),
    margin: marginOf(row),
    note: [shareOfTarget(row), leftOut === null || leftOut === 0 ? '' : `${count(leftOut)} failed and left out`]
      .filter((each) => each !== '')
      .join('; '),
  };
}

const marginOf = (row: ObjectiveRow | ExpectationRow) =>
  row.margin === null ? (row.actual === null ? actualInWords(row) : '') : marginInWords(row);

/** A latency beside its target; of a share how much of what it may lose. */
function shareOfTarget({ actual, target, unit, bound }: ObjectiveRow): string {
  if (actual === null) return '';
  if (unit === 'ms') return besideTarget(actual, target);
  const allowed = bound === 'atLeast' ? 1 - target : target;
  const used = bound === 'atLeast' ? 1 - actual : actual;
  if (allowed === 0) return '';
  return used <= allowed
    ? `${percent(used / allowed)} of what it may lose`
    : `${short(used / allowed)} times what it may lose`;
}

function expectation(figures: Figures, row: ExpectationRow, index: number): PromiseRow {
  const { metric, condition, unit, met } = row;
  const readings: Readonly<Record<string, Reading>> = { share: 'percent', count: 'count', ms: 'ms', ratio: 'short' };
  const actual = figures.at(['expectations', index, 'actual'], readings[unit] ?? 'short');
  const rest = readings[unit] === undefined ? (unit === '1/s' ? '/s' : ` ${unit}`) : '';
  return {
    met,
    name: metric,
    asked: condition,
    actual: html`${actual}${rest}`,
    margin: marginOf(row),
    note: '',
  };
}

const interruption = 'The run was interrupted: all figures speak of the part that ran';

/** What every run checks itself for; those that were not put to the test say so. */
function properties(figures: Figures): Html {
  const { checks } = figures.result;
  const sorted = checks
    .map((check, index) => ({ check, index }))
    .sort((a, b) => rank(a.check.verdict) - rank(b.check.verdict));
  return html`<ul class="properties" aria-label="Properties checked">${sorted.map(({ check, index }) => {
    const examined = figures.at(['checks', index, 'examined'], 'count');
    const how =
      check.verdict === 'violated'
        ? html`violated ${figures.at(['checks', index, 'violations'], 'count')} times: ${check.witness}`
        : check.verdict === 'unknown'
          ? html`not put to the test`
          : html`holds, <small>${examined} examined</small>`;
    return html`<li class="${check.verdict === 'violated' ? 'bad' : check.verdict === 'holds' ? 'good' : 'unknown'}"><b>${check.property.replace(/-/g, ' ')}</b> ${how}</li>`;
  })}</ul>`;
}

const rank = (verdict: Result['checks'][number]['verdict']) => ['violated', 'unknown', 'holds'].indexOf(verdict);

export function pageHead({ result }: Figures, version: string | null): Html {
  const { scenario, seed, run } = result;
  const facts = [
    `${run.interrupted ? 'interrupted after ' : ''}${timeSpan(run.simulatedSeconds)}${run.interrupted ? '' : ' simulated'}, ${timeSpan(run.warmupSeconds)} of them warm-up`,
    plural(run.requests, 'request'),
    `seed ${seed}`,
    ...(version === null ? [] : [`dynamosim ${version}`]),
    `digest ${run.digest}`,
  ];
  return html`<header><h1>${scenario.title}</h1>${scenario.shows === '' ? null : html`<p class="shows">${scenario.shows}</p>`}<p class="facts">${facts.join(' · ')}</p></header>`;
}
