/** The reference of metrics in Markdown, made from the forms that their paths are read by. */
import { properties } from '../../sim/checkers/properties.js';
import type { Form } from '../../sim/verdicts/metric-form.js';
import type { Names, Slot, Taken } from '../../sim/verdicts/metric-path.js';
import { unitOf } from '../../sim/verdicts/metric-units.js';
import { formsOfWholeRun } from '../../sim/verdicts/metrics-of-run.js';
import { formsOverTime } from '../../sim/verdicts/metrics-over-time.js';
import { code, table } from './markdown.js';

const introduction = `# The metrics of a result

What \`expect:\` in a scenario, \`--metric\` of \`vary\` and \`--fail-on\` of \`compare\` can name: words with dots between them. In
capitals is what you put there: TENANT, TABLE, REGION and STATION are names of your scenario (\`all\` stands for all tenants
where it is admitted), OPERATION is getItem, putItem, updateItem, deleteItem, query or
readModifyWrite, and the CONSISTENCY of one that writes is \`write\`; what stands in
brackets may be left out, and then the worst of its values counts, or the sum of counts. \`npx dynamosim metrics SCENARIO\`
lists those of a scenario, each whole.

Times are in milliseconds, shares between 0 and 1. Latencies are those of requests that succeeded after the warm-up, as the
clients saw them (\`serviceLatency\`: as the routers did); with \`.ofAll\` a failed request counts as slower than any other.
What a run has no value for, such as a percentile of nothing, is no data, and meets no expectation.`;

const overTime = `A metric over time is the mean over the windows of the series, each weighing by its width; EXTREME is \`lowest\` or
\`highest\`, the single window. Percentiles are the highest of the windows. \`during: [40s, 45s]\` of an expectation takes the
windows that begin in that time; without it those after the warm-up count.`;

/** What stands for names of a scenario. */
const placeholders: Names = {
  tenants: [{ name: 'TENANT', operations: ['OPERATION'] }],
  tables: ['TABLE'],
  meteredTenants: ['TENANT'],
  meteredTables: ['TABLE'],
  regions: ['REGION'],
  stations: ['STATION'],
  properties: ['PROPERTY'],
  links: [{ from: 'REGION', to: 'REGION' }],
};

export function metricsReference(): string {
  return [
    introduction,
    '## Of the whole run',
    ...formsOfWholeRun.flatMap(section),
    '## Properties',
    'PROPERTY of `checks.` is one of these, which every run checks; negative scenarios break them one by one.',
    table(
      ['property', 'what holds'],
      properties.map(({ name, about }) => [code(name), about]),
    ),
    '## Over time',
    overTime,
    ...formsOverTime.flatMap(section),
    '',
  ].join('\n\n');
}

function section({ slots, about }: Form): readonly string[] {
  const before = slots.slice(0, -1);
  const last = slots.at(-1)!;
  const words = before.map((slot) => ({ slot, admitted: admittedBy(slot) }));
  const choices = words.flatMap(({ slot, admitted }) => choiceOf(slot, admitted));
  const taken = Object.fromEntries(words.map(({ slot, admitted }) => [slot.key, admitted[0]]));
  const rows = admittedBy(last, taken).map((word) => {
    const whole: Taken = { ...taken, [last.key]: word };
    return [code(word), unitOf(whole), about?.(whole) ?? ''];
  });
  const path = words.map(({ slot, admitted }) => nameOf(slot, admitted)).join('.');
  const hasWords = rows.some(([, , words]) => words !== '');
  const columns = hasWords ? ['', 'unit', 'what it is'] : ['', 'unit'];
  return [
    `### ${code(`${path}.`)}…`,
    ...choices,
    table(
      columns,
      rows.map((row) => row.slice(0, columns.length)),
    ),
  ];
}

function admittedBy(slot: Slot, taken: Taken = {}): readonly string[] {
  return slot.words(placeholders, { tenant: 'TENANT', ...taken });
}

const isPlaceholder = (word: string) => word === word.toUpperCase();

function choiceOf({ key }: Slot, admitted: readonly string[]): readonly string[] {
  const name = key.toUpperCase();
  const words = admitted.filter((word) => !isPlaceholder(word)).map(code);
  if (admitted.length < 2) return [];
  return [
    words.length < admitted.length ? `${name} may be ${words.join(', ')}.` : `${name} is one of ${words.join(', ')}.`,
  ];
}

function nameOf(slot: Slot, admitted: readonly string[]): string {
  const name = admitted.length === 1 && !isPlaceholder(admitted[0]) ? admitted[0] : slot.key.toUpperCase();
  return slot.optional ? `[${name}]` : name;
}
