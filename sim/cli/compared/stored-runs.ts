/**
 * The stored runs that `report` makes a trend of, with where their pages lie from there. What another command wrote among
 * them, as in `report runs/*`, is left out; what is no folder of ours at all is a mistake.
 */
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pageName } from '../../../reports/page/page-name.js';
import { type StoredRun, trendRunsMax, whatCounts } from '../../../reports/trend/trend.js';
import { kindOfPlace } from '../files/file-access.js';
import { compareFolder, resultName, varyFolder } from '../files/folder-kinds.js';
import { takeAll } from '../mistakes.js';
import { readStoredResult } from '../stored/stored-result.js';
import { UsageError } from '../usage-error.js';

export interface FoundRuns {
  readonly runs: readonly StoredRun[];
  readonly leftOut: readonly string[];
}

/** Throws all that is wrong with the words. */
export async function readStoredRuns(words: readonly string[], page: string): Promise<FoundRuns> {
  const leftOut = words.filter(isOfOthers);
  const kept = words.filter((word) => !leftOut.includes(word));
  if (kept.length === 0)
    throw new UsageError(`found no run among ${words.length} folders; expected what \`run --out\` wrote`);
  if (kept.length > trendRunsMax) {
    throw new UsageError(`found ${kept.length} runs; expected at most ${trendRunsMax}`);
  }
  const runs: StoredRun[] = [];
  await takeAll(
    ...kept.map((name) => () => {
      const { result, source } = readStoredResult(name);
      runs.push({ name, link: linkTo(name, page), version: source?.dynamosim ?? null, result: whatCounts(result) });
    }),
  );
  return { runs, leftOut };
}

function isOfOthers(word: string): boolean {
  const holds = (name: string) => kindOfPlace(join(word, name)) === 'file';
  return !holds(resultName) && [varyFolder, compareFolder].some(({ landmark }) => holds(landmark));
}

/** Relative, so that both can be moved together; null where there is none. */
function linkTo(name: string, page: string): string | null {
  const place = join(name, pageName);
  if (kindOfPlace(name) !== 'folder' || kindOfPlace(place) !== 'file') return null;
  const path = relative(dirname(resolve(page)), resolve(place));
  return `./${path.split(sep).map(encodeURIComponent).join('/')}`;
}
