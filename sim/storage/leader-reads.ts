/**
 * What a strong read would return if it were made now, for those who watch a run: the version that the partition's leader
 * has, as any reader gets it from there. No time passes, nothing is scheduled, and nothing can fail on the way.
 */
import { none } from '../engine/pool.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { Call } from '../protocol/call.js';
import { Request } from '../protocol/request.js';
import { field } from '../replication/replica-table.js';
import type { StorageService } from './storage-service.js';

export class LeaderReads {
  private readonly call = new Call(none);
  private readonly request = new Request(none);

  constructor(
    private readonly storage: Pick<StorageService, 'groups' | 'leadership' | 'reads'>,
    private readonly spaces: KeySpaces['spaces'],
  ) {
    this.call.request = this.request;
    this.request.isStrong = true;
  }

  /** Write id of the version; 0 as the table was loaded; -1 where no leader would answer. */
  read(table: number, item: number): number {
    const { groups, leadership, reads } = this.storage;
    const group = this.spaces[table].groupOf(item);
    const leader = groups.get(group, field.leader);
    if (!leadership.isAlive(group, leader) || !leadership.mayServe(group, leader)) return none;
    this.request.table = table;
    this.request.item = item;
    this.call.group = group;
    this.call.slot = leader;
    this.call.node = groups.hostOf(group, leader);
    reads.read(this.call, leader);
    return this.call.readWriteId;
  }
}
