/** What stands at the top of the page all the time: tenants, zoom, what is shown and where the cursor is, light or dark. */
import type { PageData } from '../page-data.js';
import { button, element, within } from './dom.js';
import type { Tenants } from './tenants.js';
import { toggleTheme } from './theme.js';
import { moment } from './ticks.js';
import type { TimeAxis } from './time-axis.js';
import { windowAt } from './time-plot.js';

export function fillToolbar(page: PageData, axis: TimeAxis, tenants: Tenants): void {
  const tools = within(document, '#tools');
  const all = button('All', 'Show the whole run', () => axis.showAll());
  const zoom = element('div', 'zoom');
  zoom.setAttribute('role', 'group');
  zoom.setAttribute('aria-label', 'Zoom');
  zoom.append(
    button('‹', 'Earlier', () => axis.pan(-1)),
    button('−', 'Zoom out', () => axis.zoomOut()),
    button('+', 'Zoom in', () => axis.zoomIn()),
    button('›', 'Later', () => axis.pan(1)),
    all,
  );
  const range = element('output', 'range');
  range.setAttribute('aria-live', 'polite');
  const say = () => {
    range.textContent = whereInWords(page, axis);
    all.disabled = axis.isWhole;
  };
  axis.onRange(say);
  axis.onCursor(say);
  say();
  const switches = tenants.switches();
  tools.append(...(switches === null ? [] : [switches]), zoom, range, button('◐', 'Light or dark', toggleTheme));
  tools.hidden = false;
}

function whereInWords(page: PageData, { fromS, toS, cursorS }: TimeAxis): string {
  const { timeS, windowS, endS } = page;
  if (cursorS === null || timeS.length === 0) return `${moment(fromS, endS)} to ${moment(toS, endS)}`;
  const atS = timeS[windowAt(timeS, cursorS)];
  return `at ${moment(atS, endS)} to ${moment(Math.min(atS + windowS, endS), endS)}`;
}
