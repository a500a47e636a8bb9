/** What made the run: the command that makes it again, its settings, digest and the scenario's text. */
import { runCommand } from '../run-command.js';
import type { Figures } from './figures.js';
import { type Html, html, nothing, verbatim } from './html.js';

/** What a recording keeps of how a run was asked for. */
export interface RunSource {
  readonly dynamosim: string;
  /** As it lies beside the page. */
  readonly fileName: string;
  readonly text: string;
  readonly overrides: readonly { readonly path: string; readonly value: string }[];
}

export function sourceSection({ result }: Figures, source: RunSource | null): Html {
  const { seed, scenario, run } = result;
  const facts: readonly (readonly [string, string])[] = [
    ['seed', String(seed)],
    ...(source === null ? [] : [['version', `dynamosim ${source.dynamosim}`] as const]),
    ['digest of the run', run.digest],
    ['digest of the scenario', scenario.digest],
    ['events', String(run.events)],
  ];
  return html`<section id="source"><h2>Make it again</h2>${source === null ? nothing : commands(source, seed)}<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>${source === null ? html`<p class="note">The result alone was at hand; the scenario’s text was not.</p>` : html`<details class="scenario" open><summary>The scenario</summary>${copied('scenario-text', source.text)}</details>`}</section>`;
}

function commands(source: RunSource, seed: number): Html {
  return html`<p>In the folder of this page, with the scenario beside it as ${source.fileName}:</p>${copied('command', commandOf(source, seed))}`;
}

function copied(id: string, text: string): Html {
  return html`<div class="copied"><pre id="${id}" tabindex="0">${verbatim(text)}</pre><button type="button" data-copy="${id}" hidden>Copy</button></div>`;
}

function commandOf({ fileName, overrides }: RunSource, seed: number): string {
  return runCommand({ scenario: fileName, settings: overrides.filter(({ path }) => path !== 'seed'), seed });
}
