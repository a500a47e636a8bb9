/** The tunables of the partition map's service, `parameters.metadata` in a scenario. */
import { constantTime } from '../engine/distribution-spec.js';
import { ms, type Tunables, us, type ValuesOf } from '../engine/tunable.js';

export const metadataParameters = {
  cores: {
    unit: 'count',
    default: 16,
    min: 1,
    max: 1024,
    about: 'servers of a metadata host (one host a zone)',
    source: 'assumption',
  },
  queueMax: {
    unit: 'count',
    default: 100_000,
    min: 0,
    max: 1e7,
    about: 'look-ups that may wait',
    source: 'assumption',
  },
  cpu: {
    unit: 'timeDistribution',
    default: constantTime(20 * us),
    about: 'work on one look-up or update',
    source: 'INS25: look-ups take tens of microseconds',
  },
  lookupTimeout: {
    unit: 'duration',
    default: 50 * ms,
    min: 1 * us,
    about: 'then the router asks the metadata host of another zone',
    source: 'assumption',
  },
  lookUpBytes: {
    unit: 'bytes',
    default: 96,
    min: 0,
    about: 'a question of a router, and its answer',
    source: 'assumption: a key, and the owner of its partition',
  },
  updateBytes: {
    unit: 'bytes',
    default: 96,
    min: 0,
    about: 'news of one partition, from its leader or to routers',
    source: 'assumption: as above',
  },
} as const satisfies Tunables;

export type MetadataValues = ValuesOf<typeof metadataParameters>;
