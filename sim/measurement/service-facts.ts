/**
 * What the mechanisms of a run count, by the section of the result that says it. Each list stands beside who counts; from
 * here the sections' fields, their types, and the metric paths that read them follow.
 */
import { archiveFacts } from '../archive/archive-facts.js';
import { electionFacts } from '../consensus/election-facts.js';
import { controlPlaneFacts } from '../control-plane/control-plane-facts.js';
import { backupFacts } from '../control-plane/recovery/backups.js';
import { restoreFacts } from '../control-plane/recovery/restores.js';
import { journalFacts } from '../global-tables/journal/journal.js';
import { fillFacts } from '../global-tables/region-fills.js';
import { changeFacts } from '../global-tables/replicator.js';
import type { CountsOf } from '../protocol/facts.js';
import { routingFacts } from '../routing/routing-facts.js';
import { copyFacts } from './healing/copies.js';
import { foregroundFacts } from './healing/foreground-while-rebuilding.js';
import { grayFacts } from './healing/gray-detection.js';
import { integrityFacts } from './integrity/integrity.js';
import { lossFacts } from './recovery/lost-partitions.js';
import { failoverFacts } from './regions/client-moves.js';
import { linkFacts } from './regions/region-links.js';
import { regionLossFacts } from './regions/region-losses.js';

/** In the result's order. */
export const serviceFacts = {
  elections: electionFacts,
  routing: routingFacts,
  controlPlane: controlPlaneFacts,
  healing: [...copyFacts, ...foregroundFacts, ...grayFacts],
  archive: archiveFacts,
  integrity: integrityFacts,
  losses: lossFacts,
  backups: backupFacts,
  restores: restoreFacts,
  globalTables: [...changeFacts, ...linkFacts, ...regionLossFacts, ...journalFacts, ...fillFacts],
  failover: failoverFacts,
} as const;

export type Section = keyof typeof serviceFacts;
export const sections = Object.keys(serviceFacts) as Section[];

export type ServiceFacts = { readonly [S in Section]: Readonly<CountsOf<(typeof serviceFacts)[S]>> };

/** `name` is one of the section's facts. */
export function factOf(facts: ServiceFacts, section: Section, name: string): number | null {
  const counts: Readonly<Record<string, number | null>> = facts[section];
  return counts[name];
}
