/**
 * The tail: how latency grows towards the slowest requests, on scales that make the rare ones visible, and where the time
 * of each band of them went, stage by stage.
 */

import { type Stage, stages, type TailRow } from '../../sim/request-time.js';
import type { Result } from '../../sim/result.js';
import { distributionFinding } from '../charts/findings.js';
import { percent, plural } from '../format.js';
import { dataTable, names, numbers } from './data-table.js';
import type { Figures } from './figures.js';
import { type Html, html, nothing } from './html.js';
import { keyOf } from './stage-key.js';
import { classOf, stageWords } from './stage-words.js';
import { figureOf } from './time-section.js';
import { waterfalls } from './waterfalls.js';

const operationsMax = 12;
const barWidth = 1000;
/** A thinner piece of a bar cannot be seen. */
const shareMin = 0.002;
/** Named beside its bar. */
const namedShareMin = 0.05;
const namedStagesMax = 3;

export function tailSection(figures: Figures): Html {
  const { result } = figures;
  const chart = {
    chart: 'tail' as const,
    title: distributionFinding(result),
    says: 'Latency by percentile, of the successful requests of the tenants switched on; both axes are logarithmic.',
  };
  return html`<section id="tail"><h2>The slowest requests</h2>${figureOf(chart)}${stageBars(figures)}${waterfalls(figures)}</section>`;
}

/** The slowest band first, of each operation. */
function stageBars(figures: Figures): Html {
  const operations = new Map<string, { row: TailRow; index: number }[]>();
  figures.result.tail.forEach((row, index) => {
    if (row.requests === 0) return;
    const name = classOf(row);
    operations.set(name, [{ row, index }, ...(operations.get(name) ?? [])]);
  });
  if (operations.size === 0) return nothing;
  const shown = [...operations].slice(0, operationsMax);
  const used = stages.filter((stage) =>
    shown.some(([, bands]) => bands.some(({ row }) => share(row, stage) >= shareMin)),
  );
  return html`<h3>${whereItWent(figures.result)}</h3><ul class="stage-key" aria-hidden="true">${used.map((stage) => keyOf(`stage-${stage}`, stageWords[stage]))}</ul><div class="bands">${shown.map(
    ([name, bands]) =>
      dataTable(
        name,
        [...names('band'), ...numbers('requests', 'mean ms'), ...names('where the time went', 'most of it')],
        bands.map(({ row, index }) => ({
          cells: [
            row.band,
            figures.at(['tail', index, 'requests'], 'count'),
            figures.at(['tail', index, 'meanMs'], 'plain'),
            bar(row),
            mostOf(figures, row, index),
          ],
        })),
      ),
  )}</div>${operations.size > operationsMax ? html`<p class="note">and ${operations.size - operationsMax} more operations in result.json</p>` : null}`;
}

const share = (row: TailRow, stage: Stage) => row.share[stage] ?? 0;

function bar(row: TailRow): Html {
  let x = 0;
  const pieces = stages.map((stage) => {
    const width = share(row, stage) * barWidth;
    const piece =
      share(row, stage) < shareMin
        ? null
        : html`<rect class="stage-${stage}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="10"><title>${stageWords[stage]} ${percent(share(row, stage))}</title></rect>`;
    x += width;
    return piece;
  });
  return html`<svg class="bar" viewBox="0 0 ${barWidth} 10" preserveAspectRatio="none" aria-hidden="true">${pieces}</svg>`;
}

function mostOf(figures: Figures, row: TailRow, index: number): Html {
  const most = [...stages]
    .sort((a, b) => share(row, b) - share(row, a))
    .filter((stage, at) => share(row, stage) >= namedShareMin && at < namedStagesMax);
  return html`${most.map((stage, at) => html`${at === 0 ? '' : ', '}${stageWords[stage]} ${figures.at(['tail', index, 'share', stage], 'percent')}`)}`;
}

/** Of the slowest band of the operation with most requests. */
function whereItWent({ tail }: Result): string {
  const requests = new Map<string, number>();
  for (const row of tail) requests.set(classOf(row), (requests.get(classOf(row)) ?? 0) + row.requests);
  const [busiest] = [...requests].sort((a, b) => b[1] - a[1])[0];
  const slowest = tail.filter((row) => classOf(row) === busiest && row.requests > 0).at(-1);
  if (slowest === undefined) return 'Where the time went';
  const [most] = [...stages].sort((a, b) => share(slowest, b) - share(slowest, a));
  return `The slowest ${plural(slowest.requests, 'request')} of ${busiest} spent ${percent(share(slowest, most))} of their time on ${stageWords[most]}`;
}
