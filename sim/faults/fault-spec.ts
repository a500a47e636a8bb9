/**
 * The fault catalogue as data: what a scenario can do to the fleet, to whom, and from when to when. What each kind does
 * is in effects.ts; every effect has an exact inverse, and overlapping faults combine by fixed rules (delays add, factors
 * multiply, cuts and outages unite, and the last heal ends them).
 */
import type { DistributionSpec } from '../engine/distribution-spec.js';

/** A fault before its targets are resolved against the fleet; see faults/ for what each kind does. */
export interface FaultSpec {
  readonly kind: FaultKind;
  readonly target: TargetSpec;
  /** The other side, for faults between two places; null means everything else in the region. */
  readonly peer: TargetSpec | null;
  /** Which way traffic is affected, seen from the target. */
  readonly direction: 'both' | 'outbound' | 'inbound';
  readonly atNs: number;
  /** Null: never healed in this run. */
  readonly forNs: number | null;
  /** loss and flapping share: 0..1 */
  readonly share: number;
  /** slow-cpu, slow-disk, slow-network: service times or delays are multiplied by this; bandwidth is divided by it. */
  readonly factor: number;
  /** network-delay: added to every message. */
  readonly delayNs: DistributionSpec;
  /** clock-skew: the clock of the target reads this much ahead (negative: behind). */
  readonly offsetNs: number;
  /** load-balancer-flap: time between a target's leaving and returning. */
  readonly periodNs: number;
}

export const faultKinds = [
  'host-crash',
  'host-crash-losing-data',
  'host-pause',
  'slow-cpu',
  'slow-disk',
  'disk-stall',
  'disk-failure',
  'zone-outage',
  'network-partition',
  'packet-loss',
  'network-delay',
  'slow-network',
  'bandwidth-cut',
  'router-crash',
  'load-balancer-flap',
  'clock-skew',
  'leader-handover',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * Who a fault hits. By name: `us-east-1`, `us-east-1/az-2`, `us-east-1/az-2/storage-3`. By role: `leader of orders/7`,
 * `followers of orders/7`, `follower 2 of orders/7` (resolved when the fault begins). By draw: `3 storage nodes in
 * us-east-1/az-2`, `20% of routers in us-east-1`.
 */
export type TargetSpec =
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'zone'; readonly region: string; readonly zone: number }
  | {
      readonly kind: 'host';
      readonly region: string;
      readonly zone: number;
      readonly role: HostRole;
      readonly number: number;
    }
  | { readonly kind: 'leader'; readonly table: string; readonly partition: number }
  | { readonly kind: 'followers'; readonly table: string; readonly partition: number }
  /** rank 1 or 2, counted in zone order without the leader. */
  | { readonly kind: 'follower'; readonly table: string; readonly partition: number; readonly rank: number }
  /**
   * Zones and hosts count from 1, as their names do. Hosts of one role, all (`storage nodes in us-east-1`) or drawn by
   * count or share. Zone null: the whole region.
   */
  | {
      readonly kind: 'hosts';
      readonly role: HostRole;
      readonly region: string;
      readonly zone: number | null;
      readonly pick: { readonly count: number } | { readonly share: number } | null;
    };
export type HostRole = 'storage' | 'router' | 'admission';
