/**
 * A search for a terminal: the answer first, then a row a value that was tried on all seeds, what is known of the ends of the
 * bracket and of the seeds' own limits, and the command of a row. The figure beside a row is that of the promise which most
 * runs missed: what the answer hangs on.
 */
import type { LimitBetween, SearchResult, TriedValue } from '../../sim/search-result.js';
import { halfOf } from '../compare/words.js';
import { count, percent, plural, significant, unknownNumber } from '../format.js';
import { elide, printable, textWidth, wrap } from '../safe-text.js';
import { figures, labels, line, type Role, type Row, renderLines, tableInPieces } from '../text-line.js';
import { titleAmong } from '../vary/vary-text.js';

const linesMax = 4;
const valueColumnsMax = 40;
const promisesShownMax = 8;

export function searchText(result: SearchResult, options: { columns: number; colour: boolean }): string {
  const wrapped = (text: string, role: Role) =>
    wrap(printable(text), options.columns, linesMax).map((each) => line(each, role));
  const { path, answer, promises } = result;
  const short = titleAmong(path, [path], []);
  const rows = result.tried.filter(({ meets }) => meets !== null);
  const deciding = mostMissed(result, rows);
  const grid = tableInPieces(
    [labels(short)],
    figures('runs', 'met', 'verdict', headOf(promises[deciding])),
    rows.map((row) => rowOf(result, row, deciding)),
    options.columns,
  );
  const roles = { highest: 'good', lowest: 'good', 'all meet': 'warning', 'none meets': 'bad' } as const;
  const lines = [
    ...wrapped(headline(result, short), roles[answer]),
    ...wrapped(sizeInWords(result, rows.length), 'faint'),
    line(''),
    ...grid,
    line(''),
    ...certainty(result, rows).flatMap((text) => wrapped(text, 'plain')),
    ...doubts(result, rows, short).flatMap((text) => wrapped(text, 'warning')),
    ...promises.slice(0, promisesShownMax).flatMap((each) => wrapped(`Asked: ${inWords(each)}`, 'faint')),
    ...(promises.length > promisesShownMax ? [line(`and ${promises.length - promisesShownMax} more`, 'faint')] : []),
    ...(short === path ? [] : wrapped(`${short} is ${path}`, 'faint')),
    ...wrapped(`A row again: ${decidingRow(result, rows).command}`, 'faint'),
  ];
  const columns = Math.max(options.columns, ...grid.map(({ text }) => textWidth(text)));
  return renderLines(lines, { columns, colour: options.colour }).trimEnd();
}

/** Which of the promises, by its place. */
function mostMissed({ promises }: SearchResult, rows: readonly TriedValue[]): number {
  const missed = promises.map((_, at) => rows.reduce((sum, row) => sum + row.runs - row.promises[at].met, 0));
  return missed.indexOf(Math.max(...missed));
}

const nameOf = ({ tenant, metric }: SearchResult['promises'][number]) =>
  tenant === null ? metric : `${tenant} ${metric}`;

const inWords = (promise: SearchResult['promises'][number]) =>
  `${nameOf(promise)}${promise.condition === null ? '' : ` ${promise.condition}`}`;

function headOf(promise: SearchResult['promises'][number]): string {
  return ['count', 'ratio', 'share'].includes(promise.unit) ? nameOf(promise) : `${nameOf(promise)} ${promise.unit}`;
}

function rowOf({ promises, contrary, bracket }: SearchResult, row: TriedValue, deciding: number): Row {
  const { value, runs, met, meets } = row;
  const { mean, interval } = row.promises[deciding];
  const isShare = promises[deciding].unit === 'share';
  const half = interval === null ? '' : halfOf(interval, isShare ? 100 : 1);
  const figure = mean === null ? unknownNumber : `${isShare ? percent(mean) : significant(mean)}${half}`;
  const isEnd = bracket !== null && [bracket.meets, bracket.fails].includes(value);
  return {
    cells: [elide(printable(value), valueColumnsMax), count(runs), count(met), meets ? 'meets' : 'fails', figure],
    role: contrary.includes(value) || row.violated.length > 0 ? 'bad' : isEnd ? 'title' : 'plain',
  };
}

function headline({ answer, bracket, from, to, contrary }: SearchResult, short: string): string {
  if (bracket === null) {
    const both = `${short}=${from} and ${short}=${to} both`;
    if (contrary.length > 0)
      return `NOT FOUND: ${both} ${answer === 'all meet' ? 'meet' : 'fail'}, but not all between`;
    if (answer === 'all meet') return `ALL MEET: ${both} meet; the limit is beyond them`;
    return `NONE MEETS: ${both} fail`;
  }
  return `FOUND: ${short}=${bracket.meets} is the ${answer} that meets; ${bracket.fails} does not`;
}

function sizeInWords({ title, runs, tried, seeds }: SearchResult, rows: number): string {
  const perRow = Math.max(
    1,
    seeds.reduce((sum, { first, last }) => sum + last - first + 1, 0),
  );
  const alone = runs - rows * perRow;
  const others = tried.length - rows;
  const each = perRow === 1 ? 'on one seed' : `on the same ${count(perRow)} seeds`;
  const more =
    alone === 0 ? '' : `; ${plural(alone, 'run')} of ${plural(others, 'further value')} for limits of single seeds`;
  return `${title}: ${plural(rows, 'value')} tried ${each}${more}`;
}

/** What is known of the answer: of its two ends, and of the seeds by themselves. */
function certainty(result: SearchResult, rows: readonly TriedValue[]): string[] {
  const { bracket, share, limits, answer } = result;
  const rowAt = (value: string) => rows.find((row) => row.value === value)!;
  if (bracket === null || share === null) return [];
  if (limits === null) return ['One seed is one draw: give --seeds to know how sure the answer is'];
  const [meets, fails] = [rowAt(bracket.meets), rowAt(bracket.fails)];
  const onBoth =
    `${meets.met} of ${plural(meets.runs, 'run')} meet with ${meets.value}, where any run does with at least ` +
    `${percent(share.low)}; ${fails.met} with ${fails.value}, where it does with at most ${percent(share.high)}`;
  const isUp = answer === 'highest';
  const interval = limits.interval === null ? '' : ` (95 %: ${spanOf(limits.interval)})`;
  const half = `Half of the runs meet ${isUp ? 'up to' : 'from'} a limit ${spanOf(limits.median)}${interval}`;
  const [least, greatest] = [limits.least, limits.greatest].map((limit) => meetingEnd(limit, isUp));
  const spread = least === greatest ? 'each seed as the others' : `single seeds: ${least} to ${greatest}`;
  return [onBoth, `${half}; ${spread}`];
}

function spanOf({ above, below }: LimitBetween): string {
  if (above === null) return `below ${below}`;
  return below === null ? `above ${above}` : `between ${above} and ${below}`;
}

function meetingEnd({ above, below }: LimitBetween, isUp: boolean): string {
  if (above === null) return `below ${below}`;
  return below === null ? `above ${above}` : isUp ? above : below;
}

function doubts({ contrary, limits, answer }: SearchResult, rows: readonly TriedValue[], short: string): string[] {
  const words = contrary.map((value) => {
    const { met, runs, meets } = rows.find((row) => row.value === value)!;
    return `${value} ${meets ? 'meets' : 'fails'} (${met} of ${runs})`;
  });
  const refused = rows.reduce((sum, row) => sum + row.refused, 0);
  const violated = rows.filter((row) => row.violated.length > 0);
  const again = limits?.crossedAgain ?? 0;
  return [
    ...(words.length === 0 ? [] : [`Not monotone in ${short}: ${words.join(', ')}; search a narrower range`]),
    ...(again === 0
      ? []
      : [
          `${plural(again, 'seed')} met again ${answer === 'highest' ? 'above' : 'below'} the limit: chance, or not monotone`,
        ]),
    ...(refused === 0 ? [] : [`${plural(refused, 'run')} needed more than a run may hold, and met nothing`]),
    ...violated.map((row) => `Violated with ${row.value}: ${row.violated.join(', ')}; a run that does meets nothing`),
  ];
}

function decidingRow({ bracket }: SearchResult, rows: readonly TriedValue[]): TriedValue {
  return rows.find(({ value }) => value === bracket?.meets) ?? rows[0];
}
