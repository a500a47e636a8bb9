/**
 * The slowest requests one by one, and some that failed: each attempt on a line, with what it waited for where and when.
 * All attempts of a request share its own axis, from its start to its end; the room between two is back-off.
 */
import type { ExemplarRow } from '../../sim/request-time.js';
import { milliseconds } from '../format.js';
import { dataTable, names } from './data-table.js';
import type { Figures } from './figures.js';
import { type Html, html, nothing } from './html.js';
import { classOf, stageWords } from './stage-words.js';

const perClassMax = 2;
const requestsMax = 10;
const failedMax = 3;
const width = 1000;
/** Thinner, a piece could not be seen. */
const widthMin = 1.5;
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
  return html`<h3>One by one: the slowest of each operation, and some that failed</h3><p class="note">From a request’s start to its end; between two attempts it backed off, and what has no colour is time of which nobody answered.</p>${kept.map((each) => waterfall(figures, each))}`;
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
  const about = html`<p class="note">${row.partition}, item ${row.item}, begun at ${figures.at(at('startedS'), 'seconds')}</p>`;
  const table = dataTable(
    `${classOf(row)}, ${milliseconds(row.latencyMs)}`,
    names('attempt', 'router and node', 'answer', `0 to ${milliseconds(spanMs)}`),
    row.tries.map((attempt) => ({
      cells: [
        String(attempt.number),
        wayOf(attempt),
        attempt.reason === null ? attempt.answer : `${attempt.answer}: ${attempt.reason}`,
        attemptBar(attempt, spanMs),
      ],
    })),
    [],
    caption,
  );
  return html`<div class="waterfall">${table}${about}</div>`;
}

/** Whom it went to, and who kept it waiting. */
function wayOf({ router, node, silentNode }: ExemplarRow['tries'][number]): string {
  const way = [router ?? 'no router', ...(node === null ? [] : [node])].join(' to ');
  return (silentNode ?? null) === null ? way : `${way}, without an answer of ${silentNode}`;
}

function attemptBar({ fromMs, toMs, spans, answer }: ExemplarRow['tries'][number], spanMs: number): Html {
  const x = (ms: number) => (spanMs === 0 ? 0 : (ms / spanMs) * width);
  const piece = (className: string, from: number, to: number, title: string) =>
    html`<rect class="${className}" x="${x(from).toFixed(1)}" width="${Math.max(widthMin, x(to) - x(from)).toFixed(1)}" height="10"><title>${title}</title></rect>`;
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
  return html`<svg class="bar wide" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">${whole}${parts}</svg>`;
}
