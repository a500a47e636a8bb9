/**
 * The list of the tables of tunables, each of which stands beside the mechanism that it is for. Schema, defaults, JSON
 * Schema and the type of `scenario.parameters` follow from it. A scenario sets them under `parameters:`, which is how
 * the model is reduced to a textbook queue.
 *
 * The list stands here and not in assembly/, because reading a scenario needs it and building one does not.
 */
import { admissionParameters, admissionRelations } from '../../admission/admission-parameters.js';
import { archiveParameters, archiveRelations } from '../../archive/archive-parameters.js';
import { autoadminParameters, autoadminRelations } from '../../control-plane/autoadmin-parameters.js';
import { healingParameters, healingRelations } from '../../control-plane/healing-parameters.js';
import type { Relation, Tunables, ValuesOf } from '../../engine/tunable.js';
import { loadBalancerParameters, loadBalancerRelations } from '../../front-door/load-balancer-parameters.js';
import { globalTableParameters, globalTableRelations } from '../../global-tables/global-table-parameters.js';
import { diskParameters } from '../../infrastructure/disk-parameters.js';
import { networkParameters } from '../../infrastructure/network-parameters.js';
import type { Plantable } from '../../protocol/defects.js';
import { logParameters } from '../../replication/log-parameters.js';
import { replicationParameters, replicationRelations } from '../../replication/replication-parameters.js';
import { metadataParameters } from '../../routing/metadata-parameters.js';
import { routerParameters } from '../../routing/router-parameters.js';
import { scrubParameters } from '../../storage/scrub-parameters.js';
import { storageNodeParameters } from '../../storage/storage-node-parameters.js';
import { clientParameters } from '../../workload/client-parameters.js';
import { failoverParameters, failoverRelations } from '../../workload/failover/failover-parameters.js';

/** In the order in which editors show them. */
export const tunables = {
  client: clientParameters,
  network: networkParameters,
  loadBalancer: loadBalancerParameters,
  router: routerParameters,
  metadata: metadataParameters,
  storageNode: storageNodeParameters,
  disk: diskParameters,
  log: logParameters,
  replication: replicationParameters,
  archive: archiveParameters,
  admission: admissionParameters,
  autoadmin: autoadminParameters,
  healing: healingParameters,
  scrub: scrubParameters,
  globalTables: globalTableParameters,
  failover: failoverParameters,
} as const satisfies Record<string, Tunables>;

/** `parameters.disk.read`, `parameters.replication.lease` …: all values resolved. */
export type Parameters = { readonly [K in keyof typeof tunables]: ValuesOf<(typeof tunables)[K]> } & Plantable;
export type ParametersOf<K extends keyof typeof tunables> = Parameters[K];

/** What must hold between them. */
export function relationsOf(p: Parameters): readonly Relation[] {
  return [
    ...loadBalancerRelations(p.loadBalancer),
    ...replicationRelations(p.replication),
    ...archiveRelations(p.archive),
    ...admissionRelations(p.admission),
    ...autoadminRelations(p.autoadmin),
    ...healingRelations(p.healing, p.replication),
    ...globalTableRelations(p.globalTables),
    ...failoverRelations(p.failover),
  ];
}
