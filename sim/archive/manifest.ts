/**
 * What an object store says of the archived log of each partition: one entry a segment, under the partition and the first
 * sequence number, which is the object's key. Whoever puts an object whose key is taken is told so (a conditional put), so
 * that of two agents that are as fast one uploads and the other compares.
 *
 * Bound: of each partition the entries are kept that an agent may still compare, and of those before them how far they go.
 */
import { none } from '../engine/pool.js';

export interface ManifestEntry {
  readonly group: number;
  /** Sequence numbers, both included. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  readonly checksum: number;
  /** Host of the agent that uploaded it. */
  readonly uploader: number;
}

class Manifest {
  /** By first sequence number, in their order. */
  readonly entries = new Map<number, ManifestEntry>();
  end = none;
}

export class Manifests {
  private readonly ofGroups = new Map<number, Manifest>();

  /** Sequence number up to which the partition's log is archived, or -1 where none of it is. */
  endOf(group: number): number {
    return this.ofGroups.get(group)?.end ?? none;
  }

  entryAt(group: number, first: number): ManifestEntry | null {
    return this.ofGroups.get(group)?.entries.get(first) ?? null;
  }

  /** The entry that has the key from now on: another than was given where the key was taken. */
  add(entry: ManifestEntry): ManifestEntry {
    const { group, first, last } = entry;
    const manifest = this.ofGroups.get(group) ?? new Manifest();
    this.ofGroups.set(group, manifest);
    const taken = manifest.entries.get(first);
    if (taken !== undefined) return taken;
    if (first <= manifest.end) throw new Error(`group ${group} is archived up to ${manifest.end}, and then ${first}`);
    manifest.entries.set(first, entry);
    manifest.end = last;
    return entry;
  }

  /** Nobody compares the entries up to there any more. */
  forget(group: number, upTo: number): void {
    const entries = this.ofGroups.get(group)?.entries;
    if (entries === undefined) return;
    for (const [first, { last }] of entries) {
      if (last > upTo) break;
      entries.delete(first);
    }
  }
}
