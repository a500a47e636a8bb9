/** The lanes of acts (lanes.ts) on the time axis below a chart, with a stroke at each moment. */
import type { Chart, Plugin } from 'chart.js';
import type { Result } from '../../sim/result.js';
import { type Lane, lanesOf } from '../lanes.js';
import { ink, panel, type TimeUnit } from './chart-frame.js';

const laneHeightPx = 17;
/** Above the first lane, whose name would touch the lowest number of the panel above. */
const marginPx = 7;
const strokeColour = '#333333';
const barColour = '#b497cc';
const paleBarColour = '#e2d6ec';

export interface ActLanes {
  /** Of Chart.js, by its id; none where nothing was done. */
  readonly axes: Readonly<Record<string, object>>;
  readonly plugins: readonly Plugin[];
  readonly heightPx: number;
}

/** @param place of the lowest panel, counted from the top */
export function actLanes(result: Result, unit: TimeUnit, place: number): ActLanes {
  const lanes = lanesOf(result);
  if (lanes.length === 0) return { axes: {}, plugins: [], heightPx: 0 };
  const heightPx = lanes.length * laneHeightPx + marginPx;
  const axis = {
    ...panel(place, heightPx),
    min: -marginPx / laneHeightPx,
    max: lanes.length,
    reverse: true,
    grid: { display: false },
    ticks: {
      color: ink,
      font: { size: 11 },
      autoSkip: false,
      callback: (_: unknown, lane: number) => lanes[lane].name,
    },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = lanes.map((_, lane) => ({ value: lane + 0.5 }));
    },
  };
  return { axes: { acts: axis }, plugins: [strokes(lanes, unit)], heightPx };
}

function strokes(lanes: readonly Lane[], unit: TimeUnit): Plugin {
  return {
    id: 'actLanes',
    afterDatasetsDraw: ({ ctx, scales }: Chart) => {
      ctx.save();
      lanes.forEach(({ bars = [] }, lane) => {
        const [top, bottom] = [0.25, 0.75].map((part) => scales.acts.getPixelForValue(lane + part));
        const fill = (fromS: number, toS: number, colour: string) => {
          const [left, right] = [fromS, toS].map((atS) => scales.x.getPixelForValue(atS / unit.seconds));
          ctx.fillStyle = colour;
          ctx.fillRect(left, top, right - left, bottom - top);
        };
        for (const { fromS, toS, paleFromS } of bars) {
          fill(fromS, paleFromS ?? toS, barColour);
          if (paleFromS !== null) fill(paleFromS, toS, paleBarColour);
        }
      });
      ctx.strokeStyle = strokeColour;
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      lanes.forEach(({ atS }, lane) => {
        for (const each of atS) {
          const x = scales.x.getPixelForValue(each / unit.seconds);
          ctx.moveTo(x, scales.acts.getPixelForValue(lane + 0.2));
          ctx.lineTo(x, scales.acts.getPixelForValue(lane + 0.8));
        }
      });
      ctx.stroke();
      ctx.restore();
    },
  };
}
