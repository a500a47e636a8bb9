/**
 * All roles of hosts, in the order in which a request meets them and results list them. It stands here because faults are
 * the lowest of those who must know them all; a fleet is built from it and targets are read by it.
 */
import { admissionRole } from '../admission/admission-role.js';
import { autoadminRole } from '../control-plane/autoadmin-role.js';
import { loadBalancerRole } from '../front-door/load-balancer-role.js';
import { metadataRole } from '../routing/metadata-role.js';
import { routerRole } from '../routing/router-role.js';
import { storageRole } from '../storage/storage-role.js';
import { clientRole } from '../workload/client-role.js';

export const hostRoles = [
  routerRole,
  storageRole,
  metadataRole,
  clientRole,
  loadBalancerRole,
  admissionRole,
  autoadminRole,
] as const;

export type HostRoleName = (typeof hostRoles)[number]['name'];
