/** Where the records of a sweep are kept while it runs: in a shard on the disk, or for a short one in memory. */
import { join } from 'node:path';
import type { Records } from '../../experiments/sweep/merge.js';
import type { SweepPlan } from '../../experiments/sweep/plan.js';
import { orTell } from '../files/file-access.js';
import { shardName, sweepFolder } from '../files/folder-kinds.js';
import { OutputFolder } from '../files/output-folder.js';
import { ShardFile } from '../files/shard-file.js';
import type { Shard } from '../files/shard-reader.js';
import { openShards, type ShardRecords } from '../files/shard-records.js';

export interface RecordStore extends Records {
  /** Numbers of the jobs that ended before. */
  readonly done: ReadonlySet<number>;
  readonly path: string;
  /** Where the whole is written; null of none. */
  readonly folder: OutputFolder | null;
  keep(number: number, line: string): void;
  /** The records so far, of a sweep that goes on. */
  readSoFar<T>(read: (records: Records) => T): T;
  /** No more records come; from here on they are read. */
  endRunning(): void;
  close(): void;
}

export function memoryRecords(): RecordStore {
  const lines = new Map<number, string>();
  const line = (number: number) => lines.get(number) ?? null;
  return {
    done: new Set(),
    path: 'memory',
    folder: null,
    // As a reader gives it back: without its end.
    keep: (number, line) => lines.set(number, line.trimEnd()),
    line,
    readSoFar: (read) => read({ line }),
    endRunning: () => {},
    close: () => {},
  };
}

/**
 * Throws UsageError where the folder holds other things, or the shard of another plan.
 * @param isShared other shards may be written there at the same time
 */
export function shardStore(out: string, plan: SweepPlan, shard: Shard, isShared: boolean): RecordStore {
  const folder = new OutputFolder(out, sweepFolder, isShared);
  folder.make();
  const path = join(out, shardName(shard));
  const written = <T>(act: () => T) => orTell(`${path} cannot be written`, act);
  const file = written(() => new ShardFile(path, plan, shard));
  let records: ShardRecords | null = null;
  return {
    done: file.done,
    path,
    folder,
    keep: (_, line) => written(() => file.append(line)),
    readSoFar: (read) => {
      const soFar = openShards([path]);
      try {
        return read(soFar);
      } finally {
        soFar.close();
      }
    },
    line: (number) => records!.line(number),
    endRunning: () => {
      file.close();
      records = openShards([path]);
    },
    close: () => records?.close(),
  };
}
