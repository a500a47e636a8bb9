/**
 * The report of a run as one page that needs nothing beside it: verdict first, then what happened over time, the slowest
 * requests, all figures, and how to make the run again. Everything that a reader needs stands as text; the page's script
 * (browser/) draws charts from a data block. The same result and source give the same bytes.
 */
import type { Result } from '../../sim/result.js';
import { printable } from '../safe-text.js';
import { documentOf, navigationOf } from './document.js';
import { faultsSection } from './faults-section.js';
import { Figures } from './figures.js';
import { dataBlock, html } from './html.js';
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
  navigationOf(sections.filter(([id]) => id !== 'faults' || (result.phases ?? []).length > 0));
