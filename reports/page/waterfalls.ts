/**
 * The slowest requests one by one, and some that failed: each attempt on a line, with what it waited for where and when.
 * All attempts of a request share its own axis, from its start to its end; the room between two is back-off.
 */
import { type ExemplarRow, stages } from '../../sim/request-time.js';
import { milliseconds, plural } from '../format.js';
import { dataTable, names, type TableRow } from './data-table.js';
import type { Figures } from './figures.js';
import { type Html, html, nothing, type Part } from './html.js';
import { keyOf } from './stage-key.js';
import { classOf, stageWords } from './stage-words.js';

const perClassMax = 2;
const requestsMax = 10;
const failedMax = 3;
const width = 1000;
/** Thinner, a piece could not be seen on a small screen. */
const widthMin = 4;
const outcomes = {
  succeeded: 'succeeded',
  throttled: 'throttled',
  serverError: 'ended in a server error',
  timedOut: 'timed out',
} as const;

type Kept = { readonly row: ExemplarRow; readonly index: number };

export function waterfalls(figures: Figures): Html {
  const kept = chosen(figures.result.exemplars ?? []);
  if (kept.length === 0) return nothing;
  const used = stages.filter((stage) =>
    kept.some(({ row }) => row.tries.some(({ spans }) => spans.some((span) => span.stage === stage))),
  );
  const key = [
    ...used.map((stage) => keyOf(`stage-${stage}`, stageWords[stage])),
    keyOf('attempt', 'within an attempt, in none of these'),
    keyOf('attempt attempt-failed', 'within an attempt that failed, in none of these: nobody answered'),
  ];
  return html`<h3>One by one: the slowest of each operation, and some that failed</h3><p class="note">Each bar runs from its request’s start to its end. Between two attempts the request backed off.</p><ul class="stage-key" aria-hidden="true">${key}</ul>${kept.map((each) => waterfall(figures, each))}`;
}

/** The slowest of each class, then some failed ones, in the order of their latency. */
function chosen(exemplars: readonly ExemplarRow[]): readonly Kept[] {
  const all = exemplars.map((row, index) => ({ row, index })).sort((a, b) => b.row.latencyMs - a.row.latencyMs);
  const taken = new Map<string, number>();
  const slowest = all.filter(({ row }) => {
    if (row.keptAs !== 'slowest') return false;
    const before = taken.get(classOf(row)) ?? 0;
    taken.set(classOf(row), before + 1);
    return before < perClassMax;
  });
  const failed = all.filter(({ row }) => row.keptAs === 'failed');
  return [...slowest.slice(0, requestsMax), ...failed.slice(0, failedMax)];
}

function waterfall(figures: Figures, { row, index }: Kept): Html {
  const spanMs = Math.max(row.latencyMs, ...row.tries.map(({ toMs }) => toMs));
  const at = (field: string) => ['exemplars', index, field];
  const caption = html`${classOf(row)}, ${figures.at(at('latencyMs'), 'ms')}: ${outcomes[row.outcome]}`;
  const region = regionOf(row);
  const place = region === null ? '' : ` in ${region}`;
  const about = html`<p class="note">${row.partition}, item ${row.item}, begun at ${figures.at(at('startedS'), 'seconds')}${place}</p>`;
  const table = dataTable(
    `${classOf(row)}, ${milliseconds(row.latencyMs)}`,
    names('attempt', 'router and node', 'answer', `0 to ${milliseconds(spanMs)}`),
    row.tries.flatMap((attempt, place) => [
      ...leftOut(row, place),
      {
        cells: [
          String(attempt.number),
          wayOf(attempt, region),
          attempt.reason === null ? attempt.answer : html`${attempt.answer}: ${camel(attempt.reason)}`,
          attemptBar(attempt, spanMs),
        ],
      },
    ]),
    [],
    caption,
  );
  return html`<div class="waterfall">${table}${about}</div>`;
}

/** May go on in the next line before each capital. */
const camel = (reason: string): Part => reason.split(/(?=[A-Z])/).map((word) => html`<wbr>${word}`);

/** A row in place of the attempts between this one and the one before it, of which the result keeps nothing more. */
function leftOut({ tries }: ExemplarRow, place: number): readonly TableRow[] {
  const from = (tries[place - 1]?.number ?? 0) + 1;
  const to = tries[place].number - 1;
  if (to < from) return [];
  const which = from === to ? String(from) : `${from} to ${to}`;
  return [{ cells: [which, `${plural(to - from + 1, 'attempt')} left out: the result does not keep all`, '', ''] }];
}

/** The one that all who took part are in; null where it is not one. */
function regionOf({ tries }: ExemplarRow): string | null {
  const hosts = tries.flatMap(({ router, node, silentNode }) => [router, node, silentNode]);
  const regions = new Set(hosts.flatMap((host) => (host == null ? [] : [host.split('/').slice(0, -2).join('/')])));
  const [only] = regions;
  return regions.size === 1 && only !== '' ? only : null;
}

/** Whom it went to, and who kept it waiting; by zone and name where the region goes without saying. */
function wayOf({ router, node, silentNode }: ExemplarRow['tries'][number], region: string | null): Part {
  const host = (name: string) => (region === null ? name : name.slice(region.length + 1));
  const way = [router === null ? 'no router' : host(router), ...(node === null ? [] : [host(node)])].join(' to ');
  return silentNode == null ? way : html`${way}<small>; no answer from ${host(silentNode)}</small>`;
}

function attemptBar({ fromMs, toMs, spans, answer }: ExemplarRow['tries'][number], spanMs: number): Html {
  const x = (ms: number) => (spanMs === 0 ? 0 : (ms / spanMs) * width);
  const piece = (className: string, from: number, to: number, title: string) => {
    const wide = Math.max(widthMin, x(to) - x(from));
    return html`<rect class="${className}" x="${Math.min(x(from), width - wide).toFixed(1)}" width="${wide.toFixed(1)}" height="10"><title>${title}</title></rect>`;
  };
  const whole = piece(
    answer === 'ok' ? 'attempt' : 'attempt attempt-failed',
    fromMs,
    toMs,
    `${answer}, ${milliseconds(fromMs)} to ${milliseconds(toMs)}`,
  );
  const parts = spans.map((span) =>
    piece(
      `stage-${span.stage}`,
      span.fromMs,
      span.toMs,
      `${stageWords[span.stage]} ${milliseconds(span.toMs - span.fromMs)}`,
    ),
  );
  return html`<svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">${whole}${parts}</svg>`;
}
