/**
 * A sweep as JUnit XML: a suite for each cell, a case for each thing that it was judged by, and one that says whether all
 * of its runs ended, so that none is empty. The same sweep gives the same bytes.
 */
import type { CellSummary, Sweep, VerdictSummary } from '../../sim/sweep-result.js';
import { percent, plural } from '../format.js';
import { printable } from '../safe-text.js';
import { promisesOfCell } from '../sweep/sweep-verdict.js';
import { newReport, type TestCase } from './junit-builder.js';

/** @param minShare of the runs of a cell that are to meet what is judged, in 0..1 */
export function sweepJunit(sweep: Sweep, minShare: number): string {
  const report = newReport();
  for (const cell of sweep.cells) {
    const settings = cell.values.map((value, at) => `${sweep.varied[at].path}=${value}`);
    const suite = report.testSuite().name(printable([cell.scenario, ...settings].join(' ')));
    suite.property('plan', sweep.plan).property('jobs', `${cell.jobs.first}..${cell.jobs.last}`);
    for (const promise of promisesOfCell(sweep, cell)) {
      const { tenant, metric, condition, share } = promise;
      const kind = tenant === null ? 'expectations' : 'objectives';
      const name = printable(`${tenant === null ? '' : `${tenant} `}${metric} ${condition}`);
      const written = suite.testCase().className(kind).name(name).file(cell.scenario);
      const words = printable(metInWords(promise, cell));
      if (share === null) written.skipped().standardOutput(words);
      else if (share >= minShare) written.standardOutput(words);
      else written.failure(`${words}; asked of ${percent(minShare)}`, 'missed');
    }
    for (const { property, by } of cell.violated) {
      const written = suite.testCase().className('properties').name(printable(property)).file(cell.scenario);
      written.failure(`violated in job ${by.join(', ')}`, 'violated');
    }
    endCase(suite.testCase().className('runs').name('all runs end').file(cell.scenario), cell);
  }
  return `${report.build()}\n`;
}

function metInWords({ met, missedBy }: VerdictSummary, { runs }: CellSummary): string {
  const missed =
    missedBy.length === 0
      ? ''
      : `; missed by job ${missedBy.join(', ')}${runs - met > missedBy.length ? ' and more' : ''}`;
  return `met in ${met} of ${plural(runs, 'run')}${missed}`;
}

function endCase(written: TestCase, cell: CellSummary): void {
  const { jobs, runs, refused } = cell;
  const missing = jobs.last - jobs.first + 1 - runs - refused.length;
  const lacking = [
    ...(missing > 0 ? [`${plural(missing, 'run')} missing`] : []),
    ...refused.map(({ number, why }) => `job ${number}: ${why}`),
  ];
  if (lacking.length === 0) written.standardOutput(plural(runs, 'run'));
  else written.failure(printable(lacking.join('; ')), 'incomplete');
}
