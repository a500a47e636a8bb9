/** Relations between tunables, judged: what was found, and what was expected with the values that it hangs on. */
import type { Tunable, Tunables } from '../../engine/tunable.js';
import type { Judgement } from '../reading/judgement.js';
import { type Parameters, relationsOf, tunables } from './parameters.js';
import { formatTunable } from './schema-parameters.js';

export function judgeRelations(parameters: Parameters, judgement: Judgement): void {
  for (const [holds, path, expected] of relationsOf(parameters)) {
    const [section, name] = path.split('.');
    if (holds || judgement.isBroken(['parameters', section])) continue;
    const found = `${/^[aeiou]/.test(path) ? 'an' : 'a'} ${path} of ${valueAt(path, parameters)}`;
    // The one that has its default is not in the file: told is where the other was changed.
    const written = [path, ...pathsIn(expected)].map((each) => ['parameters', ...each.split('.')]);
    const at = written.find((each) => judgement.isWritten(each)) ?? ['parameters', section, name];
    judgement.report(at, { found, expected: withValues(expected, parameters) });
  }
}

const tunablePath = /\b[a-z]+\.[a-z]+\b/gi;
const pathsIn = (text: string): string[] => text.match(tunablePath) ?? [];

/** `longer than replication.heartbeat (500ms)`: each tunable that the text names, with its value. */
function withValues(text: string, parameters: Parameters): string {
  return text.replace(tunablePath, (path) => {
    const value = valueAt(path, parameters);
    return value === null ? path : `${path} (${value})`;
  });
}

/** As a user would write it; null where no tunable has the path. */
function valueAt(path: string, parameters: Parameters): string | null {
  const [section, name] = path.split('.');
  const tunable: Tunable | undefined = (tunables as Readonly<Record<string, Tunables>>)[section]?.[name];
  if (tunable === undefined) return null;
  const values: Readonly<Record<string, unknown>> = parameters[section as keyof typeof tunables];
  return formatTunable(tunable, values[name]);
}
