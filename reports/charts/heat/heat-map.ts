/**
 * Chart: how many requests took how long over virtual time, a panel a tenant, the one with the finding and the busiest: each
 * cell of time and latency in a colour by the logarithm of its count, on one scale for all panels.
 */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { Result } from '../../../sim/result.js';
import { count, plural } from '../../format.js';
import { bandsOf, type Cells, cellsOf, mostOf, shadeOf, shadesOf } from '../../heat-cells.js';
import { elide, printable } from '../../safe-text.js';
import {
  axisTitle,
  type ChartPlan,
  decades,
  decadesInThree,
  faintInk,
  fontFamily,
  framed,
  heightPx,
  ink,
  logarithmicAxis,
  marginRight,
  millisecondsTick,
  notice,
  panel,
  panelBorders,
  type TimeUnit,
  timeAxis,
  timeUnitOf,
  widthPx,
} from '../chart-frame.js';
import { faultBands } from '../fault-bands.js';
import { panelTenants } from '../latency-over-time.js';
import { silences } from '../silences.js';
import { heatFinding } from './heat-finding.js';

const onePanelHeightPx = 300;
const panelHeightPx = 190;
const tenantNameMax = 20;
/** A panel with more decades than this to a hundred pixels has room for whole powers of ten alone. */
const decadesForThrees = 1.2;
/** The axis is logarithmic. */
const leastMs = 1e-6;
const scaleRoomPx = 76;
const scale = { leftPx: 14, widthPx: 12, topPx: 16 } as const;
const shades = shadesOf([
  [198, 221, 238],
  [132, 184, 220],
  [47, 127, 189],
  [11, 47, 87],
]);

export function heatMapChart(result: Result): ChartPlan {
  const { heat } = result.series;
  const tenants = panelTenants(result);
  const cells = tenants.map(({ tenant }) =>
    cellsOf(
      heat.tenants.filter((row) => row.tenant === tenant),
      bandsOf(heat),
    ),
  );
  const most = Math.max(0, ...cells.map(mostOf));
  const isEmpty = most === 0;
  const edgesMs = isEmpty ? [1, 1000] : heat.edgesMs.map((ms) => Math.max(leastMs, ms));
  const [low, high] = [edgesMs[0], edgesMs[edgesMs.length - 1]];
  const unit = timeUnitOf(result.run.simulatedSeconds);
  const bands = faultBands(result, unit);
  const panelPx = tenants.length > 1 ? panelHeightPx : onePanelHeightPx;
  const isDense = Math.log10(high / low) > (decadesForThrees * panelPx) / 100;
  const axes = tenants.map((tenant, at) => [
    `y${at}`,
    {
      ...logarithmicAxis(low, high, isDense ? decades : decadesInThree, millisecondsTick),
      ...panel(at, panelPx),
      title: axisTitle(tenants.length > 1 ? `${elide(printable(tenant.tenant), tenantNameMax)} (ms)` : 'latency (ms)'),
    },
  ]);
  const hidden = result.series.tenants.length - tenants.length;
  const says = `how many successful requests took how long${hidden > 0 ? ` (${plural(hidden, 'less busy tenant')} not drawn)` : ''}`;
  const options = framed(heatFinding(result), result, says + bands.note, bands.room);
  const configuration: ChartConfiguration = {
    type: 'line',
    // Without data no panel has a scale.
    data: { datasets: axes.map(([id]) => ({ data: [], yAxisID: String(id) })) },
    options: {
      ...options,
      plugins: { ...options.plugins, legend: { display: false } },
      scales: { x: timeAxis(result, unit), margin: marginRight(scaleRoomPx), ...Object.fromEntries(axes) },
    },
    plugins: isEmpty
      ? [bands.plugin, panelBorders, notice('no request succeeded')]
      : [
          bands.plugin,
          drawnCells({ cells, edgesMs, most, columnS: heat.columnSeconds, endS: result.run.simulatedSeconds }, unit),
          panelBorders,
          silences(result, tenants, unit),
          shadeScale(most),
        ],
  };
  const height = heightPx - onePanelHeightPx + panelPx * Math.max(1, tenants.length);
  return { name: 'heat-map', widthPx, heightPx: height, configuration };
}

interface Drawn {
  /** By panel. */
  readonly cells: readonly Cells[];
  readonly edgesMs: readonly number[];
  readonly most: number;
  readonly columnS: number;
  readonly endS: number;
}

function drawnCells({ cells, edgesMs, most, columnS, endS }: Drawn, unit: TimeUnit): Plugin {
  return {
    id: 'heatCells',
    beforeDatasetsDraw: ({ ctx, scales }: Chart) => {
      ctx.save();
      cells.forEach((columns, at) => {
        // Whole pixels: no seam between neighbours.
        const tops = edgesMs.map((edge) => Math.round(scales[`y${at}`].getPixelForValue(edge)));
        const leftOf = (atS: number) => Math.round(scales.x.getPixelForValue(Math.min(atS, endS) / unit.seconds));
        columns.forEach((counts, column) => {
          const [left, right] = [leftOf(column * columnS), leftOf((column + 1) * columnS)];
          counts.forEach((each, band) => {
            if (each === 0) return;
            ctx.fillStyle = shadeOf(shades, each, most);
            ctx.fillRect(left, tops[band + 1], Math.max(1, right - left), Math.max(1, tops[band] - tops[band + 1]));
          });
        });
      });
      ctx.restore();
    },
  };
}

/** What the shades mean, beside the first panel. */
function shadeScale(most: number): Plugin {
  return {
    id: 'shadeScale',
    afterDraw: ({ ctx, chartArea, scales }: Chart) => {
      const { top, bottom } = scales.y0;
      const left = chartArea.right + scale.leftPx;
      const height = bottom - top - scale.topPx;
      ctx.save();
      shades.forEach((shade, at) => {
        const [from, to] = [at, at + 1].map((each) => Math.round(bottom - (each / shades.length) * height));
        ctx.fillStyle = shade;
        ctx.fillRect(left, to, scale.widthPx, from - to);
      });
      ctx.font = `11px ${fontFamily}`;
      ctx.fillStyle = ink;
      ctx.textBaseline = 'middle';
      const middle = bottom - height / 2;
      ctx.fillText(count(most), left + scale.widthPx + 5, top + scale.topPx + 5);
      ctx.fillText('1', left + scale.widthPx + 5, bottom - 5);
      ctx.fillText(count(Math.round(Math.sqrt(most))), left + scale.widthPx + 5, middle);
      ctx.fillStyle = faintInk;
      ctx.fillText('a cell holds', left - 2, top + 5);
      ctx.restore();
    },
  };
}
