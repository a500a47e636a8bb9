/**
 * Before, during and after each fault: how every tenant fared between the moments at which faults began or ended, and when
 * the service had recovered. What is much worse than in the phase before any fault is marked.
 */
import type { Result } from '../../sim/result.js';
import { outageCause, phaseName } from '../fault-words.js';
import { plural, timeSpan, timeSpanRange } from '../format.js';
import { dataTable, names, numbers } from './data-table.js';
import type { Figures } from './figures.js';
import { type Html, html, nothing } from './html.js';

const tenantsMax = 6;
/** Of the p99, over that of the first phase; of failures, beyond those of the first phase. */
const worseTimes = 2;
const worseShare = 0.01;

type Phase = Result['phases'][number];

export function faultsSection(figures: Figures): Html {
  const { phases } = figures.result;
  if (phases === undefined || phases.length === 0) return nothing;
  const tenants = phases[0].tenants.map(({ tenant }, index) => ({ tenant, index })).slice(0, tenantsMax);
  const hidden = phases[0].tenants.length - tenants.length;
  return html`<section id="faults"><h2>Before, during and after each fault</h2>${recoveries(figures)}${outageTable(figures)}<div class="phases">${tenants.map((each) => tenantTable(figures, each.tenant, each.index))}</div>${hidden > 0 ? html`<p class="note">and ${plural(hidden, 'more tenant')} in result.json</p>` : null}</section>`;
}

function recoveries({ result }: Figures): Html {
  return html`<ul class="findings">${result.faults.map((fault, at) => {
    const { kind, target, fromS, toS } = fault;
    const when =
      toS === null ? `from ${timeSpan(fromS)} on` : toS === fromS ? `at ${timeSpan(fromS)}` : timeSpanRange(fromS, toS);
    return html`<li>${kind} of ${target}, ${when}: ${recoveryOf(result.recovery[at], fault)}</li>`;
  })}</ul>`;
}

function outageTable(figures: Figures): Html {
  const { result } = figures;
  return dataTable(
    'Outages that cost most',
    [
      ...names('table', 'from to'),
      ...numbers('lost minutes', 'errors', 'failed', 'partitions'),
      ...names('faults then'),
    ],
    result.outages.map((outage, at) => {
      const figure = (field: string) => figures.at(['outages', at, field], 'count');
      return {
        cells: [
          outage.table,
          timeSpanRange(outage.fromS, outage.toS),
          figures.at(['outages', at, 'lostMinutes'], 'plain'),
          figure('errors'),
          figure('failedRequests'),
          figure('partitionsHit'),
          outageCause(result, outage),
        ],
      };
    }),
  );
}

function recoveryOf(
  { state, atS, untilS }: Result['recovery'][number],
  { fromS, toS }: Result['faults'][number],
): string {
  if (state === 'undisturbed') return 'no tenant was disturbed';
  if (state === 'notRecovered') return `not recovered by ${timeSpan(untilS)}`;
  if (state === 'unknown' || atS === null) return 'too few requests before it to tell whether it was recovered from';
  return toS === null || atS <= toS
    ? `recovered in ${timeSpan(atS - fromS)}, while it lasted`
    : `recovered ${timeSpan(atS - toS)} after its end`;
}

function tenantTable(figures: Figures, tenant: string, index: number): Html {
  const { phases } = figures.result;
  return dataTable(
    tenant,
    [...names('phase', 'from to'), ...numbers('requests', 'failed', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms')],
    phases.map((phase, at) => {
      const figure = (field: string, reading: 'count' | 'percent' | 'plain') =>
        figures.at(['phases', at, 'tenants', index, field], reading);
      return {
        cells: [
          phaseName(figures.result, phase, at),
          timeSpanRange(phase.fromS, phase.toS),
          figure('ended', 'count'),
          figure('failedShare', 'percent'),
          figure('p50Ms', 'plain'),
          figure('p99Ms', 'plain'),
          figure('p99_9Ms', 'plain'),
          figure('maxMs', 'plain'),
        ],
        isBad: at > 0 && isWorse(phase.tenants[index], phases[0].tenants[index]),
      };
    }),
  );
}

function isWorse(now: Phase['tenants'][number], before: Phase['tenants'][number]): boolean {
  const isSlower = now.p99Ms !== null && before.p99Ms !== null && now.p99Ms > worseTimes * before.p99Ms;
  return isSlower || (now.failedShare ?? 0) > (before.failedShare ?? 0) + worseShare;
}
