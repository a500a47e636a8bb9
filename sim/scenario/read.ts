/**
 * The way of a scenario file: text, YAML document with places, overrides, migration to the newest format, schema,
 * resolution. All problems of a file are
 * thrown together; only a text that is no YAML at all stops the way early. Of a file without problems, warnings are told.
 */

import { judgeDefects } from './parameters/judge-defects.js';
import { judgeHealing, judgeScrub } from './parameters/judge-healing.js';
import { judgeTails } from './quantities/heavy-tails.js';
import { withDeeperPaths } from './reading/deeper-paths.js';
import { Judgement } from './reading/judgement.js';
import { type Migration, migrated, migrations } from './reading/migrations.js';
import { applyOverrides, type Override, overridesFile } from './reading/overrides.js';
import { ScenarioError, type Warning } from './reading/problem.js';
import { judge } from './reading/sound-part.js';
import { readYamlDocument } from './reading/yaml-document.js';
import { resolveScenario } from './resolve.js';
import type { Scenario } from './scenario.js';
import { scenarioSchema } from './schema.js';
import { judgeSize } from './size/judge-size.js';
import { judgeAttempts } from './tenants/judge-attempts.js';
import { judgeMetrics, type MetricVocabulary } from './verdicts/judge-metrics.js';
import { type VerdictLines, verdictLines } from './verdicts/verdict-lines.js';

/** For the required keys of the format; values that no relation finds fault with. */
const standIns = {
  ...{ title: '-', regions: {}, tables: {}, tenants: {} },
  ...{ arrivals: { poisson: '1/s' }, read: 1, write: 1 },
  ...{ of: '-', as: '-', to: '0s' },
  ...{ at: '0s', share: '50%', factor: 1, delay: '0s', offset: '0s', period: '1s', bandwidth: '1MB/s' },
};

export interface ReadScenario {
  readonly scenario: Scenario;
  readonly lines: VerdictLines;
  readonly warnings: readonly Warning[];
}

/** Throws ScenarioError; `fileName` is what its problems call the file. Without a vocabulary, any metric may be named. */
export function readScenario(
  text: string,
  fileName: string,
  overrides: readonly Override[] = [],
  vocabulary: MetricVocabulary = () => [],
): Scenario {
  return readWithWarnings(text, fileName, overrides, vocabulary).scenario;
}

/** The same, with what is allowed and should be known. */
export function readWithWarnings(
  text: string,
  fileName: string,
  overrides: readonly Override[],
  vocabulary: MetricVocabulary,
  chain = migrations,
): ReadScenario {
  try {
    return readAll(text, fileName, overrides, vocabulary, chain);
  } catch (error) {
    if (error instanceof ScenarioError) error.sources = sourcesOf(text, fileName, overrides);
    throw error;
  }
}

/** Each setting is a line of its own. */
function sourcesOf(text: string, fileName: string, overrides: readonly Override[]): ReadonlyMap<string, string> {
  const settings = overrides.map(({ path, value }) => `${path}=${value}`.replaceAll('\n', ' '));
  return new Map([
    [fileName, text],
    [overridesFile, settings.join('\n')],
  ]);
}

function readAll(
  text: string,
  fileName: string,
  overrides: readonly Override[],
  vocabulary: MetricVocabulary,
  chain: readonly Migration[],
): ReadScenario {
  const written = readYamlDocument(text, fileName);
  // Settings speak of the file as it is written.
  const settingProblems = applyOverrides(written, overrides);
  const document = migrated(written, chain);
  const problems = [...document.problems, ...settingProblems];
  const { sound, issues, sourcePath } = judge(scenarioSchema, document.root, standIns);
  const judgement = new Judgement(document.root, document.place, sourcePath, problems, issues);
  const scenario = sound && resolveScenario(sound, judgement);
  if (scenario) judgeDefects(scenario, fileName, judgement);
  if (scenario) judgeHealing(scenario, judgement);
  if (scenario) judgeScrub(scenario, judgement);
  if (scenario) judgeMetrics(vocabulary, scenario, judgement);
  if (scenario) judgeSize(scenario, judgement);
  if (judgement.problems.length > 0) {
    throw withDeeperPaths(new ScenarioError(judgement.problems), overrides, written.root);
  }
  if (!scenario) throw new Error('a scenario without problems was not resolved');
  judgeTails(scenario, judgement);
  judgeAttempts(scenario, judgement);
  return { scenario, lines: verdictLines(scenario, fileName, judgement), warnings: judgement.warnings };
}
