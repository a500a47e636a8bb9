/**
 * A sweep as one page that needs nothing beside it: the verdict first, then the map of its settings with the border of what is
 * met, the runs behind each setting, how figures go along a setting that varies, and all settings in tables. Verdict and
 * tables stand as text; the page's script (browser/) draws the rest from a data block. The same sweep and runs give the same
 * bytes.
 */
import type { Sweep } from '../../../sim/sweep-result.js';
import { count, plural } from '../../format.js';
import { sweepScript } from '../../page/assets.js';
import { documentOf, navigationOf } from '../../page/document.js';
import { dataBlock, type Html, html, nothing } from '../../page/html.js';
import { cut, printable } from '../../safe-text.js';
import { plannedSection } from './planned-section.js';
import { settingsSection } from './settings-section.js';
import { type SweepData, sweepData } from './sweep-data.js';
import type { SweepRuns } from './sweep-runs.js';
import { sweepHead, verdictSection } from './verdict-section.js';

const titleCharactersMax = 200;

/** @param minShare of the runs of a cell that are to meet what is judged, in 0..1 */
export function sweepPage(sweep: Sweep, runs: SweepRuns, minShare: number): string {
  const data = sweepData(sweep, runs, minShare);
  const parts: readonly (readonly [id: string, name: string, part: Html])[] = [
    ['verdict', 'Verdict', verdictSection(sweep, data)],
    ['map', 'Map', mapSection(data)],
    ['runs', 'Runs', runsSection(data)],
    ['along', 'Along a setting', alongSection(data)],
    ['settings', 'Settings', settingsSection(sweep, data)],
    ['plan', 'Plan', plannedSection(sweep, runs)],
  ];
  const shown = parts.filter(([, , part]) => part !== nothing);
  const links = shown.map(([id, name]) => [id, name] as const);
  const body = html`${navigationOf(links)}<main id="main">${sweepHead(sweep)}${shown.map(([, , part]) => part)}</main>${dataBlock('sweep-data', data)}`;
  return documentOf(cut(printable(`Sweep: ${sweep.cells[0].title}`), titleCharactersMax), body, sweepScript());
}

const scriptless = html`<noscript><p class="note">This part needs the page's own script. The tables below do not.</p></noscript>`;

function mapSection({ dimensions }: SweepData): Html {
  const what = dimensions.length > 1 ? 'Each cell is a setting' : 'Each row is a setting';
  return html`<section id="map"><h2>Where it is met, and where it breaks</h2>${scriptless}<form class="choices" aria-label="What the map shows"></form><figure class="map"><figcaption><h3 id="map-finding" aria-live="polite"></h3><p class="note" data-script>${what}: choose one to see its runs below; with the keyboard, arrows move and Enter chooses.</p></figcaption><div class="scroll" tabindex="0" role="region" aria-label="Map of the settings"></div><div class="map-key"></div><p class="chosen-line" data-script></p></figure></section>`;
}

function runsSection({ cells }: SweepData): Html {
  const kept = cells.reduce((sum, cell) => sum + cell.kept.length, 0);
  const all = cells.reduce((sum, cell) => sum + cell.runs + cell.refused, 0);
  const has =
    kept === all ? `all ${plural(all, 'run')}` : `${count(kept)} of ${plural(all, 'run')}, of each setting the worst`;
  return html`<section id="runs"><h2>The runs behind a setting</h2>${scriptless}<h3 id="chosen" aria-live="polite"></h3><div id="chosen-cell"></div><p class="note">This page has ${has}.</p></section>`;
}

function alongSection({ dimensions }: SweepData): Html {
  if (dimensions.length === 0) return nothing;
  return html`<section id="along"><h2>Along a setting</h2>${scriptless}<p class="lead" data-script>Means over the runs of each setting, with their 95 % intervals; of objectives, the share of runs that met them.</p><ul class="line-key"></ul><div class="multiples"></div></section>`;
}
