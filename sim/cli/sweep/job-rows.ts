/**
 * The jobs of a sweep as a table, a row each, for whoever wants more of them than means: in flat columns, since they may be
 * a million. As a Parquet file: scenario, settings, seed, digest of the run, whether it met all objectives, its metrics.
 */
import { type ParquetColumn, parquetFile } from '../../../reports/exports/parquet.js';
import type { CellTerms } from '../../experiments/sweep/cell-tally.js';
import { digestOfPlan, jobAt, jobCount, type SweepPlan } from '../../experiments/sweep/plan.js';
import { isRefused, type SweepRecord } from '../../experiments/sweep/record.js';
import { version } from '../../version.js';

export class JobRows {
  private readonly numbers: number[] = [];
  private readonly runs: (string | null)[] = [];
  private readonly met: (boolean | null)[] = [];
  /** By path; NaN where a job has no such figure. */
  private readonly metrics = new Map<string, Float64Array>();

  constructor(private readonly plan: SweepPlan) {}

  take(record: SweepRecord, { metrics }: CellTerms): void {
    const row = this.numbers.length;
    this.numbers.push(record.number);
    this.runs.push(isRefused(record) ? null : record.run);
    this.met.push(isRefused(record) ? null : record.objectives.every(({ met }) => met));
    metrics.forEach(({ path }, at) => {
      const column = this.metrics.get(path) ?? new Float64Array(jobCount(this.plan)).fill(Number.NaN);
      this.metrics.set(path, column);
      if (!isRefused(record)) column[row] = record.metrics[at] ?? Number.NaN;
    });
  }

  parquet(): Uint8Array {
    const { plan, numbers } = this;
    const cellOf = (row: number) => jobAt(plan, numbers[row]).cell;
    const columns: ParquetColumn[] = [
      { name: 'job', type: 'INT64', isNullable: false, valueAt: (row) => BigInt(numbers[row]) },
      { name: 'scenario', type: 'STRING', isNullable: false, valueAt: (row) => cellOf(row).scenario.name },
      ...plan.varied.map(({ path }, at): ParquetColumn => {
        return { name: path, type: 'STRING', isNullable: false, valueAt: (row) => cellOf(row).values[at] };
      }),
      {
        ...({ name: 'seed', type: 'INT64', isNullable: true } as const),
        valueAt: (row) => {
          const { seed } = jobAt(plan, numbers[row]);
          return seed === null ? null : BigInt(seed);
        },
      },
      { name: 'run', type: 'STRING', isNullable: true, valueAt: (row) => this.runs[row] },
      { name: 'objectivesMet', type: 'BOOLEAN', isNullable: true, valueAt: (row) => this.met[row] },
      ...[...this.metrics].map(([name, column]): ParquetColumn => {
        const valueAt = (row: number) => (Number.isNaN(column[row]) ? null : column[row]);
        return { name, type: 'DOUBLE', isNullable: true, valueAt };
      }),
    ];
    const metadata = { 'dynamosim.version': plan.dynamosim, 'dynamosim.plan': digestOfPlan(plan) };
    return parquetFile(columns, numbers.length, metadata, `dynamosim ${version}`);
  }
}
