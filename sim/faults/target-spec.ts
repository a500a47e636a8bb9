/**
 * Who a fault hits, as data; targets.ts resolves it. By name: `us-east-1`, `us-east-1/az-2`, `us-east-1/az-2/storage-3`,
 * `us-east-1/az-2/rack-1`.
 * By role: `leader of orders/7`, `followers of orders/7`, `follower 2 of orders/7` (resolved when the fault begins). By
 * draw: `3 storage nodes in us-east-1/az-2`, `20% of routers in us-east-1`.
 */
import type { HostRoleName } from './host-roles.js';

export type TargetSpec =
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'zone'; readonly region: string; readonly zone: number }
  | { readonly kind: 'rack'; readonly region: string; readonly zone: number; readonly rack: number }
  | {
      readonly kind: 'host';
      readonly region: string;
      readonly zone: number;
      readonly role: HostRoleName;
      readonly number: number;
    }
  | { readonly kind: 'leader'; readonly table: string; readonly partition: number }
  | { readonly kind: 'followers'; readonly table: string; readonly partition: number }
  /** Rank from 1, counted in zone order without the leader. */
  | { readonly kind: 'follower'; readonly table: string; readonly partition: number; readonly rank: number }
  /**
   * Zones and hosts count from 1, as their names do. Hosts of one role, all (`storage nodes in us-east-1`) or drawn by
   * count or share. Zone null: the whole region.
   */
  | {
      readonly kind: 'hosts';
      readonly role: HostRoleName;
      readonly region: string;
      readonly zone: number | null;
      readonly pick: { readonly count: number } | { readonly share: number } | null;
    };
