/**
 * The stages of a request's time, as columns of the stage times. result.ts names them for readers: the types hold that
 * names and order are the same.
 */
import type { stages } from '../request-time.js';

/** Each name with its place in the list. */
type NumbersOf<Names extends readonly string[]> = {
  readonly [Place in keyof Names & `${number}` as Names[Place]]: Place extends `${infer N extends number}` ? N : never;
};

export const stage = {
  failedAttempts: 0,
  backoff: 1,
  network: 2,
  routerQueue: 3,
  routerCpu: 4,
  metadata: 5,
  failover: 6,
  nodeQueue: 7,
  nodeCpu: 8,
  diskQueue: 9,
  disk: 10,
  quorumWait: 11,
} as const satisfies NumbersOf<typeof stages>;
export const stageCount = 12 satisfies (typeof stages)['length'];
