/** The reference of the model's parameters in Markdown, made from the tables of tunables that stand beside the mechanisms. */
import type { Tunable } from '../../sim/engine/tunable.js';
import { tunables } from '../../sim/scenario/parameters/parameters.js';
import { formatTunable } from '../../sim/scenario/parameters/schema-parameters.js';
import { distributionText } from './distribution-text.js';
import { code, table } from './markdown.js';
import { sources } from './sources.js';

export function modelReference(): string {
  const sections = Object.entries(tunables).map(
    ([name, section]) => `## ${code(name)}\n\n${table(head, Object.entries(section).map(row))}`,
  );
  return [introduction, table(['source', 'what it is'], Object.entries(sources)), ...sections, ''].join('\n\n');
}

/** As it is written in a scenario. */
export function defaultText(tunable: Tunable): string {
  return tunable.unit === 'timeDistribution'
    ? distributionText(tunable.default)
    : formatTunable(tunable, tunable.default);
}

const introduction = `# The parameters of the model

What the model takes its time for, how much it holds and where it stops: each can be set under \`parameters:\` of a scenario
(\`parameters: { replication: { lease: 4s } }\`) or for one run (\`--set parameters.replication.lease=4s\`). Where a time may
be a distribution, the forms are in [the reference of scenarios](scenario.md#distributions). How the mechanisms work is in
[the page on the code](../sim/ARCHITECTURE.md). The tables are made from the code; a source begins with one of these words:`;

const head = ['parameter', 'default', 'bounds', 'what it is', 'source'];

function row([name, tunable]: [string, Tunable]): readonly string[] {
  return [code(name), code(defaultText(tunable)), boundsText(tunable), tunable.about, tunable.source];
}

function boundsText(tunable: Tunable): string {
  if (tunable.unit === 'boolean') return 'true or false';
  if (tunable.unit === 'timeDistribution') return 'a time or a distribution';
  const { min, max } = tunable;
  if (min === undefined) return max === undefined ? '' : `at most ${formatTunable(tunable, max)}`;
  const least = formatTunable(tunable, min);
  return max === undefined ? `at least ${least}` : `${least} to ${formatTunable(tunable, max)}`;
}
