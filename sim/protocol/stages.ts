/** The stages of a request's time, as columns of the stage times; result.ts names them in the same order for readers. */
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
} as const;
export const stageCount = 12;
