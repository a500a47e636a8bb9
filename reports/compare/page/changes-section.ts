/**
 * The first screen of a comparison: what came of it in a word, what makes the two less alike than they seem, conditions on
 * the change, and verdicts that changed, those that became worse first.
 */
import { plural } from '../../format.js';
import { type Html, html, nothing } from '../../page/html.js';
import { printable } from '../../safe-text.js';
import type { Comparison, Side } from '../comparison.js';
import type { Difference } from '../differences.js';
import type { Judged, VerdictChange } from '../verdict-changes.js';
import {
  amountOf,
  cautionsOf,
  changeOf,
  conditionInWords,
  isWorse,
  mayBeChance,
  recoveryInWords,
  relativeOf,
  seedsInWords,
  shownDifferences,
} from '../words.js';

const rowsMax = 200;
const findingsMax = 4;

interface Word {
  readonly word: string;
  readonly role: 'good' | 'bad' | 'warn';
  readonly sentence: string;
}

export function changesSection(comparison: Comparison): Html {
  const { word, role, sentence } = wordOf(comparison);
  const findings = [...conditionsOf(comparison), ...comparison.recovery.map(recoveryInWords), ...figuresOf(comparison)];
  const cautions = cautionsOf(comparison);
  const isEmpty = findings.length + cautions.length === 0;
  return html`<section id="verdict" aria-labelledby="verdict-title"><p class="verdict ${role}" id="verdict-title" role="heading" aria-level="2"><strong>${word}</strong> ${sentence}</p>${
    isEmpty
      ? nothing
      : html`<ul class="findings">${findings.map((each) => html`<li>${each}</li>`)}${cautions.map((each) => html`<li class="warn">${each}</li>`)}</ul>`
  }${verdictTable(comparison.verdicts)}</section>`;
}

function wordOf(comparison: Comparison): Word {
  const { b, verdicts } = comparison;
  const figures = comparison.differences.length + comparison.recovery.length;
  const word = wordOfChanges(comparison);
  if (b.verdict !== 'FAILED' || word.role === 'bad') return word;
  if (verdicts.length > 0) return { ...word, role: 'warn', sentence: `${word.sentence}; B failed still` };
  if (figures === 0) return { ...word, role: 'warn', sentence: `${word.sentence}; both failed` };
  return {
    word: 'Both failed',
    role: 'bad',
    sentence: `no verdict changed, ${plural(figures, 'figure')} differ`,
  };
}

function wordOfChanges({ conditions, verdicts, differences, recovery }: Comparison): Word {
  const failed = conditions.filter(({ isFailed }) => isFailed).length;
  const worse = verdicts.filter(isWorse).length;
  const alone = verdicts.filter((each) => isAskedOfOne(each) && !isWorse(each)).length;
  const judged = verdicts.length - alone;
  const all = `${plural(judged, 'verdict')} changed`;
  const changed =
    worse === 0 ? `${all} for the better` : `${all}${worse === judged ? '' : `, ${worse} of them`} for the worse`;
  if (failed > 0) {
    const of = `${failed} of ${plural(conditions.length, 'condition')} on the change failed`;
    return { word: 'Failed', role: 'bad', sentence: judged > 0 ? `${of}; ${changed}` : of };
  }
  if (worse > 0) return { word: 'Worse', role: 'bad', sentence: changed };
  if (judged > 0) return { word: 'Better', role: 'good', sentence: changed };
  if (verdicts.length + differences.length + recovery.length === 0)
    return { word: 'No difference', role: 'good', sentence: 'in any figure or verdict' };
  const differ = `${plural(differences.length + recovery.length, 'figure')} differ`;
  const asked = `${plural(alone, 'verdict')} ${alone === 1 ? 'was' : 'were'} asked of one run alone`;
  return { word: 'No verdict changed', role: 'good', sentence: alone === 0 ? differ : `${differ}; ${asked}` };
}

const conditionsOf = ({ conditions }: Comparison) => conditions.map(conditionInWords);

/** What one run was not asked, such as of another scenario, is no change between the two. */
const isAskedOfOne = ({ a, b }: VerdictChange) => a === null || b === null;

/**
 * The first that may not be chance and are no latency of survivors, which is lower the more slow requests were lost: of
 * those that became worse and those that became better, half each where there are.
 */
function figuresOf(comparison: Comparison): string[] {
  const changed = shownDifferences(comparison).filter(
    (row) => row.isBetter !== null && !mayBeChance(row) && ![...row.doubtsOfA, ...row.doubtsOfB].includes('survivors'),
  );
  const half = findingsMax / 2;
  const of = (isBetter: boolean) => changed.filter((row) => row.isBetter === isBetter);
  const [worse, better] = [of(false), of(true)];
  const worseShown = worse.slice(0, Math.max(half, findingsMax - better.length));
  const betterShown = better.slice(0, findingsMax - worseShown.length);
  return [...worseShown, ...betterShown].map(figureInWords);
}

function figureInWords(row: Difference): string {
  const unit = row.unit === 'ms' ? 'ms' : 'points';
  const part = row.relative === null ? '' : ` (${relativeOf(row)})`;
  const unknown = row.low === null ? ', with an interval that is not known' : '';
  const fromTo = `from ${amountOf(row, row.a)} to ${amountOf(row, row.b)}${row.unit === 'ms' ? ' ms' : ''}`;
  const judged = row.isBetter ? 'better' : 'worse';
  return printable(`${row.of} ${row.figure}: ${judged}, ${fromTo}, ${changeOf(row)} ${unit}${part}${unknown}`);
}

function verdictTable(verdicts: readonly VerdictChange[]): Html {
  if (verdicts.length === 0) return nothing;
  const sorted = [...verdicts].sort((a, b) => Number(isWorse(b)) - Number(isWorse(a)));
  const hidden = sorted.length - rowsMax;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts that changed"><table class="promises"><thead><tr><th scope="col">In B</th><th scope="col" class="name">Objective, expectation or property</th><th scope="col" class="name">A</th><th scope="col" class="name">B</th></tr></thead><tbody>${sorted
    .slice(0, rowsMax)
    .map(
      (each) =>
        html`<tr class="${roleOf(each)}"><td class="mark">${markOf[roleOf(each)]}</td><th scope="row" class="name">${each.name}</th><td class="name">${inWords('A', each.a)}</td><td class="name">${inWords('B', each.b)}</td></tr>`,
    )}</tbody></table></div>${hidden > 0 ? html`<p class="note">and ${plural(hidden, 'more')} in compare.json</p>` : null}`;
}

const roleOf = (each: VerdictChange) => (isWorse(each) ? 'bad' : isAskedOfOne(each) ? 'alone' : 'good');
const markOf = { bad: 'worse', good: 'better', alone: 'other' } as const;

const inWords = (side: string, judged: Judged | null) =>
  judged === null
    ? `${side}: not asked`
    : `${side}: ${judged.verdict}${judged.words === judged.verdict ? '' : `, ${judged.words}`}`;

export function comparisonHead(comparison: Comparison): Html {
  const { a, b } = comparison;
  const title = a.title === b.title ? a.title : `${b.title} beside ${a.title}`;
  return html`<header><h1>${title}</h1><dl class="sides">${sideOf('A', a, comparison)}${sideOf('B', b, comparison)}</dl></header>`;
}

const words = { FAILED: 'failed', INTERRUPTED: 'interrupted', 'NOT JUDGED': 'not judged', PASSED: 'passed' } as const;

function sideOf(letter: string, side: Side, comparison: Comparison): Html {
  const facts = [
    words[side.verdict],
    ...(side.interrupted && side.verdict !== 'INTERRUPTED' ? [words.INTERRUPTED] : []),
    seedsInWords(comparison, side),
    plural(side.requests, 'request'),
    `digest ${side.runDigest}`,
  ];
  return html`<div><dt><b>${letter}</b> ${side.name}</dt><dd>${facts.join(' · ')}</dd></div>`;
}
