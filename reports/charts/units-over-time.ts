/**
 * Chart: units that the busiest tables served and throttled, per second of virtual time, against their provision as a dashed
 * line; below them, where a table split, its number of partitions. Units throttled while the line is far above are the
 * mark of a hot partition.
 */
import type { ChartConfiguration } from 'chart.js';
import type { Result } from '../../sim/result.js';
import type { TableSeries } from '../../sim/series.js';
import { busiest } from '../busiest.js';
import { elide, printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import { actLanes } from './act-lanes.js';
import {
  type ChartPlan,
  colours,
  countAxis,
  framed,
  heightPx,
  ink,
  levels,
  palette,
  panel,
  panelBorders,
  timeAxis,
  timeUnitOf,
  widthPx,
} from './chart-frame.js';
import { drawnWindows } from './drawn-windows.js';
import { faultBands } from './fault-bands.js';
import { unitsFinding } from './findings.js';

const tablesMax = 2;
const tableNameMax = 20;
const unitsHeightPx = 270;
const partitionsHeightPx = 90;

/** Strokes no longer than the gaps between them. */
const provisionDash = [5, 5];
const throttled = 'throttled';

interface UnitLine {
  readonly label: string;
  readonly colour: string;
  readonly isProvision: boolean;
  readonly of: (table: TableSeries) => readonly number[];
}

/** Drawn from the last to the first: what was throttled must not hide behind what was served. */
const lines: readonly UnitLine[] = [
  { label: throttled, colour: colours.throttled, isProvision: false, of: (table) => table.throttledUnits },
  { label: 'reads', colour: palette[0], isProvision: false, of: (table) => table.readUnits },
  { label: 'writes', colour: palette[2], isProvision: false, of: (table) => table.writeUnits },
  { label: 'reads', colour: palette[0], isProvision: true, of: (table) => table.provisionedReadUnits },
  { label: 'writes', colour: palette[2], isProvision: true, of: (table) => table.provisionedWriteUnits },
];

/** Units are counted only where there is a capacity, and there only when somebody asks. */
export const isAskedFor = (table: TableSeries) => total(table) > 0;

export function unitsOverTime(result: Result): ChartPlan {
  const tables = busiest(result.series.tables.filter(isAskedFor), tablesMax, total);
  const unit = timeUnitOf(result.run.simulatedSeconds);
  const bands = faultBands(result, unit);
  const { edges, merge } = drawnWindows(result);
  const perSecond = (units: readonly number[]) =>
    merge(units, sum).map((each, index) => each / (edges[index].toS - edges[index].fromS));
  const splits = tables.filter(({ partitions }) => partitions.some((each) => each !== partitions[0]));
  const unitLines = tables.flatMap((table, panel) =>
    lines
      .filter(({ of }) => sum(of(table)) > 0)
      .map(({ label, colour, isProvision, of }) => ({
        label: isProvision ? `${label} ${limitWord(result, table)}` : label,
        data: [...levels(edges, perSecond(of(table)), unit)],
        yAxisID: `units${panel}`,
        fill: label === throttled ? 'origin' : false,
        backgroundColor: `${colour}40`,
        borderColor: colour,
        borderWidth: isProvision ? 1.3 : 1.8,
        borderDash: isProvision ? [...provisionDash] : [],
        // Provisions are often equal: the one drawn above leaves the other to be seen in its gaps.
        borderDashOffset: label === 'writes' ? provisionDash[0] : 0,
        pointRadius: 0,
        pointStyle: 'line' as const,
      })),
  );
  const partitionLines = splits.map((table) => ({
    label: 'partitions',
    data: [...levels(edges, merge(table.partitions, highest), unit)],
    yAxisID: `partitions${tables.indexOf(table)}`,
    borderColor: ink,
    borderWidth: 1.5,
    pointRadius: 0,
    pointStyle: 'line' as const,
  }));
  const axes = tables.flatMap((table, at) => {
    const name = elide(printable(table.table), tableNameMax);
    const title = tables.length > 1 ? `${name}: units/s` : 'units per second';
    const heightsOn = (axis: string) =>
      [...unitLines, ...partitionLines].flatMap(({ yAxisID, data }) =>
        yAxisID === axis ? data.map(({ y }) => y) : [],
      );
    const [units, partitions] = [`units${at}`, `partitions${at}`];
    const unitsAxis = { ...panel(2 * at, unitsHeightPx), ...countAxis(heightsOn(units), title, 8) };
    const place = panel(2 * at + 1, partitionsHeightPx);
    const partitionsAxis = { ...place, ...countAxis(heightsOn(partitions), 'partitions', 3, 1) };
    return splits.includes(table)
      ? [
          [units, unitsAxis],
          [partitions, partitionsAxis],
        ]
      : [[units, unitsAxis]];
  });
  const lanes = actLanes(result, unit, 2 * tables.length);
  const hidden = result.series.tables.length - tables.length;
  const whose = tables.length > 1 ? `${tables.length} tables` : printable(tables[0].table);
  const left = hidden > 0 ? ` (and ${hidden} less busy, not drawn)` : '';
  const says = `read and write units of ${whose}${left}${bands.note}`;
  const configuration: ChartConfiguration = {
    type: 'line',
    data: { datasets: [...unitLines, ...partitionLines] },
    options: {
      ...framed(unitsFinding(result), result, says, bands.room),
      scales: { x: timeAxis(result, unit), ...Object.fromEntries(axes), ...lanes.axes },
    },
    plugins: [bands.plugin, panelBorders, ...lanes.plugins],
  };
  return {
    name: 'units-over-time',
    widthPx,
    heightPx: heightPx + unitsHeightPx * (tables.length - 1) + partitionsHeightPx * splits.length + lanes.heightPx,
    configuration,
  };
}

/** An on-demand table reserves nothing: the line is what it would take at once. */
function limitWord({ tables }: Result, { table: name }: TableSeries): string {
  return tables.find(({ table }) => table === name)?.mode === 'on-demand' ? 'allowed' : 'provisioned';
}

function total({ readUnits, writeUnits, throttledUnits }: TableSeries): number {
  return sum(readUnits) + sum(writeUnits) + sum(throttledUnits);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
