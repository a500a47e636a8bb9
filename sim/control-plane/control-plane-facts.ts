/** What the result says of the control plane: the facts of its parts, in the result's order, and what it did when and why. */
import { adaptiveFacts } from '../admission/adaptive-capacity.js';
import { type CountsOf, countsOf } from '../protocol/facts.js';
import type { JournalEntry } from './activity.js';
import { autoScalingFacts } from './auto-scaling.js';
import { balancerFacts } from './balancer.js';
import { changeFacts } from './changes.js';
import { leaderSpreadFacts } from './leader-spread.js';
import { splitterFacts } from './splitter.js';

export const controlPlaneFacts = [
  ...splitterFacts,
  ...balancerFacts,
  ...leaderSpreadFacts,
  ...changeFacts,
  ...autoScalingFacts,
  ...adaptiveFacts,
] as const;

/** What the control plane did over the whole run, and as much of it as a bounded list holds. */
export type ControlPlaneFacts = Readonly<CountsOf<typeof controlPlaneFacts>> & {
  /** Also those that are not in the list. */
  readonly acts: number;
  readonly list: readonly JournalEntry[];
};

/** Of a run that it has no part in. */
export const noControlPlane: ControlPlaneFacts = { ...countsOf(controlPlaneFacts), acts: 0, list: [] };
