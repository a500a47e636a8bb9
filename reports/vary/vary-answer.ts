/**
 * What a table of `vary` answers, in a line: with which settings the service did not recover, which meet what was expected
 * and which misses it first, and what changes most from the first row, with its interval where one is known. Recovery comes
 * first, since a scenario that shows an outage that stays expects it to stay. Success comes first where it differs: a latency of
 * survivors recommends whoever lost the slow ones.
 *
 * Left out: a figure for which several settings are best; that is for the table and its chart.
 */
import type { Change, RowChange } from '../compare/vary-changes.js';
import { halfOf, mayBeChance, partOfA, signed, signedShort } from '../compare/words.js';
import { differs } from '../doubts.js';
import { short, significant } from '../format.js';
import { elide, printable } from '../safe-text.js';
import type { VaryRow, VaryTable } from './vary-table.js';

const settingColumnsMax = 40;
/** Named of those that are alike. */
const settingsMax = 4;
/** What moves less is called alike. */
const flatMax = 0.01;
/** Units that a figure need not say. */
const unsaidUnits = ['count', 'ratio'];

type Answered = Omit<VaryTable, 'answer'>;

export function answerOf(table: Answered): string {
  return [outages(table), promises(table), mostChanged(table)].filter((part) => part !== '').join('. ');
}

/** Where some settings leave the service broken and others do not. */
function outages({ paths, rows }: Answered): string {
  const broken = rows.filter(({ recovery }) => recovery?.state === 'notRecovered');
  return broken.length === 0 || broken.length === rows.length ? '' : `Not recovered with ${namesOf(paths, broken)}`;
}

function promises({ paths, rows }: Answered): string {
  const judged = rows.filter(({ promisesMet }) => promisesMet !== null);
  const met = judged.filter(({ promisesMet }) => promisesMet);
  const missed = judged.find(({ promisesMet }) => !promisesMet);
  if (judged.length === 0) return '';
  if (missed === undefined) return 'Each setting meets all that was expected';
  if (met.length === 0) return 'No setting meets all that was expected';
  const meets = `${namesOf(paths, met)} ${met.length === 1 ? 'meets' : 'meet'} all that was expected`;
  return `${meets}; the first that misses is ${nameOf(paths, missed)}`;
}

interface Moved {
  readonly figure: string;
  readonly row: VaryRow;
  readonly change: Change;
  /** As `dynamosim metrics` prints it. */
  readonly unit: string;
}

function mostChanged(table: Answered): string {
  const [first, ...others] = table.rows;
  if (others.every(({ change }) => change === null)) return '';
  const moved = others.flatMap((row) => movesOf(table, row)).filter(({ change }) => !mayBeChance(change));
  const success = farthest(
    moved.filter(({ figure, change }) => figure === 'success' && differs(0, Math.abs(change.change))),
    ({ change }) => Math.abs(change.change),
  );
  const most =
    success ??
    farthest(
      moved.filter(({ change }) => Math.abs(change.relative ?? 0) > flatMax),
      ({ change }) => Math.abs(change.relative ?? 0),
    );
  const from = nameOf(table.paths, first);
  return most === null
    ? `No figure differs from that with ${from} by more than 1 % and by more than chance`
    : `Beside ${from}, ${most.figure} changes most: ${inWords(most)} with ${nameOf(table.paths, most.row)}`;
}

function movesOf({ metrics, units }: Answered, row: VaryRow): Moved[] {
  const change: RowChange | null = row.change;
  if (change === null) return [];
  const all = [
    { figure: 'success', change: change.successShare, unit: 'share' },
    { figure: 'p50', change: change.p50Ms, unit: 'ms' },
    { figure: 'p99', change: change.p99Ms, unit: 'ms' },
    ...metrics.map((metric, at) => ({ figure: metric, change: change.metrics[at], unit: units[at] })),
  ];
  return all.flatMap(({ figure, change: own, unit }) =>
    own === null || own.change === 0 ? [] : [{ figure, row, unit, change: own }],
  );
}

function farthest(moved: readonly Moved[], sizeOf: (each: Moved) => number): Moved | null {
  return moved.reduce<Moved | null>((most, each) => (most === null || sizeOf(each) > sizeOf(most) ? each : most), null);
}

/** Such as "+12.1 ±0.3 ms (+45 %)", "-51.6 ±0.2 points". */
function inWords({ change, unit }: Moved): string {
  if (unit === 'share') return `${signedShort(100 * change.change)}${halfOf(change, 100)} points`;
  const part = change.relative === null ? '' : ` (${partOfA(change.relative, (size) => short(100 * size))})`;
  const amount = `${signed(change.change, significant)}${halfOf(change, 1)}`;
  return `${amount}${unsaidUnits.includes(unit) ? '' : ` ${unit}`}${part}`;
}

/** Such as "retries=none, retries=standard and 2 more". */
function namesOf(paths: readonly string[], rows: readonly VaryRow[]): string {
  const named = rows.slice(0, settingsMax).map((row) => nameOf(paths, row));
  const others = rows.length > settingsMax ? ` and ${rows.length - settingsMax} more` : '';
  return `${named.join(', ')}${others}`;
}

/** Such as "retries=none". */
function nameOf(paths: readonly string[], { values }: VaryRow): string {
  const named = values.map((value, at) => `${paths[at].split('.').at(-1)}=${value}`);
  return elide(printable(named.join(' ')), settingColumnsMax);
}
