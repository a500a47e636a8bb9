/** What lies in a folder: the hash of every file by its path. Equal snapshots are equal folders. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export type Snapshot = ReadonlyMap<string, string>;

/** Of a folder that is not there, as of an empty one. */
export function snapshotOf(folder: string): Snapshot {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => !entry.isDirectory());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'no plain file';
      return [relative(folder, path), content];
    }),
  );
}

export function isWithin(part: Snapshot, whole: Snapshot): boolean {
  return [...part].every(([path, hash]) => whole.get(path) === hash);
}

export function isSame(a: Snapshot, b: Snapshot): boolean {
  return a.size === b.size && isWithin(a, b);
}
