/** What the result says of the archive: the facts of its parts, in the result's order. */
import { agentFacts } from './archival-agents.js';
import { progressFacts } from './archive.js';
import { archivedLogFacts } from './archived-logs.js';
import { snapshotFacts } from './snapshots.js';

export const archiveFacts = [...agentFacts, ...progressFacts, ...archivedLogFacts, ...snapshotFacts] as const;
