/**
 * What a strong read would return if it were made now, for those who watch a run: the version that the partition's leader
 * has, as any reader gets it from there. No time passes, nothing is scheduled, and nothing can fail on the way. A copy that a
 * fault has damaged says nothing: who reads it is judged by what was told of that.
 */
import { none } from '../engine/pool.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { field } from '../replication/replica-table.js';
import type { StorageService } from './storage-service.js';

export class LeaderReads {
  constructor(
    private readonly storage: Pick<StorageService, 'groups' | 'leadership' | 'reads'>,
    private readonly spaces: KeySpaces['spaces'],
  ) {}

  /** Write id of the version; 0 as the table was loaded; -1 where no leader would answer, or its copy is damaged. */
  read(table: number, item: number): number {
    const { groups, leadership, reads } = this.storage;
    const group = this.spaces[table].groupOf(item);
    const leader = groups.get(group, field.leader);
    if (!leadership.isAlive(group, leader) || !leadership.mayServe(group, leader)) return none;
    const damaged = reads.damage?.seen(groups.hostOf(group, leader), table, item);
    if (damaged?.isTold) return none;
    return reads.copyOf(group, leader, table, item).writeId;
  }
}
