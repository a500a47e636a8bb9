/**
 * The latency heat map: how many requests of the tenants that are switched on took how long, by columns of time and bands of
 * latency, each cell in a colour by the logarithm of its count. The axis is that of all tenants of the page.
 */
import type uPlot from 'uplot';
import { count, millisecondsRange } from '../../../format.js';
import { type Cells, cellsOf, mostOf, shadeOf, shadesOf } from '../../../heat-cells.js';
import type { PageData } from '../../page-data.js';
import { type ChartPlan, type Column, column, inCount, type Shown } from '../chart-plan.js';
import { hatchSilence } from '../latency-chart.js';
import { clipToPlot, drawShadeEdges } from '../shades.js';
import { colour } from '../theme.js';
import { latencyTick, logarithmicTicks } from '../ticks.js';
import type { Level } from './level.js';

const heightPx = 230;
/** Of the style sheet, from few requests to many. */
const stops = ['heat-1', 'heat-2', 'heat-3', 'heat-4'] as const;
/** The axis is logarithmic: zero has no place on it. */
const leastMs = 1e-6;

type Heat = PageData['heat'];

export function heatPlan({ page, isOn }: Shown, level: Level): ChartPlan {
  const { columnS, tenants } = page.heat;
  const edgesMs = page.heat.edgesMs.map((ms) => Math.max(leastMs, ms));
  const cells = cellsOf(
    tenants.filter((_, at) => isOn[at]).map((columns) => ({ columns })),
    edgesMs.length - 1,
  );
  const shown = page.tenants.filter((_, at) => isOn[at]);
  const sums = (key: 'issued' | 'succeeded') =>
    page.timeS.map((_, at) => shown.reduce((total, tenant) => total + tenant[key][at], 0));
  const counts = { issued: sums('issued'), succeeded: sums('succeeded') };
  const rows = cells.map((_, at) => ({ fromS: at * columnS, toS: Math.min((at + 1) * columnS, page.endS) }));
  const [low, high] = [edgesMs[0], edgesMs[edgesMs.length - 1]];
  return {
    heightPx,
    timeS: [...rows.map(({ fromS }) => fromS), page.endS],
    lines: [],
    y: { low, high, isLogarithmic: true, ticks: logarithmicTicks(low, high), tick: latencyTick },
    bandEdges: edgesMs,
    // Over the grid, whose lines would cut cells.
    drawAbove: (plot) => {
      drawCells(plot, cells, edgesMs, rows);
      drawShadeEdges(plot, page);
      hatchSilence(plot, page, counts);
    },
    rows,
    columns: edgesMs.slice(1).map((_, band) =>
      column(
        bandName(page.heat, band),
        'ink',
        cells.map((each) => each[band]),
        inCount,
      ),
    ),
    readout: readoutOf(page.heat, cells, level),
  };
}

const bandName = ({ edgesMs }: Heat, band: number) => millisecondsRange(Math.max(0, edgesMs[band]), edgesMs[band + 1]);

/** The key of the shades, then what is at the cursor: the column, and the cell that is pointed at or else its fullest. */
function readoutOf(heat: Heat, cells: Cells, level: Level): readonly Column[] {
  const totals = cells.map((each) => each.reduce((sum, one) => sum + one, 0));
  const cellAt = (column: number): number => {
    const { value } = level;
    const pointed = value === null ? -1 : heat.edgesMs.findLastIndex((edge) => edge < value);
    if (pointed >= 0 && pointed < heat.edgesMs.length - 1) return pointed;
    return cells[column].indexOf(Math.max(...cells[column]));
  };
  const most = mostOf(cells);
  return [
    {
      ...column(`1 to ${count(most)} requests a cell`, 'heat', totals, inCount),
      inReadout: (total) => `${inCount(total)} here`,
    },
    {
      ...column('', 'paper', totals, inCount),
      inReadout: (_, row) => {
        if (totals[row] === 0) return '-';
        const band = cellAt(row);
        return `${count(cells[row][band])} of them in ${bandName(heat, band)}`;
      },
    },
  ];
}

function drawCells(plot: uPlot, cells: Cells, edgesMs: readonly number[], rows: ChartPlan['rows']): void {
  const { ctx } = plot;
  const shades = shadesNow();
  const most = mostOf(cells);
  const tops = edgesMs.map((edge) => Math.round(plot.valToPos(edge, 'y', true)));
  ctx.save();
  clipToPlot(plot);
  cells.forEach((counts, at) => {
    // Whole pixels: no seam between neighbours.
    const [left, right] = [rows[at].fromS, rows[at].toS].map((atS) => Math.round(plot.valToPos(atS, 'x', true)));
    counts.forEach((each, band) => {
      if (each === 0) return;
      ctx.fillStyle = shadeOf(shades, each, most);
      ctx.fillRect(left, tops[band + 1], Math.max(1, right - left), Math.max(1, tops[band] - tops[band + 1]));
    });
  });
  ctx.restore();
}

/** Of the theme in force. */
const shadesNow = () => shadesOf(stops.map((name) => (colour(name).match(/[\d.]+/g) ?? []).map(Number)));
