/** A figure over runs as a line from zero up, a dot for each run; the table beside it has the values. */
import { type Html, html } from '../page/html.js';

const width = 1000;
const height = 120;
const marginPx = 10;

/** @param isBad by run: its dot stands out */
export function trendLine(values: readonly (number | null)[], isBad: readonly boolean[]): Html {
  const most = Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE);
  const step = values.length < 2 ? 0 : (width - 2 * marginPx) / (values.length - 1);
  const x = (at: number) => (values.length < 2 ? width / 2 : marginPx + at * step).toFixed(1);
  const y = (value: number) => (height - marginPx - (value / most) * (height - 2 * marginPx)).toFixed(1);
  const known = values.flatMap((value, at) => (value === null ? [] : [{ at, value }]));
  const points = known.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ');
  return html`<svg class="trend-line" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><line class="grid" x1="0" x2="${width}" y1="${y(0)}" y2="${y(0)}"/><polyline points="${points}"/>${known.map(
    ({ at, value }) => html`<path class="${isBad[at] ? 'dot bad' : 'dot'}" d="M${x(at)} ${y(value)}h0"/>`,
  )}</svg>`;
}
