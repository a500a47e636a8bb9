/**
 * Where the judges of a scenario put what they find, by path into the file; and what they ask before they judge a value
 * by another one that is itself broken, since one mistake should be told once.
 */
import { type Mismatch, type Position, type Problem, problemAt, type Warning } from './problem.js';
import type { SchemaIssue } from './schema-issues.js';
import { isMapping, type Path, type Place, type Plain, type PlainMapping, positionOf } from './yaml-document.js';

export class Judgement {
  readonly problems: Problem[];
  readonly warnings: Warning[] = [];
  private readonly root: PlainMapping;
  private readonly place: Place;
  private readonly sourcePath: (path: Path) => Path;
  /** Paths with a problem, and those that lead to one. */
  private readonly broken: Set<string>;
  private readonly aboveBroken: Set<string>;

  constructor(
    root: PlainMapping,
    place: Place,
    sourcePath: (path: Path) => Path,
    problems: readonly Problem[],
    issues: readonly SchemaIssue[],
  ) {
    this.problems = [...problems];
    this.root = root;
    this.place = place;
    this.sourcePath = sourcePath;
    this.broken = new Set();
    this.aboveBroken = new Set();
    for (const { path, isAboutKey, mismatch } of issues) this.put(path, mismatch, isAboutKey);
  }

  report(path: Path, mismatch: Mismatch): void {
    this.put(this.sourcePath(path), mismatch, false);
  }

  reportKey(path: Path, mismatch: Mismatch): void {
    this.put(this.sourcePath(path), mismatch, true);
  }

  warn(path: Path, message: string): void {
    const { file, line, column } = this.position(path);
    this.warnings.push({ file, line, column, message });
  }

  position(path: Path): Position {
    return positionOf(this.place, this.sourcePath(path), false);
  }

  keyPosition(path: Path): Position {
    return positionOf(this.place, this.sourcePath(path), true);
  }

  /** Whether a problem is known at the path, within it or round it. */
  isBroken(path: Path): boolean {
    const source = this.sourcePath(path);
    return this.aboveBroken.has(keyOf(source)) || beginnings(source).some((key) => this.broken.has(key));
  }

  /** Whether the file has something there. */
  isWritten(path: Path): boolean {
    let value: Plain | undefined = this.root;
    for (const key of this.sourcePath(path)) {
      if (Array.isArray(value)) value = value[Number(key)];
      else if (isMapping(value) && Object.hasOwn(value, key)) value = value[key];
      else return false;
    }
    return true;
  }

  /** All names written in a section, of broken entries too: they resolve, and are told elsewhere. */
  namesIn(section: 'regions' | 'tables' | 'tenants'): string[] {
    const value = this.root[section];
    return isMapping(value) ? Object.keys(value) : [];
  }

  private put(path: Path, mismatch: Mismatch, isAboutKey: boolean): void {
    this.broken.add(keyOf(path));
    for (const key of beginnings(path)) this.aboveBroken.add(key);
    this.problems.push(problemAt(positionOf(this.place, path, isAboutKey), mismatch));
  }
}

const keyOf = (path: Path) => JSON.stringify(path);

/** Of the path and of all that it lies in. */
const beginnings = (path: Path) => Array.from({ length: path.length + 1 }, (_, length) => keyOf(path.slice(0, length)));
