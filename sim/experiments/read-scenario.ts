/**
 * The reading of a scenario that is to be run: what scenario/ judges, and every metric in its objectives and expectations
 * held against the vocabulary of results, so that a misspelt one is found with all other problems and not after the run.
 */

import { type ReadScenario, readWithWarnings as readWithoutVocabulary } from '../scenario/read.js';
import type { Override } from '../scenario/reading/overrides.js';
import type { Scenario } from '../scenario/scenario.js';
import { unknownMetrics } from '../verdicts/expectations.js';

/** Throws ScenarioError; `fileName` is what its problems call the file. */
export function readScenario(text: string, fileName: string, overrides: readonly Override[] = []): Scenario {
  return readWithWarnings(text, fileName, overrides).scenario;
}

/** The same, with what is allowed and should be known. */
export function readWithWarnings(text: string, fileName: string, overrides: readonly Override[] = []): ReadScenario {
  return readWithoutVocabulary(text, fileName, overrides, unknownMetrics);
}
