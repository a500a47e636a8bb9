/** Items of replicas that are not what was written: how many there are, and what has become of them until then. */
import type uPlot from 'uplot';
import type { PageData } from '../../page-data.js';
import { type ChartPlan, column, fromZero, held, inCount, type Shown, windowsOf } from '../chart-plan.js';
import { clipToPlot } from '../shades.js';
import { colour } from '../theme.js';

const heightPx = 180;
const markPx = 5;

/** Until then: where a curve is apart from another, so many are in between. */
export function damagePlan({ page }: Shown): ChartPlan {
  const { damaged, found, repaired, displaced, wrong, bad } = page.damage!;
  const rows = windowsOf(page);
  // Most are repaired as soon as they are found: that curve is dashed, and lies upon the other.
  const curves = [
    { label: 'went bad', colour: 'line-2', values: damaged },
    { label: 'found', colour: 'line-1', values: found },
    { label: 'repaired', colour: 'line-3', values: repaired, dash: [7, 6] },
  ];
  const upTo = curves.map(({ values }) => soFar(values));
  const [first, last] = [
    [
      column('bad', 'bad-copies', bad, inCount),
      ...curves.map(({ label, colour: of, values }, at) => ({
        ...column(label, of, values, inCount),
        inReadout: (_: number | null, row: number) => inCount(upTo[at][row]),
      })),
    ],
    column('reads answered wrongly', 'server-errors', wrong, inCount),
  ];
  return {
    heightPx,
    // Counted at the end of each window, and taken to hold until the next.
    timeS: [...rows.map(({ toS }) => toS), page.endS],
    lines: [
      { label: 'bad', colour: 'bad-copies', values: held(bad), isFilled: true, widthPx: 0 },
      ...curves.map(({ label, colour: of, dash }, at) => ({
        ...{ label, colour: of, values: held(upTo[at]), widthPx: 2 },
        ...(dash === undefined ? {} : { dash }),
      })),
    ],
    y: { ...fromZero([...upTo, bad]), tick: (value) => (Number.isInteger(value) ? inCount(value) : '') },
    drawAbove: (plot) => drawWrongReads(plot, page, wrong),
    rows,
    // The key names what is drawn; the table has what became of the others, too.
    readout: [...first, last],
    columns: [...first, column('written anew or given up', 'faint', displaced, inCount), last],
  };
}

function soFar(counts: readonly number[]): readonly number[] {
  let sum = 0;
  return counts.map((each) => {
    sum += each;
    return sum;
  });
}

/** Along the upper edge, in windows in which there were any. */
function drawWrongReads(plot: uPlot, page: PageData, wrong: readonly number[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  clipToPlot(plot);
  ctx.fillStyle = colour('server-errors');
  for (const [window, { fromS, toS }] of windowsOf(page).entries()) {
    if (wrong[window] === 0) continue;
    const [left, right] = [fromS, toS].map((atS) => plot.valToPos(atS, 'x', true));
    ctx.fillRect(left, bbox.top, Math.max(devicePixelRatio, right - left), markPx * devicePixelRatio);
  }
  ctx.restore();
}
