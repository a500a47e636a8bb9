/**
 * The summary of a run on one screen of 80 columns and 24 lines: the verdict with what was missed, what came of the run in
 * words with the month's availability, and of the figures as many sections and rows as there is room for. What finds none is in the long summary (summary.ts).
 */
import type { Result } from '../../sim/result.js';
import { unitsFinding } from '../charts/findings.js';
import { latencyFinding } from '../charts/latency-finding.js';
import { count, plural } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, renderLines, type TextLine } from '../text-line.js';
import { additionsLines } from './additions-lines.js';
import { archiveLines, stalledLines } from './archive-line.js';
import { failoverLines } from './failover-lines.js';
import { healingLines } from './healing-line.js';
import { damageLeftLines, integrityLines } from './integrity-line.js';
import { lossesLines, lossRowsMax } from './losses-lines.js';
import { monthLines } from './month-line.js';
import { outageLines } from './outage-lines.js';
import { regionsLines } from './regions-lines.js';
import { backupsLines, restoresInALine, restoresLines } from './restores-lines.js';
import { incidents, incidentsInALine, overTime, runFacts, type SummaryOptions, violations } from './summary.js';
import { isolationTable, latencyTable } from './summary-tables.js';
import { missedLines } from './verdict-lines.js';

/** A screen of 24 lines less the blank line after the text, the one that says what was written, and the prompt. */
export const briefLinesMax = 21;
const columnsMin = 60;
const missedLinesMax = 10;
const latencyRowsMax = 4;
const faultsMax = 3;
const titleLinesMax = 2;
/** Of backups and restores, one by one; of more there is one line. */
const orderLinesMax = 8;
const sentenceLinesMax = 3;
/** Of those issued; fewer are the requests of the last moment. */
const openMin = 0.001;

/** What it says in so many lines at most; nothing where it needs more. */
type Section = (room: number) => readonly TextLine[];

export interface BriefOptions extends SummaryOptions {
  /** With `--out`: the page is among them. */
  readonly isWritten: boolean;
}

/** `acts`: what the command line says of what was done. */
export function briefText(result: Result, acts: readonly TextLine[], options: BriefOptions): string {
  const columns = Math.max(columnsMin, options.columns);
  const missed = whole([...missedLines(result, columns, missedLinesMax), ...violations(result, columns)]);
  const titled = whole([...title(result, columns), ...runFacts(result, columns)]);
  const month = whole(monthLines(result, columns));
  const worst = sentences([latencyFinding(result), failuresInWords(result)], columns);
  const units = sentences(result.usage.length > 0 ? [unitsFinding(result)] : [], columns);
  const isolation = whole(isolationTable(result, columns));
  const latency = ofRows(latencyRowsMax, (rows) => latencyTable(result, columns, rows));
  const faults = isCalm(result) ? nothing : ofRows(faultsMax, (rows) => incidents(result, columns, rows));
  // What was lost before what was healed.
  const losses = ofRows(lossRowsMax, (rows) => lossesLines(result, columns, rows));
  const healing = whole(healingLines(result, columns));
  const orders = [...backupsLines(result, columns), ...restoresLines(result, columns)];
  const ordered = whole(orders.length <= orderLinesMax ? orders : restoresInALine(result, columns));
  const inFull = [integrityLines, archiveLines].map((linesOf) => linesOf(result, columns));
  const inShort = [damageLeftLines, stalledLines].map((linesOf) => linesOf(result, columns));
  const failover = whole(failoverLines(result, columns));
  const regions = whole([...additionsLines(result, columns), ...regionsLines(result, columns)]);
  const outages = whole(outageLines(result, columns));
  const [done, time] = [whole(acts), whole(overTime(result, columns))];
  /** `left`: of what is not as it should be in the end; `kept`: the same and more, if there is room. */
  const screenWith = (brief: Section, full: Section, left: Section, kept: readonly Section[]) =>
    withinScreen(
      [
        [missed],
        [titled],
        [month, outages, worst, brief, units, losses, healing, left, ...kept, failover, regions, ordered],
        [isolation],
        [latency],
        [full],
        [done],
        [time],
      ],
      [
        missed,
        titled,
        losses,
        left,
        ordered,
        month,
        brief,
        worst,
        healing,
        ...kept,
        failover,
        regions,
        outages,
        isolation,
        full,
        units,
        latency,
        done,
        time,
      ],
    );
  const shownWith = (brief: Section, full: Section) => {
    const shown = screenWith(brief, full, nothing, inFull.map(whole));
    const isTold = (nth: number) => inShort[nth].length === 0 || inFull[nth].every((each) => shown.includes(each));
    if (inShort.every((_, nth) => isTold(nth))) return shown;
    const isLeft = (nth: number) => inShort[nth].length > 0;
    const others = inFull.filter((_, nth) => !isLeft(nth));
    return screenWith(brief, full, whole(inShort.flat()), others.map(whole));
  };
  const full = shownWith(nothing, faults);
  const areFaultsShown = isCalm(result) || full.some(({ text }) => text.startsWith('Elections: '));
  const shown = areFaultsShown ? full : shownWith(whole(incidentsInALine(result, columns)), nothing);
  const rest = `More: --verbose for all tables${options.isWritten ? '' : ', --out DIR for a page with charts'}`;
  return renderLines([...shown, line(rest, 'faint')], { columns, colour: options.colour });
}

const whole =
  (lines: readonly TextLine[]): Section =>
  (room) =>
    lines.length <= room ? lines : [];

const nothing: Section = () => [];

/** As many rows as there is room for. */
function ofRows(rowsMax: number, withRows: (rows: number) => readonly TextLine[]): Section {
  return (room) => {
    for (let rows = rowsMax; rows > 0; rows--) {
      const lines = withRows(rows);
      if (lines.length <= room) return lines;
    }
    return [];
  };
}

/** As many as there is room for, the first first. */
function sentences(all: readonly string[], columns: number): Section {
  return (room) => {
    const lines: TextLine[] = [];
    for (const each of all) {
      const own = wrap(`${each}.`, columns, sentenceLinesMax).map((text) => line(text));
      if (lines.length + own.length <= room) lines.push(...own);
    }
    return lines;
  };
}

function title({ scenario }: Result, columns: number): TextLine[] {
  return wrap(printable(scenario.title), columns, titleLinesMax).map((text) => line(text, 'title'));
}

const isCalm = ({ faults, elections }: Result) => faults.length + elections.suspicions + elections.elections === 0;

/** How many, and how: the share is in the sentence on latency where that matters. */
function failuresInWords({ outcomes }: Result): string {
  const sum = (kind: 'throttled' | 'serverErrors' | 'timedOut' | 'succeeded' | 'issued' | 'unfinished') =>
    outcomes.reduce((total, row) => total + row[kind], 0);
  const kinds = [
    { requests: sum('timedOut'), how: 'timed out' },
    { requests: sum('throttled'), how: 'throttled' },
    { requests: sum('serverErrors'), how: 'server errors' },
  ].sort((a, b) => b.requests - a.requests);
  const failed = kinds.filter(({ requests }) => requests > 0);
  const ended = sum('succeeded') + kinds.reduce((total, { requests }) => total + requests, 0);
  const isOpen = sum('unfinished') > openMin * sum('issued');
  const open = isOpen ? `; ${count(sum('unfinished'))} more were open at the end` : '';
  if (failed.length === 0) return `None of ${plural(ended, 'request')} failed${open}`;
  const words = failed.map(({ requests, how }) => `${count(requests)} ${how}`).join(', ');
  return `Failed of ${plural(ended, 'request')}: ${words}${open}`;
}

/**
 * @param inOrder on the screen, those together that no blank line parts
 * @param byWeight who takes its room first
 */
function withinScreen(inOrder: readonly (readonly Section[])[], byWeight: readonly Section[]): TextLine[] {
  const taken = new Map<Section, readonly TextLine[]>();
  let room = briefLinesMax - 1;
  for (const section of byWeight) {
    const group = inOrder.find((each) => each.includes(section)) ?? [];
    const blank = group.some((each) => (taken.get(each) ?? []).length > 0) ? 0 : 1;
    const lines = section(room - blank);
    taken.set(section, lines);
    if (lines.length > 0) room -= lines.length + blank;
  }
  return inOrder
    .map((group) => group.flatMap((section) => taken.get(section) ?? []))
    .flatMap((lines) => (lines.length > 0 ? [...lines, line('')] : []));
}
