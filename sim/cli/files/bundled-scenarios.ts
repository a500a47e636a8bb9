/** The scenarios that come with the package, by name: `zone-outage` is scenarios/zone-outage.yaml. */
import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { orTell } from './file-access.js';
import { packageRoot } from './package-files.js';

export interface BundledScenario {
  readonly name: string;
  readonly path: string;
}

const extension = '.yaml';

/** In the order of their names, those at the top level before those in folders. */
export function bundledScenarios(directory = join(packageRoot(), 'scenarios')): BundledScenario[] {
  if (!existsSync(directory)) return [];
  const files = orTell(`the bundled scenarios in ${directory} cannot be listed`, () =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' }),
  ).filter((file) => file.endsWith(extension));
  const named = files.map((file) => ({
    name: file.slice(0, -extension.length).replaceAll(sep, '/'),
    path: join(directory, file),
  }));
  const depth = ({ name }: BundledScenario) => name.split('/').length;
  return named.sort((a, b) => depth(a) - depth(b) || (a.name < b.name ? -1 : 1));
}
