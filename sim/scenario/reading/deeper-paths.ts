/**
 * What to offer for a path of `--set` of which no key is known where it begins: the paths, further in, that end with all its
 * words, among those that the file has and the tunables. `replication.lease` is `parameters.replication.lease`.
 */
import { tunables } from '../parameters/parameters.js';
import { type Override, overridesFile } from './overrides.js';
import { type Problem, quoted, ScenarioError } from './problem.js';
import { isMapping, type Plain } from './yaml-document.js';

/** Offered for one path. */
const offeredMax = 3;
/** A file of many tables has more paths than are worth a search. */
const pathsMax = 20_000;

/** The same error, with full paths where some are meant. @param root of the file as it was written */
export function withDeeperPaths(error: ScenarioError, overrides: readonly Override[], root: Plain): ScenarioError {
  const isUnknown = ({ file, column, nearest }: Problem) =>
    file === overridesFile && column === 1 && nearest === undefined;
  if (!error.problems.some(isUnknown)) return error;
  const paths = [...pathsOf(root), ...tunablePaths()];
  const problems = error.problems.map((problem) => {
    const path = overrides[problem.line - 1]?.path ?? '';
    const meant = isUnknown(problem) && path !== '' ? paths.filter((each) => each.endsWith(`.${path}`)) : [];
    const offered = [...new Set(meant)].slice(0, offeredMax);
    if (offered.length === 0) return problem;
    const { file, line, column, found, expected, message } = problem;
    const hint = ` (did you mean ${offered.map(quoted).join(' or ')}?)`;
    return { file, line, column, found, expected, nearest: offered[0], message: message + hint };
  });
  return new ScenarioError(problems, error.omitted, error.sources);
}

function pathsOf(root: Plain): string[] {
  const paths: string[] = [];
  const left: (readonly [path: string, value: Plain])[] = [['', root]];
  for (let next = left.pop(); next !== undefined && paths.length < pathsMax; next = left.pop()) {
    const [path, value] = next;
    const inside: readonly (readonly [string, Plain])[] = Array.isArray(value)
      ? value.map((each, at) => [String(at), each] as const)
      : isMapping(value)
        ? Object.entries(value)
        : [];
    for (const [name, each] of inside) {
      const inner = path === '' ? name : `${path}.${name}`;
      paths.push(inner);
      left.push([inner, each]);
    }
  }
  return paths;
}

const tunablePaths = () =>
  Object.entries(tunables).flatMap(([section, rows]) =>
    Object.keys(rows).map((name) => `parameters.${section}.${name}`),
  );
