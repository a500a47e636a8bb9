/**
 * Charts over the run's time, all on one axis: what happened, latency by tenant, how requests ended, availability and error
 * budget, throttles and units, leadership, utilisation. Here stand their titles, which are findings, and their text; the
 * page's script draws them and makes their tables.
 */
import type { FaultRow, Result } from '../../sim/result.js';
import { availabilityFinding, outcomesFinding, unitsFinding } from '../charts/findings.js';
import { heatFinding } from '../charts/heat/heat-finding.js';
import { latencyFinding } from '../charts/latency-finding.js';
import { failingWords, hasFailing } from '../failing-windows.js';
import { count, milliseconds, percent, plural, timeSpan, timeSpanRange } from '../format.js';
import { lanesOf } from '../lanes.js';
import { printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import { endsBroken } from '../verdict-words.js';
import { archiveLag, badCopies } from './healing-figures.js';
import { type Html, html } from './html.js';
import { lackingCopies, type PageData, partitionUtilisation, shownTenants } from './page-data.js';
import { regionLinks } from './region-figures.js';

export type TimeChart =
  | 'acts'
  | 'latency'
  | 'heat'
  | 'outcomes'
  | 'availability'
  | 'budget'
  | 'throttles'
  | 'refusals'
  | 'units'
  | 'leaderless'
  | 'copies'
  | 'archive'
  | 'damage'
  | 'links'
  | 'utilisation'
  | 'overlay';

export interface ChartFigure {
  readonly chart: TimeChart;
  /** The finding. */
  readonly title: string;
  /** What is drawn, how to read it. */
  readonly says: string;
  /** Of the page's tenants or tables. */
  readonly of?: number;
}

export function timeSection(result: Result, data: PageData): Html {
  const figures = [
    acts(result),
    ...latencies(result),
    ...heat(result, data),
    outcomes(result),
    ...availability(result),
    ...throttles(result),
    ...refusals(result),
    ...units(result, data),
    ...leadership(result),
    ...copies(result),
    ...archiveLag(result),
    ...badCopies(result),
    ...regionLinks(result),
    utilisation(result),
  ];
  const note =
    data.merged > 1
      ? html`<p class="note">Each point stands for ${count(data.merged)} windows of the result: counts are summed, percentiles and utilisations are the highest of them.</p>`
      : null;
  return html`<section id="over-time"><h2>Over time</h2><p class="lead" data-script>Drag over a chart to zoom, double-click for all; with the keyboard, arrows move the cursor of a chart in focus, + and − zoom, 0 shows all.</p><noscript><p class="note">The charts need the page's own script. All figures that stand as text do not.</p></noscript>${note}<div class="charts">${figures.map(figureOf)}</div></section>`;
}

/** The form of every chart's figure; browser/ finds its parts by class. */
export function figureOf({
  chart,
  title,
  says,
  of,
}: ChartFigure | { chart: 'tail'; title: string; says: string; of?: number }): Html {
  return html`<figure class="chart" data-chart="${chart}"${of === undefined ? null : html` data-of="${of}"`}><figcaption><h3>${title}</h3><p>${says} <span class="readout"></span></p></figcaption><div class="plot" tabindex="0" role="group" aria-roledescription="chart" aria-label="${title}. ${says}"></div><details class="as-table"><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${title}, as a table"></div></details></figure>`;
}

function acts(result: Result): ChartFigure {
  const [first] = result.faults;
  const faults =
    result.faults.length === 1
      ? printable(`${first.kind} of ${first.target} ${whenOf(first)}`)
      : result.faults.length === 0
        ? 'no fault'
        : plural(result.faults.length, 'fault');
  const names = lanesOf(result).flatMap(({ name }) => (name === '' ? [] : [name]));
  const title =
    names.length === 0
      ? `${faults}; no leader changed and the control plane did nothing`
      : `${faults}; ${names.join(', ')}`;
  const slow =
    result.grayNodes === undefined
      ? ''
      : ' Nodes taken for slow are bars too, until they are trusted again, paler once they have no replica.';
  return { chart: 'acts', title: sentence(title), says: `Faults as bars, what the system did as strokes.${slow}` };
}

const whenOf = ({ fromS, toS }: FaultRow) =>
  toS === null ? `from ${timeSpan(fromS)} on` : `from ${timeSpanRange(fromS, toS)}`;

function latencies(result: Result): ChartFigure[] {
  return shownTenants(result).map((tenant, of) => ({
    chart: 'latency',
    of,
    title: latencyFinding(result, tenant),
    says: `${printable(tenant.tenant)}: latency of its successful requests, as its clients saw it.${hasFailing(tenant) ? ` Thinly hatched: ${failingWords}.` : ''}`,
  }));
}

function heat(result: Result, { heat: { edgesMs } }: PageData): ChartFigure[] {
  if (edgesMs.length === 0) return [];
  const says =
    'How many requests of the tenants switched on took how long; the stronger its colour the more a cell holds. Those that failed are in none.';
  return [{ chart: 'heat', title: heatFinding(result), says }];
}

function outcomes(result: Result): ChartFigure {
  return {
    chart: 'outcomes',
    title: outcomesFinding(result),
    says: 'How requests of the tenants switched on ended, a second.',
  };
}

function availability(result: Result): ChartFigure[] {
  const rows = result.availability.filter(({ windows }) => windows.length > 0);
  if (rows.length === 0) return [];
  const spent = [...rows].sort((a, b) => b.budgetUsedMinutes - a.budgetUsedMinutes)[0];
  const used = spent.budgetUsedShare;
  const atLeast = endsBroken(result) === null ? '' : 'at least ';
  const budget =
    spent.budgetUsedMinutes === 0
      ? 'Nobody used any of a month’s error budget'
      : `${printable(spent.name)} used ${used === null ? 'what was none' : `${atLeast}${percent(used)}`} of a month’s error budget`;
  const { windowSeconds } = rows[0];
  const windowsS = timeSpan(windowSeconds);
  const seenS = result.run.simulatedSeconds - result.run.warmupSeconds;
  const part = seenS < windowSeconds ? `, of which the run saw ${timeSpan(seenS)}` : '';
  return [
    {
      chart: 'availability',
      title: availabilityFinding(result),
      says: `Share of answers that were not 500 or 503: one level for each window of the SLA, of ${windowsS}${part}, whenever in it they were. The target (dashed) is for the whole month, so a window may lie below it. The axis counts nines.`,
    },
    {
      chart: 'budget',
      title: budget,
      says: 'What the target leaves to fail of a month, and what was left of it: none at the dashed line. It burns where attempts failed.',
    },
  ];
}

/** Only where something was refused. */
function throttles({ series }: Result): ChartFigure[] {
  const throttled = sum(series.tenants.map((tenant) => sum(tenant.throttled)));
  if (throttled === 0) return [];
  return [
    {
      chart: 'throttles',
      title: `${plural(throttled, 'request')} ended throttled`,
      says: 'Requests throttled to the last, a second, by tenant.',
    },
  ];
}

function refusals({ series }: Result): ChartFigure[] {
  const attempts = new Map<string, number>();
  for (const row of series.throttles ?? []) {
    attempts.set(row.reason, (attempts.get(row.reason) ?? 0) + sum(row.attempts));
  }
  if (attempts.size === 0) return [];
  const [[reason, most], ...others] = [...attempts].sort((a, b) => b[1] - a[1]);
  const all = sum([...attempts.values()]);
  const share = others.length === 0 ? 'all' : percent(most / all);
  return [
    {
      chart: 'refusals',
      title: `Admission refused ${plural(all, 'attempt')}, ${share} of them for ${reason}`,
      says: 'Attempts that admission refused, retries too, a second, by the reason that the service names.',
    },
  ];
}

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

function units(result: Result, data: PageData): ChartFigure[] {
  return data.tables.map(({ name }, of) => ({
    chart: 'units',
    of,
    title: of === 0 ? unitsFinding(result) : name,
    says: `${name}: units consumed and refused a second, and the provision.`,
  }));
}

/** Only where a partition was without a leader. */
function leadership({ series, elections }: Result): ChartFigure[] {
  const most = highest(series.service.leaderlessPartitions) ?? 0;
  if (most === 0) return [];
  const longest = elections.longestLeaderlessMs;
  const wait = longest === null ? '' : `, one of them for ${milliseconds(longest)}`;
  return [
    {
      chart: 'leaderless',
      title: `Up to ${plural(most, 'partition')} had no leader that may serve${wait}`,
      says: 'Partitions without a leader at the end of each window.',
    },
  ];
}

/** Only where a partition lacked one. */
function copies(result: Result): ChartFigure[] {
  const lacking = lackingCopies(result);
  if (lacking.length === 0) return [];
  const [full] = result.series.copies;
  const fewest = lacking[lacking.length - 1];
  const most = highest(
    result.series.timeS.map((_, window) => sum(lacking.map(({ partitions }) => partitions[window]))),
  );
  const least = fewest.copies === 0 ? 'some none' : `none fewer than ${count(fewest.copies)}`;
  const { longestToFullMs, underReplicatedAtEnd } = result.healing;
  const until =
    underReplicatedAtEnd > 0
      ? `${count(underReplicatedAtEnd)} still have at the end`
      : `all had them again within ${milliseconds(longestToFullMs)}`;
  return [
    {
      chart: 'copies',
      title: `Up to ${plural(most ?? 0, 'partition')} had fewer than ${count(full.copies)} whole copies, ${least}; ${until}`,
      says: 'Partitions that have fewer whole copies than they should, by how many they have, at the end of each window.',
    },
  ];
}

function utilisation(result: Result): ChartFigure {
  const { series } = result;
  const storage = highest(series.service.maxStorageUtilisation) ?? 0;
  const routers = highest(series.service.maxRouterUtilisation) ?? 0;
  const partitions = highest(partitionUtilisation(result));
  const ofPartition = partitions === null ? '' : `, the busiest partition ${percent(partitions)} of what one may serve`;
  return {
    chart: 'utilisation',
    title: `The busiest storage node reached ${percent(storage)}, the busiest router ${percent(routers)}${ofPartition}`,
    says: `Utilisation of the busiest storage node${partitions === null ? '' : ', partition'} and router in each window.`,
  };
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
