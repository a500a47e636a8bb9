/** What comes with the program, beside its code: sources and build lie at different depths below the package's root. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above this file with a package.json. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('no package.json above the command line');
    folder = dirname(folder);
  }
  return folder;
}

/** A JSON Schema that the build has written. */
export const schemaFile = (of: 'scenario' | 'result') => join(packageRoot(), 'dist', 'schemas', `${of}.schema.json`);
