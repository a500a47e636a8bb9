/**
 * The long summary of a run for a terminal: the verdict, then the figures behind it. Long lists are cut and say so;
 * `--format json` has everything, and brief.ts what fits a screen.
 *
 * Leaves out charts (charts.ts) and single requests. Imports no drawing library, since those are slow to load.
 */
import type { FaultRow, RecoveryRow, Result } from '../../sim/result.js';
import { busiest, roomFor } from '../busiest.js';
import { count, milliseconds, millisecondsRange, percent, plural, timeSpan, timeSpanRange } from '../format.js';
import { elide, printable, wrap } from '../safe-text.js';
import { condense, highest, sparkline } from '../sparkline.js';
import { highestFigure, subjectOf } from '../subject.js';
import { line, more, renderLines, type TextLine } from '../text-line.js';
import { additionsLines } from './additions-lines.js';
import { archiveLines } from './archive-line.js';
import { failoverLines } from './failover-lines.js';
import { healingLines } from './healing-line.js';
import { integrityLines } from './integrity-line.js';
import { lossesLines } from './losses-lines.js';
import { outageList } from './outage-lines.js';
import { regionsLines } from './regions-lines.js';
import { backupsLines, restoresLines } from './restores-lines.js';
import {
  availabilityTable,
  isolationTable,
  latencyTable,
  outcomeTable,
  tableTable,
  tailTable,
  usageTable,
} from './summary-tables.js';
import { verdictLines } from './verdict-lines.js';

export interface SummaryOptions {
  /** Of the terminal; fewer than 60 are taken as 60. */
  readonly columns: number;
  readonly colour: boolean;
}

const columnsMin = 60;
const titleLinesMax = 2;
const showsLinesMax = 2;
const factsLinesMax = 2;
const refusalRowsMax = 2;
const staleRowsMax = 2;
const staleShareMin = 0.01;
const faultsMax = 3;
const violationsMax = 4;
const checkLinesMax = 4;
const tenantNameMax = 24;
/** Room for the words left and right of a sparkline. */
const sparklineMargin = 34;

export function summaryText(result: Result, options: SummaryOptions): string {
  const columns = Math.max(columnsMin, options.columns);
  const sections = [
    head(result, columns),
    verdictLines(result, columns),
    latencyTable(result, columns),
    [...outcomeTable(result, columns), ...staleReads(result, columns)],
    availabilityTable(result, columns),
    isolationTable(result, columns),
    [
      ...usageTable(result, columns),
      ...refusals(result, columns),
      ...tableTable(result, columns),
      ...controlPlane(result, columns),
    ],
    [
      ...incidents(result, columns),
      ...healingLines(result, columns),
      ...integrityLines(result, columns),
      ...archiveLines(result, columns),
      ...failoverLines(result, columns),
      ...additionsLines(result, columns),
      ...regionsLines(result, columns),
      ...lossesLines(result, columns),
      ...backupsLines(result, columns),
      ...restoresLines(result, columns),
      ...outageList(result, columns),
    ],
    checks(result, columns),
    tailTable(result, columns),
    overTime(result, columns),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => [...section, line('')]);
  return renderLines(lines.slice(0, -1), { columns, colour: options.colour });
}

function head({ scenario, seed, run }: Result, columns: number): readonly TextLine[] {
  return [
    ...wrap(printable(scenario.title), columns, titleLinesMax).map((text) => line(text, 'title')),
    ...(scenario.shows === '' ? [] : wrap(printable(scenario.shows), columns, showsLinesMax).map((text) => line(text))),
    ...runFacts({ seed, run }, columns),
  ];
}

export function runFacts({ seed, run }: Pick<Result, 'seed' | 'run'>, columns: number): readonly TextLine[] {
  const facts = [
    `seed ${seed}`,
    `${timeSpan(run.simulatedSeconds)} (${timeSpan(run.warmupSeconds)} warm-up)`,
    plural(run.requests, 'request'),
    plural(run.events, 'event'),
    `digest ${run.digest.slice(0, 8)}`,
  ];
  return [
    ...wrap(printable(facts.join(', ')), columns, factsLinesMax).map((text) => line(text, 'faint')),
    ...(run.interrupted ? [line('Interrupted: all figures speak of the part that ran', 'warning')] : []),
  ];
}

/** Only where a reader would notice: a few reads are always served between a commit and its news. */
function staleReads({ staleness }: Result, columns: number): readonly TextLine[] {
  const noticed = staleness.filter(({ share }) => share >= staleShareMin);
  if (noticed.length === 0) return [];
  const rows = busiest(noticed, staleRowsMax, ({ share }) => share).map(
    ({ tenant, operation, share, p50Ms, maxMs }) =>
      `${tenant} ${operation} ${percent(share)} (by ${milliseconds(p50Ms)} in the median, ${milliseconds(maxMs)} at most)`,
  );
  return wrap(printable(`Stale eventual reads: ${rows.join(', ')}`), columns, factsLinesMax).map((text) => line(text));
}

/** By reason as the service names it, of the tenants that were refused most. */
function refusals({ usage }: Result, columns: number): readonly TextLine[] {
  const refused = usage.filter(({ throttledUnits }) => throttledUnits > 0);
  return busiest(refused, refusalRowsMax, (row) => row.throttledUnits).flatMap(({ tenant, throttledAttempts }) => {
    const reasons = Object.entries(throttledAttempts).map(([reason, attempts]) => `${reason} ${count(attempts)}`);
    const text = `${printable(tenant)} refused: ${reasons.join(', ')}`;
    return wrap(text, columns, factsLinesMax).map((each) => line(each, 'warning'));
  });
}

/** A count's name is made of words: 1 of `splitsForSize` is "1 split for size". */
function countInWords(times: number, name: string): string {
  const [first, ...others] = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  const counted = first.endsWith('s') ? plural(times, first.slice(0, -1)) : `${count(times)} ${first}`;
  return [counted, ...others].join(' ');
}

/** Of those that are not zero. */
function countsInWords(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).flatMap(([name, times]) => (times > 0 ? [countInWords(times, name)] : []));
}

/** Only where a table is metered: elsewhere the control plane has nothing to do. */
function controlPlane({ tables, controlPlane }: Result, columns: number): readonly TextLine[] {
  if (tables.length === 0) return [];
  const { list: _, acts: __, ...counts } = controlPlane;
  const words = countsInWords(counts);
  return wrap(
    `Control plane: ${words.length === 0 ? 'nothing split, nothing moved' : words.join(', ')}`,
    columns,
    factsLinesMax,
  ).map((text) => line(text));
}

export function incidents(
  { faults, recovery, elections, run, losses }: Result,
  columns: number,
  rowsMax = faultsMax,
): readonly TextLine[] {
  const { suspicions, withdrawn, elections: elected, handovers, longestLeaderlessMs, list: _, ...others } = elections;
  const listed = worstFaults(recovery, roomFor(faults.length, rowsMax)).flatMap((index) => {
    const fault = faults[index];
    const { kind, target, fromS, toS } = fault;
    const when = whenInWords(fromS, toS);
    const whatAndWhen = `${printable(`${kind} ${target}`)}, ${when}`;
    const text = `${whatAndWhen}: ${recoveryInWords(fault, recovery[index])}${warmupInWords(fault, run.warmupSeconds)}`;
    return wrap(text, columns - 2, factsLinesMax).map((each) => line(`  ${each}`, 'warning'));
  });
  const leaders =
    suspicions + elected + handovers === 0
      ? `no leader was suspected or moved${withoutElectors(losses.list.length)}`
      : [
          `${count(elected)} (${plural(suspicions, 'suspicion')}, ${count(withdrawn)} withdrawn)`,
          plural(handovers, 'handover'),
          ...countsInWords(others),
          ...leaderless(longestLeaderlessMs),
        ].join(', ');
  return [
    line(faults.length === 0 ? 'Faults: none' : 'Faults', 'heading'),
    ...listed,
    ...more(faults.length - roomFor(faults.length, rowsMax)),
    ...wrap(`Elections: ${leaders}`, columns, factsLinesMax).map((text) => line(text)),
  ];
}

/** Whoever has no copy left, or no majority, elects nobody. */
const withoutElectors = (losses: number) =>
  losses === 0 ? '' : `; partitions that lost their copies have nobody who would`;

/** Where there is no room for rows: the gravest of the faults, and how long a partition was without a leader. */
export function incidentsInALine({ faults, recovery, elections }: Result, columns: number): readonly TextLine[] {
  const [index] = worstFaults(recovery, 1);
  const fault = faults[index];
  const gravest =
    fault === undefined ? '' : `${plural(faults.length, 'fault')}, ${recoveryInWords(fault, recovery[index])}; `;
  const leaders = [`elections: ${count(elections.elections)}`, ...leaderless(elections.longestLeaderlessMs)];
  return [line(elide(`${gravest}${leaders.join(', ')}`, columns), fault === undefined ? 'plain' : 'warning')];
}

/** A leader that was suspected and led on left nobody without one. */
const leaderless = (longestMs: number) => (longestMs === 0 ? [] : [`leaderless up to ${milliseconds(longestMs)}`]);

function whenInWords(fromS: number, toS: number | null): string {
  if (toS === fromS) return `at ${timeSpan(fromS)}`;
  return toS === null ? `${timeSpan(fromS)} to the end` : timeSpanRange(fromS, toS);
}

const gravest: readonly RecoveryRow['state'][] = ['notRecovered', 'recovered', 'unknown', 'undisturbed'];

/** Places of those that disturbed most, in the order of the faults: what is left out must not be what matters. */
function worstFaults(recovery: readonly RecoveryRow[], room: number): readonly number[] {
  const byGravity = recovery
    .map(({ state }, index) => ({ index, gravity: gravest.indexOf(state) }))
    .sort((a, b) => a.gravity - b.gravity || a.index - b.index);
  return byGravity
    .slice(0, room)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

function recoveryInWords({ fromS }: FaultRow, { state, atS, untilS }: RecoveryRow): string {
  switch (state) {
    case 'undisturbed':
      return 'no tenant disturbed';
    case 'recovered':
      return `recovered at ${timeSpan(atS ?? untilS)}`;
    case 'notRecovered':
      return `not recovered by ${timeSpan(untilS)}`;
    case 'unknown':
      return untilS > fromS ? 'recovery not known' : 'recovery not known, as more was asked for than ever before';
  }
}

/** Requests issued in the warm-up are in no figure, so neither is what a fault did to them. */
function warmupInWords({ fromS, toS }: FaultRow, warmupSeconds: number): string {
  if (fromS >= warmupSeconds) return '';
  return toS !== null && toS <= warmupSeconds
    ? '; all of it in the warm-up, so nothing of it is counted'
    : `; before ${timeSpan(warmupSeconds)} in the warm-up, which is not counted`;
}

/** Violations in full, the rest in a line: a property that holds needs no more than its name and how often it was tried. */
function checks(result: Result, columns: number): readonly TextLine[] {
  const named = (verdict: 'holds' | 'unknown') =>
    result.checks
      .filter((check) => check.verdict === verdict)
      .map(({ property, examined }) => `${property} (${count(examined)})`)
      .join(', ');
  const inOneBreath = (label: string, names: string) =>
    names === '' ? [] : wrap(printable(`${label}: ${names}`), columns, checkLinesMax).map((text) => line(text));
  return [
    ...violations(result, columns),
    ...inOneBreath('Properties that hold (times examined)', named('holds')),
    ...inOneBreath('Not known', named('unknown')),
  ];
}

export function violations(result: Result, columns: number): readonly TextLine[] {
  const violated = result.checks.filter(({ verdict }) => verdict === 'violated');
  return [
    ...violated
      .slice(0, roomFor(violated.length, violationsMax))
      .flatMap(({ property, violations, examined, witness }) => {
        const times = `${count(violations)} of ${count(examined)}`;
        const text = `Violated: ${property} (${times}): ${witness ?? 'no witness'}`;
        return wrap(printable(text), columns, checkLinesMax).map((each) => line(each, 'bad'));
      }),
    ...more(violated.length - roomFor(violated.length, violationsMax)),
  ];
}

/** The p99 (or the slowest requests) of the tenant with the finding, the failures of all tenants, and when faults were at work. */
export function overTime(result: Result, columns: number): readonly TextLine[] {
  const { series, faults } = result;
  const width = columns - sparklineMargin;
  const shown = subjectOf(result);
  if (shown === null || series.timeS.length === 0) return [];
  const failed = series.timeS.map((_, window) =>
    series.tenants.reduce(
      (sum, each) => sum + each.serverErrors[window] + each.timedOut[window] + each.throttled[window],
      0,
    ),
  );
  const faulty = series.timeS.map((fromS) =>
    faults.some((fault) => {
      const isOn = fault.toS === null || fault.toS > fromS || fault.fromS >= fromS;
      return isOn && fault.fromS < fromS + series.windowSeconds;
    }),
  );
  const marks = condense(faulty, width, (several) => (several.includes(true) ? '^' : ' ')).join('');
  const mostFailed = highest(failed) ?? 0;
  const name = elide(printable(shown.tenant), tenantNameMax);
  const figure = highestFigure(shown);
  const latencies = figure === 'p99' ? shown.p99Ms : shown.maxMs;
  const known = latencies.filter((ms) => ms !== null);
  const range =
    known.length === 0
      ? 'no success'
      : millisecondsRange(
          known.reduce((low, each) => Math.min(low, each)),
          known.reduce((high, each) => Math.max(high, each)),
        );
  return [
    line(`Over time (${figure} of ${name}; failed: throttled, 5xx, timed out)`, 'heading'),
    line(`${figure}     ${sparkline(latencies, width)}  ${range}`),
    line(`failed  ${sparkline(failed, width)}  up to ${count(mostFailed / series.windowSeconds)}/s`),
    ...(faults.length === 0 ? [] : [line(`faults  ${marks}`, 'warning')]),
  ];
}
