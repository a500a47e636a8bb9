/** How far regions are behind each other: the age of the oldest change that one has not heard of, of the pairs that were latest. */
import { type ChartPlan, column, held, inCount, type Shown, windowsOf } from '../chart-plan.js';
import { lineColours } from '../service-charts.js';
import { ageAxis, inAge } from './age-axis.js';

const heightPx = 180;

export function linksPlan({ page }: Shown): ChartPlan {
  const links = page.links!;
  const rows = windowsOf(page);
  const ages = links.map(({ behindMs }) => behindMs.map((ms) => (ms === null ? null : ms / 1e3)));
  return {
    heightPx,
    // Looked at as each window ends, and taken to hold until the next.
    timeS: [...rows.map(({ toS }) => toS), page.endS],
    lines: links.map(({ name }, at) => ({
      label: name,
      colour: lineColours[at],
      values: held(ages[at]),
      widthPx: 1.6,
    })),
    y: ageAxis(ages.flat()),
    rows,
    columns: links.flatMap(({ name, behindMs, waiting }, at) => [
      column(name, lineColours[at], behindMs, inAge),
      column(`${name}, changes that wait`, 'faint', waiting, inCount),
    ]),
    readout: links.map(({ name, behindMs }, at) => column(name, lineColours[at], behindMs, inAge)),
  };
}
