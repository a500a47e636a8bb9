/** What the sweep was planned from: the digest of its plan, and the texts of scenarios that not everybody has. */
import type { Sweep } from '../../../sim/sweep-result.js';
import { count } from '../../format.js';
import { type Html, html, verbatim } from '../../page/html.js';
import type { SweepRuns } from './sweep-runs.js';

const textsMax = 5;
const charactersMax = 20_000;

export function plannedSection({ plan, dynamosim, jobs }: Sweep, { scenarios }: SweepRuns): Html {
  const facts = [
    ['digest of the plan', plan],
    ['version', `dynamosim ${dynamosim}`],
    ['jobs', count(jobs)],
    [
      'scenarios',
      scenarios
        .slice(0, textsMax)
        .map(({ word }) => word)
        .join(', ') + (scenarios.length > textsMax ? ' …' : ''),
    ],
  ];
  const own = scenarios.filter(({ isBundled }) => !isBundled);
  const hidden = own.length - textsMax;
  return html`<section id="plan"><h2>The plan</h2><dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>${own.length > 0 ? html`<p class="note">The commands above want the text of each scenario in a file of its name.</p>` : null}${own.slice(0, textsMax).map(textOf)}${hidden > 0 ? html`<p class="note">and ${count(hidden)} more</p>` : null}</section>`;
}

function textOf({ word, text }: SweepRuns['scenarios'][number], at: number): Html {
  const id = `scenario-${at}`;
  if (text.length > charactersMax)
    return html`<p class="note">${word}, of ${count(text.length)} characters, is not in the page</p>`;
  return html`<details class="scenario"><summary>${word}</summary><div class="copied"><pre id="${id}" tabindex="0">${verbatim(text)}</pre><button type="button" data-copy="${id}" hidden>Copy</button></div></details>`;
}
