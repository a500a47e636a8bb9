/**
 * The words of `search` to its plan, the ladder of values, and what decides. Everything is read before anything runs: the
 * scenario at both ends, next to them and half-way, and the promises by their names.
 */
import { basename } from 'node:path';
import { decidingOf } from '../../experiments/search/deciding.js';
import { ladderBetween, middleOf } from '../../experiments/search/ladder.js';
import { decidingWordsMax, searchSeedsMax } from '../../experiments/search/limits.js';
import type { SearchTerms } from '../../experiments/search/search-run.js';
import { quoted, type Warning } from '../../scenario/reading/problem.js';
import { version } from '../../version.js';
import type { CommandWords } from '../command.js';
import { seedSpansOf } from '../compared/seed-list.js';
import { readScenarioSource, type ScenarioSource } from '../files/scenario-source.js';
import { takeAll } from '../mistakes.js';
import { readEach } from '../settings/each-setting.js';
import { jobWithSettings, judgeSettings, settingsOf } from '../settings/settings.js';
import { judgeFixed } from '../settings/varied-settings.js';
import { minShareOf } from '../sweep/min-share.js';
import { UsageError } from '../usage-error.js';
import { conditionIn } from './condition-words.js';

export interface PlannedSearch extends SearchTerms {
  /** What the user called the scenario. */
  readonly written: string;
  readonly warnings: readonly Warning[];
}

type Ladder = SearchTerms['ladder'];

interface Sought {
  readonly path: string;
  readonly ladder: Ladder;
}

/** Throws all that is wrong with the words. */
export async function plannedSearch({ operands: [written], options }: CommandWords): Promise<PlannedSearch> {
  const conditions = (options.meets ?? []).map(conditionIn);
  const settings = [...settingsOf(options), ...conditions.flatMap(({ setting }) => setting ?? [])];
  let seeds: SearchTerms['plan']['seeds'] = [];
  let sought: Sought | null = null;
  let source: ScenarioSource | null = null;
  let planned: PlannedSearch | null = null;
  await takeAll(
    () => judgeSettings(options),
    () => {
      seeds = seedSpansOf(options, searchSeedsMax) ?? [];
    },
    () => minShareOf(options),
    () => {
      if (conditions.length <= decidingWordsMax) return;
      throw new UsageError(`found --meets ${conditions.length} times; expected at most ${decidingWordsMax}`);
    },
    () => {
      const found = soughtIn(options);
      judgeFixed(settings, [{ path: found.path, values: [] }]);
      if (found.path === 'seed') throw new UsageError('found --vary seed; expected another setting, and --seeds');
      sought = found;
    },
    () => {
      source = readScenarioSource(written);
    },
    () => {
      if (source === null) return;
      const { path, ladder } = sought ?? { path: '', ladder: null };
      const read = source;
      const rungs = ladder === null ? [[]] : readBefore(ladder).map((rung) => [{ path, value: ladder.values[rung] }]);
      const jobs = readEach(read, rungs, (chosen) => jobWithSettings(read, [...settings, ...chosen]));
      const names = conditions.map(({ name }) => name);
      const [deciding, ...others] = jobs.map(({ scenario }) => decidingOf(scenario, names));
      if ('problems' in deciding) throw new UsageError(deciding.problems);
      if (ladder === null) return;
      const ofOthers = others.map((each) => ('problems' in each ? [] : each.promises));
      const promises = deciding.promises.map((promise, at) => {
        const isAlike = ofOthers.every((each) => each[at]?.condition === promise.condition);
        return isAlike ? promise : { ...promise, condition: null };
      });
      const plan = {
        ...{ dynamosim: version, scenarios: [{ name: basename(written).replace(/\.ya?ml$/i, ''), text: read.text }] },
        fixed: settings.map(({ path: fixed, value }) => ({ path: fixed, value })),
        varied: [{ path, values: ladder.values }],
        ...{ isZipped: false, seeds, metrics: [] },
      };
      planned = {
        ...{ plan, ladder, deciding: { ...deciding, promises }, minShare: minShareOf(options), written },
        title: jobs[0].scenario.title,
        warnings: jobs[0].warnings,
      };
    },
  );
  return planned!;
}

/** Throws UsageError. */
function soughtIn({ vary, within }: CommandWords['options']): Sought {
  const word = vary?.[0];
  const form = 'expected --vary path=from..to, such as tenants.storefront.arrivals.poisson=1k/s..20k/s';
  if (word === undefined) throw new UsageError(`found no --vary; ${form}`);
  const [, path, from, to] = /^([^=]+)=\s*(\S+?)\s*\.\.\s*(\S+)\s*$/.exec(word) ?? [];
  if (path === undefined) throw new UsageError(`found --vary ${quoted(word)}; ${form}`);
  const ladder = ladderBetween([from, to], within?.[0] ?? null);
  if ('problem' in ladder) throw new UsageError(ladder.problem);
  return { path, ladder };
}

/** A value between the ends may be none of the setting's where the ends are, such as a part of a whole number. */
function readBefore(ladder: Ladder): number[] {
  const last = ladder.values.length - 1;
  const middle = last > 1 ? middleOf(ladder, 0, last) : 0;
  return [...new Set([0, last, 1, last - 1, middle])];
}
