/** The command that makes one run, for a POSIX shell. */
import { shellPath, shellWord } from './shell-word.js';

export interface RunWords {
  /** A file, or the name of a bundled scenario. */
  readonly scenario: string;
  readonly settings: readonly { readonly path: string; readonly value: string }[];
  /** Null where the scenario or its settings say it. */
  readonly seed: number | null;
}

export function runCommand({ scenario, settings, seed }: RunWords): string {
  const set = settings.flatMap(({ path, value }) => ['--set', shellWord(`${path}=${value}`)]);
  const seeded = seed === null ? [] : ['--seed', String(seed)];
  return ['npx', 'dynamosim', 'run', shellPath(scenario), ...set, ...seeded].join(' ');
}
