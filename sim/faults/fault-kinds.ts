/** The list of all kinds of fault, from which their schema, messages, effects and words follow. */
import { clockSkew } from './clock-faults.js';
import { bitRot, logRot, lostFlush, misdirectedWrite, silentWrongReplica, tornWrite } from './data-faults.js';
import { diskFailure, diskStall, slowDisk } from './disk-faults.js';
import { failureClassNames } from './failure-class.js';
import type { FaultDetails, FaultKindSpec } from './fault-kind.js';
import { loadBalancerFlap, routerDrain } from './front-door-faults.js';
import {
  hostCrash,
  hostCrashLosingData,
  hostPause,
  rackOutage,
  regionOutage,
  routerCrash,
  slowCpu,
  zoneOutage,
} from './host-faults.js';
import { leaderHandover } from './leadership-faults.js';
import {
  bandwidthCut,
  corruptedMessage,
  narrowLink,
  networkDelay,
  networkPartition,
  packetLoss,
  slowNetwork,
} from './network-faults.js';
import { objectStoreOutage, slowObjectStore } from './object-store-faults.js';

/** In the order in which editors show them. */
const kinds = [
  hostCrash,
  hostCrashLosingData,
  hostPause,
  slowCpu,
  slowDisk,
  diskStall,
  diskFailure,
  rackOutage,
  zoneOutage,
  regionOutage,
  networkPartition,
  packetLoss,
  networkDelay,
  slowNetwork,
  narrowLink,
  bandwidthCut,
  routerCrash,
  loadBalancerFlap,
  routerDrain,
  clockSkew,
  leaderHandover,
  objectStoreOutage,
  slowObjectStore,
  bitRot,
  logRot,
  tornWrite,
  lostFlush,
  misdirectedWrite,
  corruptedMessage,
  silentWrongReplica,
] as const;

export type FaultKind = (typeof kinds)[number]['kind'];
export const faultKinds: readonly FaultKind[] = kinds.map(({ kind }) => kind);

export interface FaultSpec extends FaultDetails {
  readonly kind: FaultKind;
}

const byName: ReadonlyMap<string, FaultKindSpec> = new Map(kinds.map((spec) => [spec.kind, spec]));

/** The kinds in which things fail by themselves, where a scenario draws failures: one a class. */
export const failingKinds: readonly FaultKind[] = failureClassNames.map((name) => {
  const declaring = kinds.filter((spec: FaultKindSpec) => spec.failures?.name === name);
  if (declaring.length !== 1) throw new Error(`${declaring.length} kinds of fault declare how ${name} fail`);
  return declaring[0].kind as FaultKind;
});

export function specOf(kind: FaultKind): FaultKindSpec {
  return byName.get(kind)!;
}
