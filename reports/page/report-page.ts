/**
 * The report of a run as one page that needs nothing beside it: verdict first, then what happened over time, the slowest
 * requests, all figures, and how to make the run again. Everything that a reader needs stands as text; the page's script
 * (browser/) draws charts from a data block. The same result and source give the same bytes.
 *
 * The policy of the page lets its own script and style through, by their hashes, and nothing else: no request leaves it.
 */
import type { Result } from '../../sim/result.js';
import { printable } from '../safe-text.js';
import { type Asset, pageScript, pageStyle } from './assets.js';
import { faultsSection } from './faults-section.js';
import { Figures } from './figures.js';
import { dataBlock, Html, html } from './html.js';
import { pageData } from './page-data.js';
import { type RunSource, sourceSection } from './source-section.js';
import { tablesSection } from './tables-section.js';
import { tailSection } from './tail-section.js';
import { timeSection } from './time-section.js';
import { pageHead, verdictSection } from './verdict-section.js';

/** @param source null where only the result is at hand */
export function reportPage(result: Result, source: RunSource | null): string {
  const figures = new Figures(result);
  const data = pageData(result);
  const body = html`${navigation(result)}<main id="main">${pageHead(figures, source?.dynamosim ?? null)}${verdictSection(figures)}${timeSection(result, data)}${faultsSection(figures)}${tailSection(figures)}${tablesSection(figures)}${sourceSection(figures, source)}</main>${dataBlock('page-data', data)}`;
  return documentOf(printable(result.scenario.title), body);
}

const sections = [
  ['verdict', 'Verdict'],
  ['over-time', 'Over time'],
  ['faults', 'Faults'],
  ['tail', 'Slowest'],
  ['figures', 'Figures'],
  ['source', 'Make it again'],
] as const;

const navigation = (result: Result) =>
  html`<a class="skip" href="#main">To the report</a><div class="bar-top"><nav aria-label="Sections">${sections
    .filter(([id]) => id !== 'faults' || (result.phases ?? []).length > 0)
    .map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav><div class="tools" id="tools" hidden></div></div>`;

function documentOf(title: string, body: Html): string {
  const [script, style] = [pageScript(), pageStyle()];
  return `${
    html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy(script, style)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><link rel="icon" href="data:,"><style>${new Html(style.text)}</style></head>
<body>${body}<script>${new Html(script.text)}</script></body></html>`.markup
  }\n`;
}

function policy(script: Asset, style: Asset): string {
  return `default-src 'none'; script-src ${script.hash}; style-src ${style.hash}; img-src data:; base-uri 'none'; form-action 'none'`;
}
