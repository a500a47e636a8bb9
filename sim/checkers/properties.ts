/** The properties that runs are checked for, in the result's order. */
import { acknowledgedWrites } from './acknowledged-writes.js';
import { archivedLog } from './archived-log.js';
import type { Property } from './check.js';
import { convergence } from './convergence.js';
import { durability } from './durability.js';
import { flushedCommits } from './flushed-commits.js';
import { oneLeader } from './leaders.js';
import { linearizable } from './linearizable.js';
import { oneOwner } from './owners.js';
import { littlesLaw, requestsEndOnce } from './request-balance.js';
import { restoredCut } from './restored-cut.js';
import { rightReads } from './right-reads.js';
import { scrubbed } from './scrubbed.js';
import { freshStrongReads } from './strong-reads.js';
import { distinctZones } from './zones.js';

export const properties: readonly Property[] = [
  requestsEndOnce,
  littlesLaw,
  durability,
  flushedCommits,
  freshStrongReads,
  oneLeader,
  oneOwner,
  distinctZones,
  archivedLog,
  acknowledgedWrites,
  rightReads,
  scrubbed,
  restoredCut,
  convergence,
  linearizable,
];
