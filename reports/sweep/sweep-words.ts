/** The words of a sweep that its text and its page share: what came of it, what was missed and where, and how large it is. */
import type { CellSummary, Sweep } from '../../sim/sweep-result.js';
import { count, percent, plural, significant } from '../format.js';
import type { MissedPromise, SweepVerdict } from './sweep-verdict.js';

/** What came of it, after the word for it: the promise that was missed most where one was. */
export function verdictInWords(sweep: Sweep, { word, missed, violated, refused, promises }: SweepVerdict): string {
  const [worst] = missed;
  if (worst !== undefined) return missedInWords(sweep, worst);
  if (violated.length > 0) return `properties violated: ${violated.length}`;
  const lacking = [
    ...(sweep.missing.count > 0 ? [`${count(sweep.missing.count)} of ${plural(sweep.jobs, 'job')} missing`] : []),
    ...(refused > 0 ? [`${plural(refused, 'run')} needed more than a run may hold`] : []),
  ].join(', ');
  if (word === 'INCOMPLETE') return lacking;
  const tail = lacking === '' ? '' : `; ${lacking}`;
  if (word === 'NOT JUDGED') {
    // Where the scenarios ran as written their expectations would have been judged.
    const isExpected = sweep.cells.some(({ expectations }) => expectations.length > 0);
    const own = isExpected ? ', and what the file expects is of its own setting' : '';
    return `no objective is set${own}${tail}`;
  }
  return `${plural(promises, 'objective')} met in as many runs as asked${tail}`;
}

export function missedInWords(sweep: Sweep, { cell, promise }: MissedPromise): string {
  const { tenant, metric, condition, met, interval } = promise;
  const whose = tenant === null ? metric : `${tenant} ${metric}`;
  const range = interval === null ? '' : ` (a run does with ${percent(interval.low)} to ${percent(interval.high)})`;
  const inRuns = `met in ${met} of ${plural(cell.runs, 'run')}${range}`;
  return `${whose} ${condition}: ${inRuns}${whereOf(sweep, cell)}`;
}

export const violatedInWords = (sweep: Sweep, { cell, property, by }: SweepVerdict['violated'][number]) =>
  `${property} is violated${whereOf(sweep, cell)} in job ${by.join(', ')}`;

export const refusedInWords = ({ number, why }: CellSummary['refused'][number]) => `Job ${number}: ${why}`;

function whereOf({ varied, cells }: Sweep, { scenario, values }: CellSummary): string {
  const settings = values.map((value, at) => `${varied[at].path}=${value}`).join(' ');
  const isOne = cells.every((each) => each.scenario === scenario);
  const where = [...(isOne ? [] : [`of ${scenario}`]), ...(settings === '' ? [] : [`with ${settings}`])].join(' ');
  return where === '' ? '' : `, ${where}`;
}

export function sizeInWords({ jobs, cells, missing }: Sweep): string {
  const settings = cells.length === 1 ? 'one setting' : `${plural(cells.length, 'setting')}`;
  const ended = jobs - missing.count;
  return `${cells[0].title}: ${plural(ended, 'run')} of ${settings}`;
}

/** Of each scenario after how many seeds its sweep stopped, and why; nothing where all of the plan's were asked for. */
export function stopsInWords({
  until,
  seeds,
  varied,
  cells,
}: Sweep): { readonly words: string; readonly isNarrow: boolean }[] {
  if (until === null) return [];
  const all = seeds.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return until.scenarios.map(({ scenario, seeds: used, isNarrow, widest }) => {
    const settings = (widest?.values ?? []).map((value, at) => `${varied[at].path}=${value}`).join(' ');
    const where = settings === '' ? '' : `, with ${settings}`;
    const width = widest?.share == null ? 'has no interval yet' : `is known to ±${significant(100 * widest.share)} %`;
    const of = cells.every((cell) => cell.scenario === scenario) ? '' : `${scenario}: `;
    const asked = `±${significant(100 * until.share)} % asked`;
    const known = widest === null ? '' : `: ${widest.path} ${width}${where}`;
    const stopped = isNarrow ? 'Narrow enough' : 'Not narrow enough';
    return { words: `${of}${stopped} after ${used} of ${plural(all, 'seed')}${known}, ${asked}`, isNarrow };
  });
}

/** Figures of a cell that began before its latency had settled are of its beginning, too. */
export function lateSettlings(sweep: Sweep): string[] {
  return sweep.cells.flatMap((cell) =>
    cell.warmup.tooShortFor.map(({ tenant, runs, later, settledAfterSeconds }) => {
      const until = `the warm-up ends after ${significant(cell.warmup.seconds)} s`;
      const settles = `the latency of ${tenant} settles after ${significant(settledAfterSeconds)} s (MSER-5)`;
      return `warning: ${until}, and ${settles}, later in ${later} of ${plural(runs, 'run')}${whereOf(sweep, cell)}`;
    }),
  );
}
