/**
 * What decides whether a value meets: the objectives of a tenant (`tenants.storefront`), one of them
 * (`tenants.storefront.getItem.p99`), all (`objectives`), what the scenario expects (`expect`), or what it expects of one
 * metric, by the metric's name. Where nothing is said all objectives decide, or where there are none all expectations: what a
 * file expects was made for its own setting, and need not hold under another.
 */
import { nearestName } from '../../scenario/reading/nearest-name.js';
import { quoted } from '../../scenario/reading/problem.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { DecidingPromise } from '../../search-result.js';
import { promisesOf } from '../../verdicts/expectations.js';
import { unitsOf } from '../../verdicts/metrics.js';
import { objectiveOf } from '../../verdicts/objectives.js';

/** Places in the scenario's lists, ascending; what they stand for is in `promises`, objectives first. */
export interface Deciding {
  readonly objectives: readonly number[];
  readonly expectations: readonly number[];
  readonly promises: readonly DecidingPromise[];
}

const shownMax = 8;

/** What is wrong with each of the words that are wrong, a line each. */
export interface DecidingProblems {
  readonly problems: readonly string[];
}

export function decidingOf(scenario: Scenario, words: readonly string[]): Deciding | DecidingProblems {
  const { objectives, expectations } = scenario;
  if (objectives.length + expectations.length === 0) {
    return { problems: ['found no objective in the scenario, and nothing that it expects; expected one of them'] };
  }
  const names = namesIn(scenario);
  const asked = words.length > 0 ? words : [objectives.length > 0 ? 'objectives' : 'expect'];
  const problems = asked.flatMap((word) => (names.has(word) ? [] : [unknown(word, [...names.keys()])]));
  if (problems.length > 0) return { problems };
  const meant = asked.flatMap((word) => names.get(word)!);
  const placesIn = (list: Meant['list']) =>
    [...new Set(meant.flatMap((each) => (each.list === list ? [each.at] : [])))].sort((a, b) => a - b);
  const places = { objectives: placesIn('objectives'), expectations: placesIn('expectations') };
  return { ...places, promises: promisesAt(scenario, places) };
}

interface Meant {
  readonly list: 'objectives' | 'expectations';
  readonly at: number;
}

/** By what may be said of them. */
function namesIn({ objectives, expectations }: Scenario): Map<string, Meant[]> {
  const names = new Map<string, Meant[]>();
  const add = (name: string, meant: Meant) => {
    names.set(name, [...(names.get(name) ?? []), meant]);
  };
  objectives.forEach(({ tenant, metric }, at) => {
    const meant = { list: 'objectives' as const, at };
    for (const name of ['objectives', `tenants.${tenant}`, `tenants.${tenant}.${metric}`]) add(name, meant);
  });
  expectations.forEach(({ metric }, at) => {
    for (const name of ['expect', metric]) add(name, { list: 'expectations', at });
  });
  return names;
}

function unknown(word: string, names: readonly string[]): string {
  const nearest = nearestName(word, names);
  const hint = nearest === null ? '' : ` (did you mean ${quoted(nearest)}?)`;
  const shown = names.slice(0, shownMax).join(', ') + (names.length > shownMax ? ' …' : '');
  return `found --meets ${quoted(word)}; expected an objective or expectation of the scenario: ${shown}${hint}`;
}

function promisesAt(scenario: Scenario, places: Pick<Deciding, 'objectives' | 'expectations'>): DecidingPromise[] {
  const promised = promisesOf(scenario);
  const units = unitsOf(
    scenario,
    scenario.expectations.map(({ metric }) => metric),
  );
  return [
    ...places.objectives.map((at) => {
      const unit = objectiveOf(scenario.objectives[at]).unit === 'ms' ? 'ms' : 'share';
      return { ...promised.objectives[at], unit };
    }),
    ...places.expectations.map((at) => ({ ...promised.expectations[at], unit: units[at] })),
  ];
}
