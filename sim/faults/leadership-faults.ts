/** Changes of leaders that the service itself plans, as it does for deployments. */
import { faultKind } from './fault-kind.js';
import { groupOf } from './targets.js';

export const leaderHandover = faultKind({
  kind: 'leader-handover',
  about: 'the leader gives its leadership to another replica, as the service plans it for deployments',
  target: 'leader',
  condition: null,
  effect: ({ fault, context }) => ({
    begin: () => context.storage.beginHandover(groupOf(fault.target, context)!),
    end: () => {},
  }),
});
