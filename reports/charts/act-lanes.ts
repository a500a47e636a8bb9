/**
 * What the control plane and the leaders' groups did, on the time axis below a chart: a lane for each kind of act that
 * occurred, with a stroke at each moment. A result lists only so many: of acts every n-th, and of elections the first; a lane
 * that has not all of them says so.
 *
 * Leaves out what was only asked for, begun or given up: those are in the result.
 */
import type { Chart, Plugin } from 'chart.js';
import type { Result } from '../../sim/result.js';
import { count, plural } from '../format.js';
import { ink, panel, type TimeUnit } from './chart-frame.js';

const laneHeightPx = 17;
/** Above the first lane, whose name would touch the lowest number of the panel above. */
const marginPx = 7;
const strokeColour = '#333333';

type Journal = Result['controlPlane']['list'];

interface Lane {
  readonly name: string;
  readonly atS: readonly number[];
  /** Also those that the result does not list. */
  readonly total: number;
  /** Those listed are spread over the run, or the first. */
  readonly isSpread: boolean;
}

export interface ActLanes {
  /** Of Chart.js, by its id; none where nothing was done. */
  readonly axes: Readonly<Record<string, object>>;
  readonly plugins: readonly Plugin[];
  readonly heightPx: number;
}

/** @param place of the lowest panel, counted from the top */
export function actLanes(result: Result, unit: TimeUnit, place: number): ActLanes {
  const lanes = lanesOf(result).filter(({ atS }) => atS.length > 0);
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
      callback: (_: unknown, lane: number) => nameOf(lanes[lane]),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = lanes.map((_, lane) => ({ value: lane + 0.5 }));
    },
  };
  return { axes: { acts: axis }, plugins: [strokes(lanes, unit)], heightPx };
}

function lanesOf({ elections, controlPlane }: Result): readonly Lane[] {
  const changes = (cause: Result['elections']['list'][number]['cause']) =>
    elections.list.filter((each) => each.cause === cause).map(({ servingS }) => servingS);
  const acts = (isOne: (what: Journal[number]['what']) => boolean) =>
    controlPlane.list.filter(({ what }) => isOne(what)).map(({ atS }) => atS);
  const { splitsForSize, splitsForConsumption, provisionsRaised, provisionsLowered } = controlPlane;
  return [
    { name: 'election', atS: changes('suspicion'), total: elections.elections, isSpread: false },
    { name: 'hand-over', atS: changes('handover'), total: elections.handovers, isSpread: false },
    {
      name: 'split',
      atS: acts((what) => what === 'split for size' || what === 'split for consumption'),
      total: splitsForSize + splitsForConsumption,
      isSpread: true,
    },
    { name: 'move', atS: acts((what) => what === 'replica moved'), total: controlPlane.replicasMoved, isSpread: true },
    {
      name: 'raise',
      atS: acts((what) => what === 'allocation raised'),
      total: controlPlane.allocationsRaised,
      isSpread: true,
    },
    {
      name: 'scaling',
      atS: acts((what) => what.includes(' provision ')),
      total: provisionsRaised + provisionsLowered,
      isSpread: true,
    },
  ];
}

function nameOf({ name, atS, total, isSpread }: Lane): string {
  const all = plural(total, name);
  if (atS.length >= total) return all;
  return isSpread ? `${all}, 1 in ${count(Math.round(total / atS.length))}` : `first ${count(atS.length)} of ${all}`;
}

function strokes(lanes: readonly Lane[], unit: TimeUnit): Plugin {
  return {
    id: 'actLanes',
    afterDatasetsDraw: ({ ctx, scales }: Chart) => {
      ctx.save();
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
