/** Why a request was refused, as the service names it (ThrottlingReason of its API). */

/** 0 is admitted. */
export const throttle = {
  none: 0,
  /** The partition's share or cap, or its node's tokens, are used up. */
  readKeyRange: 1,
  writeKeyRange: 2,
  /** The table's provision is used up. */
  readProvisioned: 3,
  writeProvisioned: 4,
  /** An on-demand table asks for more than twice its previous peak. */
  readOnDemand: 5,
  writeOnDemand: 6,
} as const;

/** By throttle code; the first is not a reason. */
export const throttleReasons = [
  '',
  'TableReadKeyRangeThroughputExceeded',
  'TableWriteKeyRangeThroughputExceeded',
  'TableReadProvisionedThroughputExceeded',
  'TableWriteProvisionedThroughputExceeded',
  'TableReadMaxOnDemandThroughputExceeded',
  'TableWriteMaxOnDemandThroughputExceeded',
] as const;
