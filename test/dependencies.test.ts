/**
 * What an installation brings: every package of it has a licence that we looked at and no script that runs on the user's
 * machine, stands in the bill of materials, and is counted in docs/dependencies.md.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const locked: Readonly<Record<string, Locked>> = json('package-lock.json').packages;
const direct: Readonly<Record<string, string>> = json('package.json').dependencies;

const installed = Object.entries(locked).filter(([path, { dev }]) => path !== '' && dev !== true);
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Each lets anybody use, change and pass on the package, and asks for its notice alone. */
const allowed = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];
/** Of packages that name a file in place of a licence: those of Bitstream Vera and Arev, which allow the same. */
const lookedAt = ['dejavu-fonts-ttf'];

test('every package has a licence that lets its users pass it on', () => {
  const others = installed.filter(
    ([path, { license = 'none' }]) => !allowed.includes(license) && !lookedAt.includes(nameOf(path)),
  );
  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});

test('none runs a script when it is installed', () => {
  expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});

interface Component {
  readonly name: string;
  readonly version: string;
  readonly properties: readonly { readonly name: string }[];
  readonly licenses?: readonly unknown[];
  readonly hashes?: readonly unknown[];
}

test('the bill of materials names each, with its version, licence and checksum', () => {
  const form = ['--package-lock-only', '--sbom-format', 'cyclonedx'];
  const { components } = JSON.parse(execFileSync('npm', ['sbom', ...form], { encoding: 'utf8', maxBuffer: 1 << 26 }));
  const shipped = (components as readonly Component[]).filter(
    ({ properties }) => !properties.some((property) => property.name === 'cdx:npm:package:development'),
  );
  const listed = new Map(shipped.map((each) => [`${each.name}@${each.version}`, each]));
  const wanted = new Set(installed.map(([path, { version }]) => `${nameOf(path)}@${version}`));
  expect([...listed.keys()].sort()).toEqual([...wanted].sort());
  const unhashed = shipped.filter(({ hashes }) => !hashes?.length);
  const unlicensed = shipped.filter(({ licenses }) => !licenses?.length);
  expect([unhashed, unlicensed.map(({ name }) => name)]).toEqual([[], lookedAt]);
});

test('docs/dependencies.md counts them', () => {
  const text = readFileSync('docs/dependencies.md', 'utf8');
  const rows = [...text.matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]+) \| (\d+) \|$/gm)];
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(direct));
  for (const [, name, licence, brings] of rows) {
    const { license = '' } = locked[`node_modules/${name}`];
    if (!lookedAt.includes(name)) expect([name, licence]).toEqual([name, license]);
    expect([name, Number(brings)]).toEqual([name, broughtBy(name).size - 1]);
  }
  const optional = installed.filter(([, each]) => each.optional);
  const buildsOf = (name: string) => optional.filter(([path]) => nameOf(path).startsWith(`${name}-`)).length;
  // Beside the builds there is the one package that has some and may itself be left out.
  expect(optional.length).toBe(buildsOf('@napi-rs/canvas') + buildsOf('@napi-rs/nice') + 1);
  const all = installed.length - optional.length;
  const written =
    /: (\w+) packages that it asks for, and (\d+) that those bring; (\d+) in\s+all, plus one of the (\d+) builds of the canvas.*? one of the (\d+) builds/s;
  const [, asked, more, total, ...builds] = written.exec(text) ?? [];
  const words = [
    'zero',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
  ];
  expect([asked, Number(more), Number(total), ...builds.map(Number)]).toEqual([
    words[Object.keys(direct).length],
    all - Object.keys(direct).length,
    all,
    ...[buildsOf('@napi-rs/canvas'), buildsOf('@napi-rs/nice')],
  ]);
});

describe('what only those install who sweep over a queue', () => {
  const asked = Object.keys(json('package.json').peerDependencies);
  const brought = [...new Set(asked.flatMap((name) => [...broughtBy(name)]))];

  test('is left out of every other installation', () => {
    const { peerDependenciesMeta: meta } = json('package.json');
    expect(asked.filter((name) => !meta[name].optional)).toEqual([]);
    expect(asked.filter((name) => locked[`node_modules/${name}`].dev !== true)).toEqual([]);
    expect(asked.filter((name) => name in direct)).toEqual([]);
  });

  test('may be passed on, and needs no compiler and no script', () => {
    expect(brought.filter((path) => !allowed.includes(locked[path].license ?? 'none'))).toEqual([]);
    expect(brought.filter((path) => locked[path].hasInstallScript)).toEqual([]);
    const scripts = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(scripts.map(([path, { optional }]) => [path, optional])).toEqual([['node_modules/msgpackr-extract', true]]);
  });

  test('is counted in docs/dependencies.md', () => {
    const text = readFileSync('docs/dependencies.md', 'utf8');
    const [, words, count] = /npm install ([^`]+)` brings (\d+) packages/.exec(text) ?? [];
    expect(words?.split(' ').map((word) => word.split('@')[0])).toEqual(asked);
    expect(Number(count)).toBe(brought.length);
  });

  test('is loaded at one place, when it is needed', () => {
    const sources = readdirSync('sim', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const loading = /import\('(bullmq|ioredis)'\)|^import (?!type )[^;]*'(bullmq|ioredis)'/m;
    const places = sources.filter((file) => loading.test(readFileSync(join('sim', file), 'utf8')));
    expect(places).toEqual(['cli/queue/redis/bullmq.ts']);
  });
});

/** Paths of a package and of all that it needs, but for the builds for other machines; as Node looks them up. */
function broughtBy(name: string, from = '', found = new Set<string>()): Set<string> {
  const places = from === '' ? [''] : [`${from}/`, ''];
  const path = places.map((place) => `${place}node_modules/${name}`).find((each) => each in locked);
  if (path === undefined) throw new Error(`${name}, which ${from} needs, is not locked`);
  if (found.has(path)) return found;
  found.add(path);
  for (const inner of Object.keys(locked[path].dependencies ?? {})) broughtBy(inner, path, found);
  return found;
}
