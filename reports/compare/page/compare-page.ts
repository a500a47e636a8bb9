/**
 * A comparison as one page that needs nothing beside it: verdicts that changed first, then the figures that differ with
 * their intervals, the stages that explain the tail, and both runs over one axis of time. Everything that a reader needs
 * stands as text; the page's script draws the charts. The same results give the same bytes.
 */
import type { Result } from '../../../sim/result.js';
import { count } from '../../format.js';
import { documentOf, navigationOf } from '../../page/document.js';
import { dataBlock, type Html, html, nothing } from '../../page/html.js';
import { pageData } from '../../page/page-data.js';
import { figureOf } from '../../page/time-section.js';
import { printable } from '../../safe-text.js';
import type { Comparison } from '../comparison.js';
import { changesSection, comparisonHead } from './changes-section.js';
import { differencesSection } from './differences-section.js';
import { overlayPageData } from './overlay-data.js';
import { stagesSection } from './stages-section.js';

/** @param a of several seeds the first, as `b` */
export function comparePage(comparison: Comparison, a: Result, b: Result): string {
  const data = overlayPageData(a, b);
  const parts: readonly (readonly [id: string, name: string, part: Html])[] = [
    ['verdict', 'Verdict', changesSection(comparison)],
    ['figures', 'What differs', differencesSection(comparison)],
    ['stages', 'Stages', stagesSection(comparison)],
    ['over-time', 'Over time', overTime(comparison, data)],
  ];
  const shown = parts.filter(([, , part]) => part !== nothing);
  const links = shown.map(([id, name]) => [id, name] as const);
  const body = html`${navigationOf(links)}<main id="main">${comparisonHead(comparison)}${shown.map(([, , part]) => part)}</main>${dataBlock('page-data', data ?? pageData(a))}`;
  return documentOf(printable(`${comparison.b.name} beside ${comparison.a.name}`), body);
}

function overTime({ seeds }: Comparison, data: ReturnType<typeof overlayPageData>): Html {
  const notes = [
    ...(seeds.length > 0 ? [`Of the runs on seed ${seeds[0]}, the first.`] : []),
    ...(data !== null && data.merged > 1
      ? [`Each point stands for ${count(data.merged)} windows: rates are means, all else is the highest of them.`]
      : []),
    ...(data === null ? ['The series of the two have windows of different lengths, and no chart over one time.'] : []),
  ];
  return html`<section id="over-time"><h2>Over time</h2><p class="lead" data-script>A is dashed, B is solid. Drag over a chart to zoom, double-click for all; with the keyboard, arrows move the cursor of a chart in focus, + and − zoom, 0 shows all.</p><noscript><p class="note">The charts need the page's own script. All figures that stand as text do not.</p></noscript>${notes.map(
    (note) => html`<p class="note">${note}</p>`,
  )}<div class="charts">${(data?.overlays ?? []).map(({ title, says }, of) => figureOf({ chart: 'overlay', title, says, of }))}</div></section>`;
}
