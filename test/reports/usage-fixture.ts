/**
 * Adds a capacity to a fixture: its first tenant asks more and more of a table `orders` of 12,000 read and 4,000 write
 * units a second, is throttled on a hot partition, and the table splits twice. Shaped by hand, as the rest of the fixture.
 */
import type { Result, TableRow, UsageRow } from '../../sim/result.js';
import type { TableSeries } from '../../sim/series.js';

const readUnitsPerSecond = 12_000;
const writeUnitsPerSecond = 4_000;

/** @param table its name and mode, where they matter */
export function withUsage(result: Result, table: Partial<TableRow> = {}): Result {
  const { windowSeconds, timeS } = result.series;
  const name = table.table ?? 'orders';
  const done = timeS.map((_, window) => window / timeS.length);
  const asked = done.map((share) => 5_000 + 5_500 * share + 300 * Math.sin(40 * share));
  const served = asked.map((units, window) => Math.min(units, done[window] < 0.6 ? 7_500 : 9_500));
  const units = (perSecond: readonly number[]) => perSecond.map((each) => Math.round(each * windowSeconds));
  const provision = (unitsPerSecond: number) => units(timeS.map(() => unitsPerSecond));
  const series: TableSeries = {
    table: name,
    readUnits: units(served),
    writeUnits: units(served.map((each) => 0.3 * each)),
    throttledUnits: units(asked.map((each, window) => each - served[window])),
    provisionedReadUnits: provision(readUnitsPerSecond),
    provisionedWriteUnits: provision(writeUnitsPerSecond),
    partitions: done.map((share) => (share < 0.4 ? 4 : share < 0.6 ? 6 : 9)),
    maxPartitionUtilisation: done.map((share) => 0.4 + 0.6 * share),
  };
  const measured = timeS.map((startS) => startS >= result.run.warmupSeconds);
  const total = (values: readonly number[]) =>
    values.reduce((sum, value, window) => sum + (measured[window] ? value : 0), 0);
  const consumed = { consumedReadUnits: total(series.readUnits), consumedWriteUnits: total(series.writeUnits) };
  const provisionedReadUnits = total(series.provisionedReadUnits);
  const provisionedWriteUnits = total(series.provisionedWriteUnits);
  const row: TableRow = {
    mode: 'adaptive',
    partitionsAtStart: 4,
    partitionsAtEnd: 9,
    ...consumed,
    provisionedReadUnits,
    provisionedWriteUnits,
    wastedShare: 0.375,
    skew: 2.4,
    ...table,
    table: name,
  };
  const throttles = ['TableReadKeyRangeThroughputExceeded', 'TableWriteKeyRangeThroughputExceeded'].map(
    (reason, at) => ({
      ...{ tenant: result.series.tenants[0].tenant, reason },
      attempts: series.throttledUnits.map((each) => Math.round(at === 0 ? 0.9 * each : 0.1 * each)),
    }),
  );
  const usage: UsageRow = {
    tenant: result.series.tenants[0].tenant,
    table: name,
    ...consumed,
    burstReadUnits: Math.round(0.02 * consumed.consumedReadUnits),
    burstWriteUnits: 0,
    throttledAttempts: { TableReadKeyRangeThroughputExceeded: 9_000, TableWriteKeyRangeThroughputExceeded: 1_000 },
    throttledUnits: total(series.throttledUnits),
    throttledShare: 0.08,
  };
  return {
    ...result,
    usage: [...result.usage, usage],
    tables: [...result.tables, row],
    controlPlane: { ...result.controlPlane, splitsForConsumption: 5, splitsSkipped: 1, replicasMoved: 2 },
    series: { ...result.series, tables: [...result.series.tables, series], throttles },
  };
}
