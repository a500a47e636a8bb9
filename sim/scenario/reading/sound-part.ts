/**
 * A file that breaks the schema still has names and times worth judging, so that all its problems are told at once. The
 * broken values are cut out of a copy, or whatever lacks a key it needs, until the rest passes the schema. What the
 * cuts themselves break is not reported.
 */
import type { z } from 'zod';
import { issuesOf, type SchemaIssue } from './schema-issues.js';
import { isMapping, type Path, type Plain, type PlainMapping, valueAt } from './yaml-document.js';

export interface Judged<Value> {
  /** Null where too little is left. */
  readonly sound: Value | null;
  readonly issues: readonly SchemaIssue[];
  /** From a path in the sound part, where lists may have lost entries, to the path in the file. */
  readonly sourcePath: (path: Path) => Path;
}

/** A cut climbs at most from the deepest value to the root. */
const roundsMax = 16;
/** Beyond so many issues the file is something else, and the comparison of cuts grows with their square. */
const issuesMax = 500;

/** `standIns` by key take the place of required values that are broken or missing, so that their siblings stay. */
export function judge<Value>(schema: z.ZodType<Value>, raw: PlainMapping, standIns: PlainMapping): Judged<Value> {
  const whole = parse(schema, raw);
  if (whole.success) return { sound: whole.data, issues: [], sourcePath: (path) => path };

  const issues = issuesOf(whole.error, raw);
  if (issues.length > issuesMax) return { sound: null, issues, sourcePath: (path) => path };
  const copy = new PrunedCopy(raw, standIns);
  let broken: readonly SchemaIssue[] = issues;
  for (let round = 0; round < roundsMax; round++) {
    copy.cut(broken.map((issue) => issue.path));
    const rest = parse(schema, copy.root);
    if (rest.success) return { sound: rest.data, issues, sourcePath: (path) => copy.sourcePath(path) };
    broken = issuesOf(rest.error, copy.root);
    for (const issue of broken) {
      const path = copy.sourcePath(issue.path);
      if (!copy.isTouched(path)) issues.push({ ...issue, path });
    }
  }
  return { sound: null, issues, sourcePath: (path) => path };
}

export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, i) => path[i] === step);
}

function parse<Value>(schema: z.ZodType<Value>, raw: Plain) {
  // Code generation pays off only for schemas that are used many times.
  return schema.safeParse(raw, { jitless: true });
}

class PrunedCopy {
  readonly root: PlainMapping;
  /** Where the entries of each list stood in the file. */
  private readonly origins: Map<Plain[], number[]>;
  private readonly cuts: Path[];
  private readonly standIns: PlainMapping;

  constructor(raw: PlainMapping, standIns: PlainMapping) {
    this.origins = new Map();
    this.cuts = [];
    this.standIns = standIns;
    this.root = this.copyMapping(raw);
  }

  /** All at once, because each cut in a list renumbers its later entries. */
  cut(paths: readonly Path[]): void {
    const doomed = new Map<Plain, Set<string | number>>();
    for (const path of paths) {
      if (this.fill(path)) continue;
      let end = path.length;
      while (end > 1 && valueAt(this.root, path.slice(0, end)) === undefined) end--;
      const cut = path.slice(0, end);
      this.cuts.push(this.sourcePath(cut));
      const container = valueAt(this.root, cut.slice(0, -1));
      if (container === undefined || end === 0) continue;
      const steps = doomed.get(container) ?? new Set();
      doomed.set(container, steps.add(cut[end - 1]));
    }
    for (const [container, steps] of doomed) {
      if (Array.isArray(container)) this.cutEntries(container, steps);
      else if (isMapping(container)) for (const key of steps) delete container[key];
    }
  }

  /** Puts a stand-in where a required value is missing; false where there is none for it. */
  private fill(path: Path): boolean {
    const key = path[path.length - 1];
    const container = valueAt(this.root, path.slice(0, -1));
    if (!isMapping(container) || typeof key !== 'string' || key in container || !(key in this.standIns)) return false;
    container[key] = this.standIns[key];
    this.cuts.push(this.sourcePath(path));
    return true;
  }

  /** Whether a cut was made at the path, within it or round it. */
  isTouched(path: Path): boolean {
    return this.cuts.some((cut) => startsWith(cut, path) || startsWith(path, cut));
  }

  sourcePath(path: Path): Path {
    let value: Plain | undefined = this.root;
    return path.map((step) => {
      const origin = Array.isArray(value) && typeof step === 'number' ? this.origins.get(value)?.[step] : undefined;
      value = value === undefined ? undefined : valueAt(value, [step]);
      return origin ?? step;
    });
  }

  private cutEntries(list: Plain[], indexes: ReadonlySet<string | number>): void {
    const origins = this.origins.get(list);
    if (!origins) throw new Error('a list without origins');
    const kept = list.map((_, index) => index).filter((index) => !indexes.has(index));
    const entries = kept.map((index) => list[index]);
    const keptOrigins = kept.map((index) => origins[index]);
    list.splice(0, list.length, ...entries);
    origins.splice(0, origins.length, ...keptOrigins);
  }

  private copyMapping(mapping: PlainMapping): PlainMapping {
    const copy: PlainMapping = Object.create(null);
    for (const [key, value] of Object.entries(mapping)) copy[key] = this.copy(value);
    return copy;
  }

  private copy(value: Plain): Plain {
    if (isMapping(value)) return this.copyMapping(value);
    if (!Array.isArray(value)) return value;
    const list = value.map((entry) => this.copy(entry));
    this.origins.set(
      list,
      list.map((_, index) => index),
    );
    return list;
  }
}
