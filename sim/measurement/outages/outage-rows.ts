/** Outages as rows of the result: those that cost most, with the faults that were at work then. */
import { type AvailabilityWindow, availabilityWindowNs } from '../availability.js';
import type { Lasting } from '../fault-phases.js';
import { lostIn } from './outage.js';
import type { OutageLog } from './outage-log.js';

/** Of a run, the costliest. */
export const outagesShownMax = 10;
/** Of an outage. */
const faultsNamedMax = 10;
/** A machine that comes back makes its partitions stumble. Assumption: no longer than a window. */
const aftermathNs = availabilityWindowNs;

/** Failures of a table's requests with less than a quarter of an hour between them: outage.ts says which. */
export interface OutageRow {
  readonly table: string;
  /** Its first error, and its last. */
  readonly fromS: number;
  readonly toS: number;
  /** Time without service that would have cost as much. */
  readonly lostMinutes: number;
  /** Attempts answered 500 or 503. */
  readonly errors: number;
  /** Requests that had no success, throttled ones left out, in the windows of the outage. */
  readonly failedRequests: number;
  /** Partitions whose requests were answered so, and of these the few with most errors. */
  readonly partitionsHit: number;
  readonly partitions: readonly string[];
  /** Places in the list of faults of those that lasted then or were over shortly before, the nearest to its begin first. */
  readonly faults: readonly number[];
}

/** Of one table, from the end of the warm-up on. */
export interface TableWindows {
  readonly name: string;
  readonly windows: readonly AvailabilityWindow[];
}

/** The costliest first; of those alike, the earliest. */
export function outageRows(
  log: OutageLog,
  tables: readonly TableWindows[],
  faults: readonly Lasting[],
  nameOf: (group: number) => string,
): OutageRow[] {
  const rows = tables.flatMap(({ name, windows }, table) =>
    log.outages(table).map((outage) => ({ name, table, outage, lostNs: lostBetween(windows, outage) })),
  );
  rows.sort((a, b) => b.lostNs - a.lostNs || a.outage.fromNs - b.outage.fromNs);
  return rows.slice(0, outagesShownMax).map(({ name, table, outage, lostNs }) => ({
    table: name,
    fromS: outage.fromNs / 1e9,
    toS: outage.toNs / 1e9,
    lostMinutes: lostNs / 60e9,
    errors: outage.errors,
    failedRequests: log.failedRequests(table, outage),
    partitionsHit: outage.partitionsHit,
    partitions: outage.partitions.map(nameOf),
    faults: faultsAt(outage, faults),
  }));
}

interface WindowSpan {
  readonly firstWindow: number;
  readonly lastWindow: number;
}

function lostBetween(windows: readonly AvailabilityWindow[], { firstWindow, lastWindow }: WindowSpan): number {
  if (windows.length === 0) return 0;
  const ahead = Math.round(windows[0].fromNs / availabilityWindowNs);
  const within = windows.slice(Math.max(0, firstWindow - ahead), Math.max(0, lastWindow + 1 - ahead));
  return within.reduce((sum, window) => sum + lostIn(window), 0);
}

/** Places of the faults that lasted then, or were over shortly before; that which began nearest to the outage first. */
function faultsAt({ fromNs, toNs }: { readonly fromNs: number; readonly toNs: number }, faults: readonly Lasting[]) {
  return faults
    .map((fault, at) => ({ fault, at, awayNs: Math.abs(fault.fromNs - fromNs) }))
    .filter(({ fault }) => fault.fromNs <= toNs && fault.toNs + aftermathNs >= fromNs)
    .sort((a, b) => a.awayNs - b.awayNs || a.at - b.at)
    .slice(0, faultsNamedMax)
    .map(({ at }) => at);
}
