/**
 * What is wrong with the logs of an idle fleet: every replica must have every record, committed, and none may be leaked.
 */
import type { Service } from '../../sim/assembly/service.js';
import { none } from '../../sim/engine/pool.js';
import { field } from '../../sim/replication/replica-table.js';

export function logProblems({ groups, storage }: Service): string[] {
  const { records } = storage.partitionLogs;
  const problems: string[] = [];
  let listed = 0;
  for (let group = 0; group < groups.count; group++) {
    const cell = (at: number) => groups.get(group, at);
    if (cell(field.commit) !== cell(field.last)) problems.push(`partition ${group} has uncommitted records`);
    for (let slot = 0; slot < groups.slots; slot++) {
      if (groups.hasLog(group, slot) && groups.durable(group, slot) !== cell(field.last))
        problems.push(`slot ${slot} of partition ${group} lags`);
    }
    for (let at = cell(field.oldest); at !== none; at = records.next(at)) listed++;
  }
  if (listed !== records.inUse) problems.push(`${records.inUse} records in use, ${listed} listed`);
  return problems;
}
