/**
 * What a kind of fault declares when things of the fleet fail in this way by themselves: which things, how often and for how
 * long unless a scenario says otherwise. A kind without it happens only where a scenario writes it down. How failures are
 * drawn is in drawn-failures.ts.
 */
import type { DistributionSpec } from '../engine/distribution-spec.js';

export const minuteNs = 60e9;
export const dayNs = 86_400e9;
export const yearNs = 365 * dayNs;

/** As scenarios call them, in the order in which they are drawn and editors show them. */
export const failureClassNames = ['hosts', 'disks', 'racks', 'zones'] as const;
export type FailureClassName = (typeof failureClassNames)[number];

export interface FailureClass {
  readonly name: FailureClassName;
  /** One of them; each fails by itself, and a drive goes by its node. */
  readonly thing: 'node' | 'rack' | 'zone';
  /** Of one of them: from the end of a failure to the next. */
  readonly mtbfNs: number;
  readonly mtbfSource: string;
  /** The key of a scenario that says how long a failure lasts. */
  readonly endedBy: 'repair' | 'replace';
  readonly repairNs: DistributionSpec;
  readonly repairSource: string;
  /** One may take others of its rack with it. */
  readonly comesInBursts: boolean;
}

/** Failures of hosts that belong together, though none causes the other here: a deployment, a power strip, a bad kernel. */
export interface BurstSpec {
  /** Of all failures of the class, those that are in a burst: a fraction. */
  readonly inBursts: number;
  /** In one burst, the first of them included. */
  readonly hosts: number;
  /** After the first, all others. */
  readonly withinNs: number;
}

/** Ford et al., "Availability in Globally Distributed Storage Systems", OSDI 2010. */
export const usualBursts: BurstSpec = { inBursts: 0.37, hosts: 2, withinNs: 120e9 };
export const burstSources = {
  inBursts: 'recalled: about 37 % at Google (Ford et al., OSDI 2010)',
  hosts: 'assumption: the fewest that are a burst, as no size is published',
  within: 'failures of nodes within 120 s belong to one burst (Ford et al., OSDI 2010)',
} as const;
