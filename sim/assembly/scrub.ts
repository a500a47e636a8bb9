/** The scrub of a scenario, built where it asks for one: without it nothing of this file is there, and no event is scheduled. */
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { Scenario } from '../scenario/scenario.js';
import { ArchivedJudgements } from '../storage/archived-judgements.js';
import { CopyComparison } from '../storage/copy-comparison.js';
import { expectDamage } from '../storage/damage-wiring.js';
import { Scrub } from '../storage/scrub.js';
import type { StorageService } from '../storage/storage-service.js';
import type { LogArchive } from './archive.js';
import type { Tables } from './tables.js';

/** What the scrub is built on. */
export interface ScrubContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly storage: StorageService;
  readonly tables: Tables;
  readonly archive: LogArchive | null;
}

export function startScrub({ parameters }: Scenario, context: ScrubContext): void {
  const { scrub, replication, storageNode, defects } = parameters;
  if (!scrub.enabled) return;
  const { simulation, network, storage, tables } = context;
  const archive = context.archive?.readable ?? null;
  const { leadership, membership, repartitioning } = storage;
  const { bandwidth } = scrub;
  const { pageBytes, answerBytes } = storageNode;
  const damage = expectDamage(storage);
  const comparison = new CopyComparison(damage, archive !== null);
  if (archive !== null)
    new ArchivedJudgements(simulation, leadership, damage, comparison, archive, { bandwidth, pageBytes });
  new Scrub(
    {
      ...{ simulation, network, leadership, comparison, archive },
      bytesOfGroup: (group) => tables.bytesOfPartition(group),
      isChanging: (group) => membership.isBusy(group) || (repartitioning?.isBusy(group) ?? false),
    },
    { ...scrub, defects, answerBytes, chunkBytes: replication.catchUpChunk },
  );
}
