/** The stages of a request's time, and the classes of requests, as the page calls them. */
import type { Consistency, Stage } from '../../sim/request-time.js';

export const stageWords: Readonly<Record<Stage, string>> = {
  failedAttempts: 'failed attempts',
  backoff: 'back-off',
  network: 'network',
  routerQueue: 'router queue',
  routerCpu: 'router processor',
  metadata: 'metadata look-up',
  failover: 'waiting for a node that did not answer',
  nodeQueue: 'node queue',
  nodeCpu: 'node processor',
  diskQueue: 'disk queue',
  disk: 'disk',
  quorumWait: 'waiting for a second copy',
};

export function classOf(row: { tenant: string; operation: string; consistency: Consistency }): string {
  return `${row.tenant} ${row.operation}${row.consistency === 'write' ? '' : ` ${row.consistency}`}`;
}
