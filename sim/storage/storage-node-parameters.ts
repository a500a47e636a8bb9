/** The tunables of a storage node's processor, `parameters.storageNode` in a scenario. */

import type { CatchUpParameters } from '../consensus/catch-up.js';
import type { HandoverParameters } from '../consensus/handover.js';
import type { LeaderLeaseParameters } from '../consensus/leader-lease.js';
import type { LostReplicaParameters } from '../consensus/lost-replicas.js';
import type { MembershipParameters } from '../consensus/membership.js';
import type { PeerMessageParameters } from '../consensus/peer-messages.js';
import type { Distribution } from '../engine/distribution.js';
import { atLeastThenExponential } from '../engine/distribution-spec.js';
import { s, type Tunables, us, type ValuesOf } from '../engine/tunable.js';
import type { QuorumWriteParameters } from '../replication/quorum-write.js';
import type { ReplicaReadParameters } from '../replication/replica-reads.js';

export const storageNodeParameters = {
  cores: { unit: 'count', default: 16, min: 1, max: 1024, about: 'servers of the run queue', source: 'assumption' },
  queueMax: {
    unit: 'count',
    default: 4000,
    min: 0,
    max: 1e6,
    about: 'requests that may wait for a core; more are refused',
    source: 'assumption',
  },
  readCpu: {
    unit: 'timeDistribution',
    default: atLeastThenExponential(25 * us, 15 * us),
    about: 'work on one read, or on each page of a query',
    source: 'assumption: B-tree look-up and reply',
  },
  writeCpu: {
    unit: 'timeDistribution',
    default: atLeastThenExponential(30 * us, 20 * us),
    about: 'work on one write at the leader',
    source: 'assumption: condition check, log record, two sends',
  },
  driveTimeout: {
    unit: 'duration',
    default: 1 * s,
    min: 1 * us,
    about: 'after which a leader takes its drive, from which nothing comes, for hung, and hands over',
    source: 'assumption: half a lease, far above a slow read',
  },
  pageBytes: {
    unit: 'bytes',
    default: 8192,
    min: 512,
    about: 'one page of a B-tree: what a random read brings',
    source: 'assumption: two pages of the file system',
  },
  checksumsNamePages: {
    unit: 'boolean',
    default: true,
    about: 'the checksum of a page covers its place, so that one written elsewhere fails it',
    source: 'assumption: as ZFS and others do, which keep it apart from the page',
  },
  answerBytes: {
    unit: 'bytes',
    default: 64,
    min: 0,
    about: 'an answer to a router that carries no item',
    source: 'assumption: a status and a position in the log',
  },
} as const satisfies Tunables;

/** What storage nodes are built with, those of replication included. */
export interface StorageParameters
  extends QuorumWriteParameters,
    ReplicaReadParameters,
    LeaderLeaseParameters,
    HandoverParameters,
    CatchUpParameters,
    MembershipParameters,
    LostReplicaParameters,
    PeerMessageParameters,
    Pick<ValuesOf<typeof storageNodeParameters>, 'pageBytes' | 'checksumsNamePages' | 'answerBytes' | 'driveTimeout'> {
  readonly retainedMax: number;
  readonly readCpu: Distribution;
  readonly writeCpu: Distribution;
}
