/**
 * The house rules of design.md, held by reading the source: imports go one way, nothing in a run depends on the
 * machine, and files stay small and named alike. Each message names what to do instead.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

const sim = sourcesUnder('sim');
const everything = [...sim, ...sourcesUnder('reports'), ...sourcesUnder('test')];
const text = new Map(everything.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** Code without comments; strings stay, since imports are strings. */
const code = (file: string) =>
  text
    .get(file)!
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '$1');

const withoutImports = (file: string) => code(file).replace(/(^|\n)import [^;]*;/g, '');

interface Import {
  readonly from: string;
  readonly isTypeOnly: boolean;
  /** Path from the root, or a package's name. */
  readonly target: string;
  readonly names: readonly string[];
}

const imports: Import[] = everything.flatMap((from) =>
  [...code(from).matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s*'([^']+)'/g)].map((match) => ({
    from,
    isTypeOnly: match[1] !== undefined || /\{\s*(type \w+,?\s*)+\}/.test(match[0]),
    target: match[2].startsWith('.') ? join(dirname(from), match[2]).replace(/\.js$/, '.ts') : match[2],
    names: [...match[0].replace(/from\s*'[^']+'$/, '').matchAll(/\b[A-Za-z]\w*\b/g)].map(([name]) => name),
  })),
);

/**
 * A folder may import from those to its right, values and types alike. `run` stands between the experiments and the
 * assembly; the library's front door stands above all.
 */
const order = [
  ...['cli', 'experiments', 'assembly', 'verdicts', 'scenario', 'checkers', 'measurement', 'faults', 'workload'],
  ...[
    'control-plane',
    'global-tables',
    'front-door',
    'routing',
    'storage',
    'archive',
    'partitions',
    'admission',
    'consensus',
    'replication',
    'protocol',
  ],
  ...['infrastructure', 'engine'],
];
/** Folders that may touch Node. */
const edges = ['cli', 'experiments'];
const frontDoor = 'sim/index.ts';
const folderOf = (file: string) => (file.split('/').length > 2 ? file.split('/')[1] : '');

describe('imports go one way', () => {
  /** At the root: who may import them. Contracts are for all: result.ts with its constants, trace.ts as types. */
  const rootFiles = new Map<string, (from: string, isTypeOnly: boolean) => boolean>([
    ['sim/result.ts', () => true],
    ['sim/series.ts', () => true],
    ['sim/sweep-result.ts', (from, isTypeOnly) => isTypeOnly && edges.includes(folderOf(from))],
    ['sim/search-result.ts', (from, isTypeOnly) => isTypeOnly && edges.includes(folderOf(from))],
    ['sim/request-time.ts', () => true],
    ['sim/trace.ts', (_from, isTypeOnly) => isTypeOnly],
    ['sim/run.ts', (from) => edges.includes(folderOf(from))],
    ['sim/version.ts', (from) => edges.includes(folderOf(from))],
  ]);

  test('every folder has its place', () => {
    expect([...new Set(sim.map(folderOf))].filter((folder) => folder !== '' && !order.includes(folder))).toEqual([]);
  });

  test('the root holds contracts and the run alone', () => {
    const known = [frontDoor, ...rootFiles.keys()];
    expect(sim.filter((file) => folderOf(file) === '' && !known.includes(file))).toEqual([]);
  });

  test('between folders', () => {
    const wrong = imports.filter(({ from, target, isTypeOnly }) => {
      if (!from.startsWith('sim/') || !target.startsWith('sim/') || from === frontDoor) return false;
      const [fromFolder, toFolder] = [folderOf(from), folderOf(target)];
      if (fromFolder === toFolder) return false;
      if (fromFolder === '') return edges.includes(toFolder);
      if (toFolder === '') return rootFiles.get(target)?.(from, isTypeOnly) !== true;
      return order.indexOf(fromFolder) > order.indexOf(toFolder);
    });
    expect(wrong.map(({ from, target }) => `${from} imports ${target}: move what they share down`)).toEqual([]);
  });

  test('contracts are leaves: they import types alone', () => {
    const wrong = imports.filter(
      ({ from, isTypeOnly }) =>
        ['sim/result.ts', 'sim/series.ts', 'sim/request-time.ts', 'sim/trace.ts'].includes(from) && !isTypeOnly,
    );
    expect(wrong).toEqual([]);
  });

  test('a client knows its front door alone: no router, no partition, no node', () => {
    const behindIt = ['routing', 'storage', 'partitions', 'admission', 'consensus', 'replication'];
    const wrong = imports.filter(
      ({ from, target }) => from === 'sim/workload/sdk-client.ts' && behindIt.includes(folderOf(target)),
    );
    expect(wrong).toEqual([]);
  });

  test('reports know the result and nothing else of the simulator', () => {
    const contracts = [
      'sim/result.ts',
      'sim/series.ts',
      'sim/sweep-result.ts',
      'sim/search-result.ts',
      'sim/request-time.ts',
    ];
    const wrong = imports.filter(
      ({ from, target }) => from.startsWith('reports/') && target.startsWith('sim/') && !contracts.includes(target),
    );
    expect(wrong).toEqual([]);
  });

  test('only the command line and experiments touch Node', () => {
    const wrong = imports.filter(
      ({ from, target }) => from.startsWith('sim/') && target.startsWith('node:') && !edges.includes(folderOf(from)),
    );
    expect(wrong.map(({ from, target }) => `${from} imports ${target}: let sim/cli pass in what it needs`)).toEqual([]);
  });

  test('paths are opened at one place, which minds what they lead to', () => {
    const wrong = imports.filter(
      ({ from, target }) => from.startsWith('sim/') && /^node:fs\b/.test(target) && !from.startsWith('sim/cli/files/'),
    );
    expect(wrong.map(({ from }) => `${from}: use sim/cli/files`)).toEqual([]);
    const home = 'sim/cli/files/file-access.ts';
    expect(sim.filter((file) => file !== home && /\bprocess\.cwd\b/.test(code(file)))).toEqual([]);
  });

  test('local imports end in .js and no cycle runs through them', () => {
    const local = imports.filter(({ target }) => target.startsWith('sim/') || target.startsWith('reports/'));
    expect(local.filter(({ target }) => !text.has(target)).map(({ from, target }) => `${from}: ${target}`)).toEqual([]);
    const next = new Map<string, string[]>();
    for (const { from, target, isTypeOnly } of local) {
      if (!isTypeOnly) next.set(from, [...(next.get(from) ?? []), target]);
    }
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): string[] => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return [];
      done.add(file);
      for (const target of next.get(file) ?? []) {
        const cycle = visit(target, [...path, file]);
        if (cycle.length > 0) return cycle;
      }
      return [];
    };
    expect([...next.keys()].flatMap((file) => visit(file, []))).toEqual([]);
  });
});

describe('who watches a run changes nothing in it', () => {
  const observers = sim.filter((file) => ['checkers', 'measurement'].includes(folderOf(file)));
  const isClass = (file: string, name: string) =>
    new RegExp(`export (abstract )?class ${name}\\b`).test(text.get(file)!);

  test('checkers and measurement see classes of the model by what they read of them', () => {
    const wrong = imports
      .filter(({ from }) => observers.includes(from))
      .flatMap(({ from, target, names }) => {
        if (observers.includes(target) || !text.has(target) || folderOf(target) === 'engine') return [];
        const seenWhole = names.filter(
          (name) => isClass(target, name) && new RegExp(`(?<!Pick<\\s*)\\b${name}\\b`).test(withoutImports(from)),
        );
        return seenWhole.map((name) => `${from} has all of ${name}: let it see a Readonly<Pick<${name}, …>>`);
      });
    expect(wrong).toEqual([]);
  });
});

describe('a run depends on nothing but its scenario and seed', () => {
  const model = sim.filter((file) => !edges.includes(folderOf(file)));
  const hot = order.slice(order.indexOf('faults'));
  const everywhere = () => true;

  const bans: readonly [name: string, pattern: RegExp, instead: string, applies: (file: string) => boolean][] = [
    ['Date', /\bDate\b/, 'Simulation.nowNs', everywhere],
    ['performance', /\bperformance\b|\bhrtime\b/, 'nothing: sim/cli measures wall time', everywhere],
    ['Math.random', /\bMath\.random\b/, 'a stream of RandomStreams', everywhere],
    [
      'inexact Math',
      /\bMath\.(log\w*|exp\w*|pow|a?sinh?|a?cosh?|a?tanh?|atan2|cbrt|hypot|fround)\b/,
      'engine/exact-math.ts: these differ between engines',
      everywhere,
    ],
    ['timers', /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, 'Simulation.schedule', everywhere],
    ['promises', /\bPromise\b|\bawait\b|\basync\b|\.then\(/, 'events: handlers run to completion', everywhere],
    [
      'locale',
      /\blocaleCompare\b|\btoLocale\w+\b|\bIntl\b/,
      'comparison with < and text of our own making',
      everywhere,
    ],
    ['process', /\bprocess\.(env|argv|cwd|exit|platform|pid|memoryUsage|on)\b/, 'an argument from sim/cli', everywhere],
    ['crypto', /\bcrypto\b|\brandomUUID\b/, 'engine/random-stream.ts or engine/run-digest.ts', everywhere],
    ['console', /\bconsole\./, 'a value for the caller to print', everywhere],
    [
      'object keys as an order',
      /\bObject\.(keys|values|entries)\b|\bfor \((const|let) \w+ in\b/,
      'an array or a Map, which keep their order',
      (file) => hot.includes(folderOf(file)),
    ],
  ];

  test.each(bans)('no %s', (_name, pattern, instead, applies) => {
    const wrong = model.filter(applies).flatMap((file) =>
      code(file)
        .split('\n')
        .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1} ${line.trim()}: use ${instead}`] : [])),
    );
    expect(wrong).toEqual([]);
  });

  test('sorting in hot folders is told how to compare', () => {
    const wrong = model.filter((file) => hot.includes(folderOf(file)) && /\.(sort|toSorted)\(\)/.test(code(file)));
    expect(wrong).toEqual([]);
  });
});

describe('the number of replicas', () => {
  /** A count or a shape of three, a mask of its slots, or a payload with two bits for one. */
  const patterns = [
    /\b\w*[sS]lot\w*\s*(<|<=|%)\s*[1-9]\b/,
    /\breplicas?\w*\s*[=:<%]\s*[1-9]\b/i,
    /\[number, number, number\]/,
    /\[0, 1, 2\]/,
    /\bchooseThree\b/,
  ];
  const home = 'sim/replication/replica-table.ts';
  const groups = [
    'faults',
    'control-plane',
    'global-tables',
    'routing',
    'storage',
    'archive',
    'partitions',
    'admission',
    'consensus',
    'replication',
    'checkers',
  ];
  const written = (file: string) =>
    code(file)
      .split('\n')
      .flatMap((line, i) =>
        patterns.some((pattern) => pattern.test(line)) ? [`${file}:${i + 1} ${line.trim()}`] : [],
      );

  test('is written down in one file: others ask the replica table', () => {
    const others = sim.filter((file) => groups.includes(folderOf(file)) && file !== home);
    expect(others.flatMap(written)).toEqual([]);
    expect(written(home)).not.toEqual([]);
  });
});

describe('files', () => {
  test('of a folder are at most 20', () => {
    const folders = new Map<string, number>();
    for (const file of [...sim, ...sourcesUnder('reports')]) {
      // A package's missing types are no source of ours.
      if (file.endsWith('.d.ts')) continue;
      folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
    }
    expect([...folders].filter(([, count]) => count > 20).map(([folder]) => folder)).toEqual([]);
  });

  const linesMax = 400;

  test('are short', () => {
    expect(everything.filter((file) => text.get(file)!.split('\n').length - 1 > linesMax)).toEqual([]);
  });

  test('are named in kebab-case', () => {
    const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.(golden|d|test|contract))*\.ts$/;
    expect(everything.filter((file) => !name.test(file.split('/').pop()!))).toEqual([]);
  });

  test('say first what they are', () => {
    // A file as short as its one function may say it there.
    const isShort = (file: string) => text.get(file)!.split('\n').length < 20;
    const wrong = [...sim, ...sourcesUnder('reports')].filter(
      (file) => !isShort(file) && !/^(#!.*\n)?\/\*\*/.test(text.get(file)!),
    );
    expect(wrong).toEqual([]);
  });

  test('are no barrels: names are imported from where they are defined', () => {
    /** The library's front door, and a folder's vocabulary that stands beside its own types. */
    const doors = [frontDoor, 'sim/scenario/scenario.ts'];
    const wrong = everything.filter(
      (file) => !doors.includes(file) && /(^|\n)\s*export\s+(type\s+)?(\*|\{[^}]*\})\s*from\b/.test(code(file)),
    );
    expect(wrong).toEqual([]);
  });

  test('have no any, enum, namespace or decorator', () => {
    const banned =
      /:\s*any\b|\bas any\b|<any\b|\bany\[\]|^\s*(export )?(const )?enum \w|^\s*(export )?namespace \w|^\s*@\w+/m;
    const withoutStrings = (file: string) =>
      code(file).replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"/g, "''");
    const others = everything.filter((file) => file !== 'test/architecture.test.ts');
    expect(others.filter((file) => banned.test(withoutStrings(file)))).toEqual([]);
  });
});

describe('a mechanism that a reader looks for is found by the name of a file', () => {
  test.each([
    ['lease renewal', 'lease'],
    ['group commit', 'write-ahead-log'],
    ['the fence before a split', 'fence'],
    ['token refill', 'token-bucket'],
    ['retry quota', 'retry-quota'],
    ['the gray-failure question', 'gray-failure'],
    ['merging histograms', 'histogram'],
    ['the inverse of a fault', 'inverse'],
    ['hedging', 'hedging'],
    ['warm-up', 'warm-up'],
  ])('%s', (_mechanism, word) => {
    expect(sim.filter((file) => basename(file).includes(word))).not.toEqual([]);
  });
});
