/** Changes of leaders that the service itself plans, as it does for deployments. */
import type { FaultKindSpec, Hit } from './fault-kind.js';
import { groupOf } from './targets.js';

export const leaderHandover = {
  kind: 'leader-handover',
  target: 'leader',
  needs: [],
  may: [],
  condition: null,
  effect: ({ fault, context }: Hit) => ({
    begin: () => context.storage.beginHandover(groupOf(fault.target, context)!),
    end: () => {},
  }),
} as const satisfies FaultKindSpec;
