/**
 * What a user can set or break is declared beside the mechanism that it is for, and listed once: adding a tunable edits
 * its table, adding a kind of fault edits its family and the list. Times, sizes and limits of the model are tunables.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { faultKinds, specOf } from '../sim/faults/fault-kinds.js';
import { relationsOf, tunables } from '../sim/scenario/parameters/parameters.js';
import { defaultParameters } from './default-parameters.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['sim', 'reports'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort(),
);
const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const filesWith = (pattern: RegExp) => files.filter((file) => pattern.test(text.get(file)!));

describe('a kind of fault', () => {
  const list = 'sim/faults/fault-kinds.ts';

  test.each([...faultKinds])('%s is named in the file of its family alone', (kind) => {
    // What others call it is told by the dictionary of such words.
    const named = filesWith(new RegExp(`'${kind}'`)).filter((file) => file !== 'sim/scenario/reading/other-words.ts');
    expect(named).toHaveLength(1);
    expect(named[0]).toMatch(/^sim\/faults\/[a-z-]+-faults\.ts$/);
  });

  test('is known by its declaration to the list alone', () => {
    const families = files.filter((file) => /^sim\/faults\/[a-z-]+-faults\.ts$/.test(file));
    for (const family of families) {
      expect(
        filesWith(new RegExp(`from '\\.\\.?/(?:[a-z-]+/)*${family.split('/')[2].replace('.ts', '.js')}'`)),
      ).toEqual([list]);
    }
  });
});

test('what stands for no index, number or time has one name', () => {
  expect(filesWith(/^(?:export )?const (?:none|unset|\w+Unset|nil|missing)(?:: \w+)? = -1;/m)).toEqual([
    'sim/engine/pool.ts',
  ]);
});

describe('a key of a kind of fault', () => {
  /** Kinds that make something slower share theirs. */
  const homes = /^sim\/faults\/([a-z-]+-faults|slowing)\.ts$/;
  const keys = [...new Set(faultKinds.map(specOf).flatMap(({ needs, may }) => Object.keys({ ...needs, ...may })))];
  /** Whom a fault hits, and how factors multiply, is said in the same words and knows no key. */
  const others = /\/(targets|target-[a-z]+|factors)\.ts$/;
  const readers = files.filter((file) => /^sim\/(faults|scenario\/faults)\//.test(file) && !others.test(file));

  test.each(keys)('%s is named beside the kind, and nowhere that kinds are read, judged or scheduled', (key) => {
    const naming = new RegExp(`\\.${key}\\b|['\\s{]${key}['?]*:`);
    const named = readers.filter((file) => naming.test(text.get(file)!.replace(/\/\*[\s\S]*?\*\//g, '')));
    expect(named.filter((file) => !homes.test(file))).toEqual([]);
    expect(named).not.toEqual([]);
  });
});

describe('a table of tunables', () => {
  const list = 'sim/scenario/parameters/parameters.ts';
  const tables = files.filter((file) => /-parameters\.ts$/.test(file) && !file.startsWith('sim/scenario/'));

  test.each(tables)('%s is taken as a value by the list alone', (table) => {
    const [, name] = /export const (\w+Parameters) = \{/.exec(text.get(table)!)!;
    expect(filesWith(new RegExp(`import \\{[^}]*(?<!type )\\b${name}\\b`))).toEqual([list]);
  });

  test('is in the list', () => {
    expect(Object.keys(tunables)).toHaveLength(tables.length);
  });

  test('says of each tunable what it is, where its default comes from, and a default within its range', () => {
    const rows = Object.values(tunables).flatMap((table) => Object.entries(table));
    const wrong = rows.filter(([, row]) => {
      const [min, max] = ['min' in row ? row.min : -Infinity, 'max' in row ? row.max : Infinity];
      const isInRange = typeof row.default !== 'number' || (row.default >= min && row.default <= max);
      return row.about === '' || row.source === '' || !isInRange;
    });
    expect(wrong).toEqual([]);
  });

  test('is what relations speak of: paths that exist, so that a broken one is told with the values it hangs on', () => {
    const relations = relationsOf(defaultParameters);
    expect(relations.length).toBeGreaterThan(10);
    for (const [holds, path, expected] of relations) {
      expect(holds, `the default of ${path}`).toBe(true);
      const named = [path, ...(expected.match(/\b[a-z]+\.[a-z]+\b/gi) ?? [])];
      expect(named.length, `what ${path} hangs on`).toBeGreaterThan(1);
      for (const each of named) expect(tunables).toHaveProperty(each.split('.'));
    }
  });
});

describe('a time, size, share or limit of the model is a tunable', () => {
  const folders =
    /^sim\/(checkers|measurement|faults|workload|control-plane|front-door|routing|storage|partitions|admission|consensus|replication|protocol|infrastructure)\//;
  const constant =
    /^(?:export )?const (\w+(?:Ns|Bytes|Share|Max|Min|Ratio|Every|Timeout|Answers|Room|PerSplit))(?:: \w+)? = [-\d(]/gm;

  /** Those that nobody should set, with the reason. */
  const fixed: Readonly<Record<string, string>> = {
    relativeErrorMax: 'of sums in floating point, which the check must not take for a lost request',
    availabilityWindowNs: 'the SLA defines it',
    requestsBeyondMin: 'statistics: fewer say nothing of a percentile',
    chartBucketRatio: 'the resolution of a chart, not of the model',
    heatColumnsMax: 'the resolution of a chart, not of the model',
    minuteNs: 'a minute',
    hourNs: 'an hour',
    dayNs: 'a day',
    yearNs: 'a year',
    lookAgainNs: 'how soon a copy that waits for a drive notices that it has become impossible',
    resolutionNs: 'how near a time is searched for, below the clock that it is rounded to',
    itemsMax: 'what a double counts exactly, with room',
    entriesMax: 'memory of the activity in a result',
    observedPerSplit: 'memory of samples',
    sortedRoom: 'the scale of the line of keys, on which nothing but splits depends',
    readUnitBytes: 'the service defines the unit',
    writeUnitBytes: 'the service defines the unit',
    itemBytesMax: 'the service defines the limit',
    queryBytesMax: 'the service defines the limit',
    restoresMax: 'the service defines the limit',
    backupsMax: 'memory of what backups keep',
    electionsListedMax: 'memory of the list in a result',
    rivalsMax: 'memory of a checker',
    lossesMax: 'memory of a checker',
    lossesListedMax: 'memory of the list in a result',
    lostWritesNamedMax: 'memory of the list in a result',
    grayNodesListedMax: 'memory of the list in a result',
    overruledListedMax: 'memory of the list in a result',
    appendedMin: 'memory of the versions of small tables',
    regionMovesListedMax: 'memory of the list in a result',
    versionsKnownMax: 'memory of what clients that fail over know',
    stampsKeptMax: 'memory of what clients that fail over know',
    requestsLookedAtMax: 'a word of bits',
    phasesMax: 'memory of phases in a result',
    phaseRowsMax: 'memory of phases in a result',
    othersMin: 'statistics: the median of fewer is no yardstick',
    quietWindowsMin: 'statistics: how far apart two failures are to count as two',
    outagesShownMax: 'memory of outages in a result',
    partitionsNamedMax: 'memory of outages in a result',
    faultsNamedMax: 'memory of outages in a result',
    requestRowsMax: 'memory of the rows of an export',
    requestsMin: 'statistics: fewer say nothing of a percentile',
    unaskedClassesMax: 'memory of batches in a result',
    objectiveWindowsMax: 'memory of windows in a result',
    slowestMax: 'memory of exemplars in a result',
    failedMax: 'memory of exemplars in a result',
    slowestWindowsMax: 'memory of exemplars in a result',
    exemplarClassesMax: 'memory of exemplars in a result',
    exemplarTenantsMax: 'memory of exemplars in a result',
    failedTriesMax: 'memory of exemplars in a result',
    followedMax: 'memory of exemplars while they are under way',
    stageEndsMax: 'memory of the stages of an attempt',
    itemsTrackedMax: 'memory of versions',
    itemsTrackedInAllMax: 'memory of versions',
    loadedStampNs: 'before any time of a clock',
    writesMax: 'what a 32-bit number of a write can say',
    damagedCopiesMax: 'memory of damaged copies',
    disputesMax: 'memory of items in dispute',
    writesFollowedMax: 'memory of a check',
    readyAtOnceMax: 'a second of them takes less than a second of requests; any number that is no storm',
    atOnceMax: 'pages: any number that is no storm',
    chunksAheadMax: 'as many as keep two drives and a link busy',
    tryAgainAfterNs: 'how soon a repair notices that it has become possible',
    repairAwaitedNs: 'how long a copy waits for what may come, and goes on without it',
    triedAtOnceMax: 'any number that is no storm',
    drawsMax: 'how an item is found, and not which',
    recordsMax: 'memory of log records',
    watchesMax: 'memory of watched partitions',
    slotsMax: 'what a mask of one byte can say',
    cursorsMax: 'memory of the feed',
    slotRestNs: 'longer than any message is under way',
    threadsMax: 'what a byte can say',
    zonesMax: 'what a host number can say',
  };

  const found = files
    .filter((file) => folders.test(file) && !file.endsWith('-parameters.ts'))
    .flatMap((file) => [...text.get(file)!.matchAll(constant)].map(([, name]) => ({ file, name })));

  test('or has a reason not to be', () => {
    // What a scenario multiplies is held to memory and time there.
    const sizes = files.filter((file) => file.startsWith('sim/scenario/size/')).map((file) => text.get(file)!);
    const ofSizes = (name: string) => sizes.some((each) => new RegExp(`\\b${name}\\b`).test(each));
    const wrong = found.filter(({ name }) => !ofSizes(name) && !Object.hasOwn(fixed, name));
    expect(wrong.map(({ file, name }) => `${file}: ${name}: put it into the table of tunables beside it`)).toEqual([]);
  });

  test('and reasons are given for what exists', () => {
    expect(Object.keys(fixed).filter((reason) => !found.some(({ name }) => name === reason))).toEqual([]);
  });
});
