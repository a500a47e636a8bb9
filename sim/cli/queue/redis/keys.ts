/**
 * What stands in Redis under which name. All of it begins with `dynamosim:`, so that a user of Redis may be kept to that,
 * and all of it ends some days after whoever wrote it was last seen, whatever became of them.
 *
 *   dynamosim:plan:DIGEST      the plan of a sweep, as JSON
 *   dynamosim:ends:DIGEST      a list: how its jobs ended, until the sweep takes them
 *   dynamosim:lease:DIGEST     which process takes them
 *   dynamosim:workers, dynamosim:sweeps      who is there, by the time when they said so
 *   dynamosim:jobs-VERSION:*   BullMQ's own
 */
import { version } from '../../../version.js';

export const keyPrefix = 'dynamosim';
/** A sweep that stopped on a Friday may go on after a long weekend. */
export const keptSeconds = 7 * 24 * 3600;
/** Of this version alone: workers of others have a queue of their own, so neither takes what it could not run. */
export const queueName = `jobs-${version}`;

export const planKey = (digest: string) => `${keyPrefix}:plan:${digest}`;
export const endsKey = (digest: string) => `${keyPrefix}:ends:${digest}`;
export const leaseKey = (digest: string) => `${keyPrefix}:lease:${digest}`;
