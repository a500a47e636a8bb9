/** All settings of a sweep as tables: what their runs had in the mean, and how that differs from the first setting. */
import type { Sweep } from '../../../sim/sweep-result.js';
import { halfOf, mayBeChance, signedShort } from '../../compare/words.js';
import { marks, markWords } from '../../doubts.js';
import { count, unknownNumber } from '../../format.js';
import { dataTable, names, numbers, rowsMax, type TableColumn, type TableRow } from '../../page/data-table.js';
import { type Html, html, type Part } from '../../page/html.js';
import { allOf, meanOf, reading, unitWord } from './cell-state.js';
import type { CellData, SweepData } from './sweep-data.js';

const columnsMax = 8;

export function settingsSection(sweep: Sweep, data: SweepData): Html {
  const metrics = data.criteria.flatMap(({ kind }, at) => (kind === 'metric' ? [at] : [])).slice(0, columnsMax);
  const cells = data.cells.slice(0, rowsMax + 1);
  const settings = data.dimensions.map(({ title }) => title);
  const head = [...names(...(settings.length > 0 ? settings : ['scenario']))];
  const heads = metrics.map((at): TableColumn => headOf(data, at));
  const hasChanges = sweep.cells.some((cell) => cell.metrics.some(({ change }) => change !== null));
  const hidden = data.cells.length - rowsMax;
  const notes = hidden > 0 ? [`and ${count(hidden)} more rows in sweep.csv`] : [];
  const survivors = cells.some(({ means }) => means.some((mean) => mean?.[8] === 1));
  const means = dataTable(
    'Means over the runs of each setting',
    [...head, ...numbers('runs', 'met'), ...heads],
    cells.slice(0, rowsMax).map((cell) => meansRow(data, cell, metrics)),
    [
      'means ± their 95 % intervals; met: runs that met what the fewest did',
      ...(survivors ? [`${marks.survivors} ${markWords.survivors}`] : []),
      ...notes,
    ],
  );
  const changes = dataTable(
    'Change from the first setting of the same scenario, seed by seed',
    [...head, ...heads],
    cells
      .slice(0, rowsMax)
      .map((cell) => ({ cells: [...settingOf(data, cell), ...metrics.map((at) => changeOf(data, cell, at))] })),
    [
      '± 95 % intervals, shares in points; faint where the interval reaches over zero, so that it may be chance',
      ...notes,
    ],
  );
  return html`<section id="settings"><h2>All settings</h2>${means}${hasChanges ? changes : null}</section>`;
}

function headOf({ criteria }: SweepData, at: number): TableColumn {
  const { name, title, unit } = criteria[at];
  return { title: `${title}${unitWord(unit)}`, about: name };
}

const settingOf = ({ dimensions, scenarios }: SweepData, { at, scenario }: CellData): Part[] =>
  dimensions.length === 0 ? [scenarios[scenario].name] : at.map((place, which) => dimensions[which].labels[place]);

function meansRow(data: SweepData, cell: CellData, metrics: readonly number[]): TableRow {
  const { weakest, runs } = cell;
  return {
    isBad: allOf(data, cell).state === 'missed',
    cells: [
      ...settingOf(data, cell),
      count(runs),
      weakest === null ? unknownNumber : count(weakest[0]),
      ...metrics.map((at) => {
        const mean = meanOf(data, cell, at);
        if (mean === null || mean[0] === null) return html`<span class="unknown">${unknownNumber}</span>`;
        const [value, low, high] = mean;
        const { unit } = data.criteria[at];
        const half = halfOf({ low, high }, unit === 'share' ? 100 : 1);
        return html`${mean[8] === 1 ? marks.survivors : ''}<data value="${value}">${reading(data.criteria[at], value)}</data>${half}`;
      }),
    ],
  };
}

function changeOf(data: SweepData, cell: CellData, at: number): Part {
  const mean = meanOf(data, cell, at);
  const change = mean?.[5] ?? null;
  if (mean === null || change === null) return html`<span class="unknown">${unknownNumber}</span>`;
  const scale = data.criteria[at].unit === 'share' ? 100 : 1;
  const interval = { low: mean[6], high: mean[7] };
  const text = html`<data value="${change}">${signedShort(scale * change)}</data>${halfOf(interval, scale)}`;
  return mayBeChance(interval) || mean[6] === null ? html`<small>${text}</small>` : text;
}
