/**
 * The axis of the settings that `vary` ran. Where they are amounts they stand at their distances, on a linear or a
 * logarithmic scale as fits, and lines may join them; where they have no order, such as modes, they stand side by side in
 * the order given, as bars. Labels keep their distance: those of a scale that would overlap are left out, and those of
 * categories become shorter, and then upright.
 */
import { elide, printable } from '../safe-text.js';
import type { VaryTable } from '../vary/vary-table.js';
import { axisTitle, gridColour, ink, widthPx } from './chart-frame.js';

/** One on a scale gives linear distances; beyond this ratio of highest to lowest the low ones would be one point. */
const linearRatioMax = 8;
const titleCharactersMax = 100;
const plotWidth = widthPx - 110;
const characterWidth = 7;
const labelGap = 8;
const flatCharactersMin = 7;
const uprightCharactersMax = 20;
const labelLinesMax = 5;
const uprightLabelsMax = 50;
/** Room of a scale beyond its outermost settings, as a share of its span. */
const scaleMargin = 0.06;
const barWidthMax = 56;

export interface SettingAxis {
  readonly isScale: boolean;
  /** For Chart.js: where each row stands. */
  readonly places: readonly number[];
  /** Of one bar that stands alone at its setting. */
  readonly barThicknessPx: number;
  readonly scale: Record<string, unknown>;
}

/** The table with its rows as they stand on the axis, from left to right. */
export function inOrder(table: VaryTable): VaryTable {
  const amounts = amountsOf(table);
  if (amounts === null) return table;
  const order = amounts.map((_, row) => row).sort((a, b) => amounts[a] - amounts[b]);
  return {
    ...table,
    amounts: table.amounts.map((each) => each && order.map((row) => each[row])),
    rows: order.map((row) => table.rows[row]),
  };
}

/** Of a table in order. */
export function settingAxis(table: VaryTable): SettingAxis {
  const title = axisTitle(elide(printable(table.paths.join(', ')), titleCharactersMax));
  const amounts = amountsOf(table);
  return amounts === null ? categoriesOf(table, title) : scaleOf(table, amounts, title);
}

/** Where the settings stand on a scale, which is that of the first path; null where they are categories. */
function amountsOf({ amounts, rows }: VaryTable): readonly number[] | null {
  const [first] = amounts;
  if (rows.length < 2 || first === null || amounts.includes(null)) return null;
  return new Set(first).size === first.length ? first : null;
}

function scaleOf({ rows }: VaryTable, amounts: readonly number[], title: object): SettingAxis {
  const [low, high] = [Math.min(...amounts), Math.max(...amounts)];
  const isLogarithmic = low > 0 && high / low > linearRatioMax;
  const of = isLogarithmic ? Math.log10 : (amount: number) => amount;
  const margin = scaleMargin * (of(high) - of(low));
  const [from, to] = [of(low) - margin, of(high) + margin];
  const pixelsOf = (amount: number) => ((of(amount) - from) / (to - from)) * plotWidth;
  const settings = amounts.map((amount, at) => ({ amount, label: labelOf(rows[at].values) }));
  const shown = spaced(settings.map(({ amount, label }) => ({ label, centre: pixelsOf(amount) })));
  const gaps = settings.slice(1).map(({ amount }, at) => pixelsOf(amount) - pixelsOf(settings[at].amount));
  // The axis counts in what it shows: Chart.js rounds the ends of its own logarithmic scale.
  return {
    isScale: true,
    places: amounts.map(of),
    barThicknessPx: Math.max(3, Math.min(barWidthMax, 0.8 * Math.min(...gaps))),
    scale: {
      type: 'linear',
      min: from,
      max: to,
      title,
      // A chart of bars would put gridlines between them.
      offset: false,
      grid: { color: gridColour, offset: false },
      ticks: {
        color: ink,
        maxRotation: 0,
        autoSkip: false,
        callback: (_: unknown, at: number) => (shown[at] ? settings[at].label : ''),
      },
      afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
        scale.ticks = settings.map(({ amount }) => ({ value: of(amount) }));
      },
    },
  };
}

/** Which labels are shown: the first, the last, and between them whichever keep their distance. */
function spaced(labels: readonly { readonly label: string; readonly centre: number }[]): readonly boolean[] {
  const halfOf = (label: string) => (label.length * characterWidth + labelGap) / 2;
  const last = labels[labels.length - 1];
  let freeFrom = Number.NEGATIVE_INFINITY;
  return labels.map(({ label, centre }, at) => {
    const isLast = at === labels.length - 1;
    const half = halfOf(label);
    if (!isLast && (centre - half < freeFrom || centre + half > last.centre - halfOf(last.label))) return false;
    freeFrom = centre + half;
    return true;
  });
}

function categoriesOf({ rows }: VaryTable, title: object): SettingAxis {
  const width = plotWidth / Math.max(1, rows.length);
  const flatCharacters = Math.floor((width - labelGap) / characterWidth);
  const longest = Math.max(0, ...rows.flatMap(({ values }) => values.flatMap(entriesOf).map((line) => line.length)));
  const isUpright = flatCharacters < Math.min(longest, flatCharactersMin);
  const every = Math.ceil(rows.length / uprightLabelsMax);
  const labelFor = (at: number) => {
    const values = rows[at].values.map(printable);
    if (isUpright) return at % every === 0 ? elide(values.join(', '), uprightCharactersMax) : '';
    return values
      .flatMap(entriesOf)
      .slice(0, labelLinesMax)
      .map((line) => elide(line, flatCharacters));
  };
  return {
    isScale: false,
    places: rows.map((_, at) => at),
    barThicknessPx: Math.min(barWidthMax, 0.8 * width),
    scale: {
      type: 'category',
      labels: rows.map((_, at) => String(at)),
      title,
      grid: { display: false },
      ticks: {
        color: ink,
        autoSkip: false,
        minRotation: isUpright ? 90 : 0,
        maxRotation: isUpright ? 90 : 0,
        callback: (_: unknown, at: number) => labelFor(at),
      },
    },
  };
}

/** Of a mapping its entries, each a line of its own. */
export function entriesOf(value: string): readonly string[] {
  const inner = /^\{\s*(.*?)\s*\}$/.exec(value)?.[1];
  return inner === undefined ? [value] : inner.split(/,\s*/);
}

const labelOf = (values: readonly string[]) => printable(values.join(', '));
