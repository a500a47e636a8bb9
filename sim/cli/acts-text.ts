/**
 * What stands under the summary of a run where it matters: whom faults hit that the scenario did not name, which
 * partitions were hot, what the control plane did and why, retries that quotas denied, hedges and what they brought, and a
 * partition map that was not at hand. All of it, at length, is in the result.
 */
import { busiest } from '../../reports/busiest.js';
import { count, percent, plural, short, timeSpan, timeSpanRange } from '../../reports/format.js';
import { printable, wrap } from '../../reports/safe-text.js';
import { line, renderLines, type TextLine } from '../../reports/text-line.js';
import type { Result } from '../result.js';

const columnsMin = 60;
/** Of each kind. */
const rowsMax = 3;
const hostsMax = 3;
const linesMax = 2;
type Journal = Result['controlPlane']['list'];

/** A map that is at hand as often as this is no news. */
const usualHitShare = 0.999;

/** Empty where nothing of it matters. */
export function actsText(result: Result, options: { readonly columns: number; readonly colour: boolean }): string {
  const columns = Math.max(columnsMin, options.columns);
  const lines = actsLines(result, columns);
  return lines.length === 0 ? '' : renderLines(lines, { columns, colour: options.colour });
}

export function actsLines(result: Result, terminalColumns: number): readonly TextLine[] {
  const columns = Math.max(columnsMin, terminalColumns);
  const acts = [
    ...hostsHit(result),
    ...refusingPartitions(result),
    ...controlPlane(result),
    ...clients(result),
    ...partitionMap(result),
  ];
  if (acts.length === 0) return [];
  const lines = acts.flatMap((text) => wrap(printable(text), columns - 2, linesMax).map((each) => line(`  ${each}`)));
  return [line('What was done', 'heading'), ...lines];
}

/** Of targets that were drawn, or that name who led; a zone, a host or all hosts say themselves whom they hit. */
function hostsHit({ faults }: Result): string[] {
  const isNamed = (target: string, host: string) => host === target || host.startsWith(`${target}/`);
  const unnamed = faults.filter(
    ({ target, hosts }) => !target.startsWith('all ') && hosts.some((host) => !isNamed(target, host)),
  );
  const told = unnamed.slice(0, rowsMax).map(({ kind, target, hosts, hostsHit }) => {
    const named = hosts.slice(0, hostsMax).join(', ');
    return `${kind} hit ${named}${more(hostsHit - hostsMax)} (${target})`;
  });
  return [...told, ...moreLines(unnamed.length - rowsMax)];
}

function refusingPartitions({ busiest: { throttledPartitions } }: Result): string[] {
  if (throttledPartitions.length === 0) return [];
  const most = throttledPartitions
    .slice(0, rowsMax)
    .map(({ name, readUnits, writeUnits }) => `${name} ${count(Math.round(readUnits + writeUnits))} units`);
  return [`Refused most at partitions: ${most.join(', ')}${more(throttledPartitions.length - rowsMax)}`];
}

/** The first of it: how often it did each is in the summary. */
function controlPlane({ controlPlane: { acts, list } }: Result): string[] {
  const all = boosted(list);
  const shown = all.slice(0, rowsMax);
  const told = shown.map((several) => {
    const [{ atS, what, partition, because, units }] = several;
    const last = several[several.length - 1];
    const when = last.atS > atS ? timeSpanRange(atS, last.atS) : timeSpan(atS);
    const from =
      units === undefined ? '' : ` from ${short(units.from)} to ${short(last.units?.to ?? units.to)} units/s`;
    const times = several.length === 1 ? '' : ` by ${plural(several.length, 'raise')}`;
    return `${when} ${partition}: ${what}${from}${times}, as ${because}`;
  });
  const listed = list.length - shown.reduce((sum, several) => sum + several.length, 0);
  const unlisted = acts - list.length;
  if (unlisted <= 0) return [...told, ...moreLines(listed)];
  return [...told, `and ${count(listed + unlisted)} more, ${count(listed)} of them in the result, spread over the run`];
}

/** Raises of a partition of which each begins where the one before ended: one boost, that stands where it began. */
function boosted(list: Journal): readonly (readonly [Journal[number], ...Journal[number][]])[] {
  const all: [Journal[number], ...Journal[number][]][] = [];
  const open = new Map<string, [Journal[number], ...Journal[number][]]>();
  for (const entry of list) {
    const boost = entry.units === undefined ? undefined : open.get(entry.partition);
    const before = boost?.[boost.length - 1].units?.to;
    if (boost !== undefined && before !== undefined && isAlike(before, entry.units?.from ?? 0)) {
      boost.push(entry);
      continue;
    }
    const own: [Journal[number]] = [entry];
    if (entry.units !== undefined) open.set(entry.partition, own);
    all.push(own);
  }
  return all;
}

/** Units are sums of fractions. */
const isAlike = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(a, b);

function clients({ outcomes }: Result): string[] {
  const tenants = [...new Set(outcomes.map(({ tenant }) => tenant))].map((tenant) => {
    const rows = outcomes.filter((row) => row.tenant === tenant);
    const sum = (of: (row: Result['outcomes'][number]) => number) => rows.reduce((total, row) => total + of(row), 0);
    return {
      tenant,
      denied: sum(({ retriesDenied }) => retriesDenied),
      hedges: sum(({ hedges }) => hedges),
      won: sum(({ hedgesWon }) => hedgesWon),
    };
  });
  const denied = busiest(tenants, rowsMax, (each) => each.denied).filter((each) => each.denied > 0);
  const hedged = busiest(tenants, rowsMax, ({ hedges }) => hedges).filter(({ hedges }) => hedges > 0);
  return [
    ...denied.map(
      (each) =>
        `${each.tenant}: the retry quota denied ${count(each.denied)} ${each.denied === 1 ? 'retry' : 'retries'}`,
    ),
    ...hedged.map(({ tenant, hedges, won }) => `${tenant}: ${plural(hedges, 'hedge')}, ${percent(won / hedges)} won`),
  ];
}

function partitionMap({ routing }: Result): string[] {
  const { mapHitShare, mapMisses, mapLookUpsUnanswered, staleMapEntries } = routing;
  if (mapHitShare === null || (mapHitShare >= usualHitShare && mapLookUpsUnanswered === 0)) return [];
  const found = `Partition map: ${percent(mapHitShare)} of attempts found their partition, ${count(mapMisses)} looked it up`;
  const stale = staleMapEntries === 0 ? '' : `; ${plural(staleMapEntries, 'call')} went to where it no longer was`;
  const unanswered = mapLookUpsUnanswered === 0 ? '' : `; ${plural(mapLookUpsUnanswered, 'look-up')} got no answer`;
  return [`${found}${stale}${unanswered}`];
}

const more = (hidden: number) => (hidden > 0 ? ` and ${hidden} more` : '');
const moreLines = (hidden: number) => (hidden > 0 ? [`and ${hidden} more in the result`] : []);
