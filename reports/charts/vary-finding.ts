/**
 * The sentence above the chart of `vary`. Success comes first wherever the runs differ in it: a latency of survivors
 * recommends whoever lost the slow ones. Then the latency that moves most, and what was refused.
 */
import { differs } from '../doubts.js';
import { milliseconds, percent, plural } from '../format.js';
import { elide, printable } from '../safe-text.js';
import type { VaryRow, VaryTable } from '../vary/vary-table.js';
import { entriesOf } from './setting-axis.js';
import type { LatencyLine } from './vary-lines.js';

const labelCharactersMax = 24;
/** A latency that moves less than this is called flat. */
const flatMax = 0.1;

export function varyFinding({ paths, rows: given }: VaryTable, lines: readonly LatencyLine[]): string {
  const rows = given.map((row) => ({ ...row, label: settingName(paths, row) }));
  const success = successOf(rows);
  const latency = latencyIn(rows, lines, success.isFirst);
  const recovery = unrecoveredIn(rows);
  const parts = success.isFirst
    ? [success.words, refusalsIn(rows), latency]
    : [latency, refusalsIn(rows), success.words];
  const sentence = [...parts, recovery].filter((part) => part !== '').join('; ');
  return sentence.charAt(0).toUpperCase() === sentence.charAt(0) || !success.isFirst
    ? sentence
    : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Of all tenants, or of the one whose success the runs differ in most. */
function successOf(rows: readonly NamedRow[]): { readonly words: string; readonly isFirst: boolean } {
  const all = { whose: '', extremes: extremesOf(rows, ({ successShare }) => successShare) };
  const tenants = rows.at(0)?.tenants.map(({ tenant }) => tenant) ?? [];
  const own = tenants.map((name) => ({
    whose: ` of ${elide(printable(name), labelCharactersMax)}`,
    extremes: extremesOf(rows, (row) => row.tenants.find(({ tenant }) => tenant === name)?.successShare ?? null),
  }));
  const spread = ({ extremes }: typeof all) => (extremes === null ? 0 : extremes.most - extremes.least);
  const candidates = tenants.length > 1 ? [all, ...own] : [all];
  const { whose, extremes } = candidates.reduce((widest, each) =>
    differs(spread(widest), spread(each)) ? each : widest,
  );
  if (extremes === null) return { words: 'no request ended', isFirst: false };
  const { least, most, leastAt, mostAt } = extremes;
  if (differs(least, most))
    return {
      words: `success${whose} from ${percent(least)} (${leastAt}) to ${percent(most)} (${mostAt})`,
      isFirst: true,
    };
  if (least === 1) return { words: 'all requests succeeded', isFirst: false };
  const [low, high] = [percent(least), percent(most)];
  return { words: `${low === high ? low : `${low} to ${high}`} of requests succeeded`, isFirst: false };
}

/** About the line that moves most, in proportion. */
function latencyIn(rows: readonly NamedRow[], lines: readonly LatencyLine[], areSurvivors: boolean): string {
  const [farthest] = lines
    .flatMap(({ label, values }) => {
      const extremes = extremesOf(rows, (_, at) => values[at]);
      return extremes === null ? [] : [{ label, ...extremes, spread: extremes.most / extremes.least - 1 }];
    })
    .sort((a, b) => b.spread - a.spread);
  if (farthest === undefined) return `no request succeeded in ${plural(rows.length, 'run')}`;
  const { label, least, most, leastAt, mostAt, spread } = farthest;
  const whose = areSurvivors ? `${label} of what succeeded` : label;
  const others = lines.length === 1 ? '' : ', the others within less';
  const [low, high] = [milliseconds(least), milliseconds(most)];
  if (low === high) return `${whose} stays at ${low}`;
  return spread <= flatMax
    ? `${whose} stays within ${percent(spread)}, ${low} to ${high}${others}`
    : `${whose} from ${low} (${leastAt}) to ${high} (${mostAt})`;
}

function refusalsIn(rows: readonly NamedRow[]): string {
  const throttled = extremesOf(rows, ({ throttledShare }) => throttledShare);
  if (throttled === null || throttled.most === 0) return '';
  const { least, most, leastAt, mostAt } = throttled;
  const [low, high] = [percent(least), percent(most)];
  return low === high ? `throttled ${high}` : `throttled ${low} (${leastAt}) to ${high} (${mostAt})`;
}

function unrecoveredIn(rows: readonly NamedRow[]): string {
  const broken = rows.filter(({ recovery }) => recovery?.state === 'notRecovered');
  if (broken.length === 0) return '';
  return broken.length === rows.length
    ? 'none recovered'
    : `not recovered: ${broken.map(({ label }) => label).join(', ')}`;
}

interface Extremes {
  readonly least: number;
  readonly leastAt: string;
  readonly most: number;
  readonly mostAt: string;
}

/** Null where no row has the figure. */
function extremesOf(rows: readonly NamedRow[], of: (row: NamedRow, at: number) => number | null): Extremes | null {
  const known = rows
    .map((row, at) => ({ value: of(row, at), at: row.label }))
    .filter((each): each is { value: number; at: string } => each.value !== null)
    .sort((a, b) => a.value - b.value);
  const [least] = known;
  const most = known.at(-1);
  if (least === undefined || most === undefined) return null;
  return { least: least.value, leastAt: least.at, most: most.value, mostAt: most.at };
}

interface NamedRow extends VaryRow {
  readonly label: string;
}

/** In a sentence: of a mapping its values alone, and a number with the name of what it is. */
function settingName(paths: readonly string[], { values }: VaryRow): string {
  const names = values.map((value, at) => {
    const entries = entriesOf(value);
    if (entries.length > 1 || entries[0] !== value)
      return entries.map((entry) => entry.replace(/^[^:]*:\s*/, '')).join(' ');
    return /^\d+(\.\d+)?$/.test(value) ? `${paths[at].split('.').at(-1)} ${value}` : value;
  });
  return elide(printable(names.join(', ')), labelCharactersMax);
}
