/**
 * The two sides of `compare`, each a stored run or a scenario that is run now. One word stands for both: the scenario, or
 * the stored run's own, as it is and under the settings. Settings are B's alone; the duration and the seeds are those of
 * every scenario, and a scenario beside a stored run takes over its seed: both sides meet the same arrivals and faults.
 */

import type { NewJob } from '../../experiments/job.js';
import type { Result } from '../../result.js';
import { nearestName } from '../../scenario/reading/nearest-name.js';
import { overridesFile } from '../../scenario/reading/overrides.js';
import { quoted } from '../../scenario/reading/problem.js';
import type { CommandWords } from '../command.js';
import { bundledScenarios } from '../files/bundled-scenarios.js';
import { kindOfPlace } from '../files/file-access.js';
import { readScenarioSource, type ScenarioSource } from '../files/scenario-source.js';
import { takeAll } from '../mistakes.js';
import { jobsOnSeeds, judgeSettings, settingsOf } from '../settings/settings.js';
import { readStoredResult, type StoredResult } from '../stored/stored-result.js';
import { UsageError } from '../usage-error.js';
import { judgeKept } from './kept-results.js';
import { seedsOf } from './seed-list.js';

export interface ComparedSide {
  /** What its user calls it. */
  readonly name: string;
  /** Null where it has yet to run. */
  readonly stored: StoredResult | null;
  /** What is to run, one for each seed; nothing where it is stored. */
  readonly jobs: readonly NewJob[];
}

type Options = CommandWords['options'];
type Settings = ReturnType<typeof settingsOf>;

/** Throws all that is wrong with the words. */
export async function readSides({ operands, options }: CommandWords): Promise<readonly [ComparedSide, ComparedSide]> {
  let seeds: readonly number[] | null = null;
  let sides: readonly [ComparedSide, ComparedSide] | null = null;
  await takeAll(
    () => judgeSettings(options),
    () => {
      seeds = seedsOf(options);
    },
    async () => {
      sides = await (operands.length === 1 || operands[0] === operands[1] ? ofOne : ofTwo)(operands, options, seeds);
      judgeKept(
        sides.flatMap(({ jobs }) => jobs.map(({ scenario }) => scenario)),
        'fewer seeds',
      );
    },
  );
  return sides!;
}

type Seeds = readonly number[] | null;

async function ofOne([word, again]: readonly string[], options: Options, seeds: Seeds) {
  const { set = [] } = options;
  const isScenario = meansScenario(word);
  if (again === undefined && set.length === 0) {
    throw new UsageError(`found ${word} alone; expected a second run or scenario, or --set path=value`);
  }
  const stored = isScenario ? null : readStoredResult(word);
  if (stored !== null && set.length === 0) {
    judgeStored(options);
    return [sideOf(word, stored), sideOf(word, stored)] as const;
  }
  if (stored !== null) judgeSeeds(options);
  const source = isScenario ? readScenarioSource(word) : recordedIn(word, stored);
  const recorded = stored?.source?.overrides ?? [];
  const settings = recorded.map(({ path, value }) => ({ option: overridesFile, path, value }));
  const seed = stored?.result.seed ?? null;
  const jobs = (given: Options) =>
    jobsOnSeeds(source, [...settings, ...seedSetting(seed, given), ...settingsOf(given)], seeds);
  // B first: whatever is wrong with the file is wrong with both, and the settings may be wrong as well.
  const b = jobs(options);
  const a = isScenario ? jobs({ ...options, set: [] }) : [];
  return [
    { name: word, stored, jobs: a },
    { name: [word, ...set].join(' '), stored: null, jobs: b },
  ] as const;
}

async function ofTwo(words: readonly string[], options: Options, seeds: Seeds) {
  const { set = [] } = options;
  const isScenario = words.map(meansScenario);
  if (set.length > 0 && !isScenario[1]) {
    throw new UsageError(`found --set beside ${words[1]}, a stored run; expected a scenario there`);
  }
  if (!isScenario.includes(true)) judgeStored(options);
  if (isScenario.includes(false)) judgeSeeds(options);
  const stored: (StoredResult | null)[] = [null, null];
  const jobs: (readonly NewJob[])[] = [[], []];
  await takeAll(
    ...words.map((word, at) => () => {
      if (!isScenario[at]) stored[at] = readStoredResult(word);
    }),
    ...words.map((word, at) => () => {
      if (!isScenario[at]) return;
      const own = at === 0 ? { ...options, set: [] } : options;
      const beside = stored[1 - at]?.result.seed ?? null;
      jobs[at] = jobsOnSeeds(readScenarioSource(word), [...seedSetting(beside, own), ...settingsOf(own)], seeds);
    }),
  );
  const name = (at: number) => (at === 0 ? words[0] : [words[1], ...set].join(' '));
  return [
    { name: name(0), stored: stored[0], jobs: jobs[0] },
    { name: name(1), stored: stored[1], jobs: jobs[1] },
  ] as const;
}

const sideOf = (name: string, stored: StoredResult): ComparedSide => ({ name, stored, jobs: [] });

/** Of the stored run that a scenario stands beside, unless another one was asked for. */
function seedSetting(seed: number | null, { seed: given, set = [] }: Options): Settings {
  const isAsked = given !== undefined || set.some((text) => text.startsWith('seed='));
  return seed === null || isAsked ? [] : [{ option: '--seed', path: 'seed', value: String(seed) }];
}

function recordedIn(word: string, stored: StoredResult | null): ScenarioSource {
  if (stored?.source) return stored.source;
  throw new UsageError(`found --set beside ${word}, which has no recording of its scenario; expected a scenario`);
}

/** A folder that is called like a bundled scenario is meant, as it is nearer. */
function meansScenario(word: string): boolean {
  const kind = kindOfPlace(word);
  if (kind === 'folder') return false;
  if (/\.ya?ml$/i.test(word)) return true;
  const names = bundledScenarios().map(({ name }) => name);
  if (kind === 'file') return false;
  if (names.includes(word)) return true;
  const nearest = nearestName(word, names);
  const meant = nearest === null ? '' : ` (did you mean "${nearest}"?)`;
  throw new UsageError(
    `found nothing at ${quoted(word)}${meant}; expected a folder that \`run --out\` wrote, a result.json, a scenario ` +
      'file, or a name that `dynamosim list` shows',
  );
}

function judgeStored(options: Options): void {
  const given = ['seed', 'seeds', 'duration'].filter((name) => options[name]);
  if (given.length > 0) throw new UsageError(`found --${given[0]} beside stored runs; expected a scenario`);
}

function judgeSeeds({ seeds }: Options): void {
  if (seeds) throw new UsageError('found --seeds beside a stored run, which is of one seed; expected scenarios');
}

/** In the order of A and B: a stored result as it is, and what came of the jobs, which ran in that order. */
export function runsOf(sides: readonly ComparedSide[], results: readonly Result[]): (readonly Result[])[] {
  let from = 0;
  return sides.map(({ stored, jobs }) => {
    if (stored !== null) return [stored.result];
    from += jobs.length;
    return results.slice(from - jobs.length, from);
  });
}
