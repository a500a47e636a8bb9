/**
 * Short scenarios for behaviour tests: one small region, one table, one tenant, of which a test replaces what it is about.
 * They go the way of every scenario: text (JSON is YAML) through readScenario.
 */

import { majorityOf, usualGroup } from '../sim/replication/replica-table.js';
import type { Result } from '../sim/result.js';
import { Run, run } from '../sim/run.js';
import { readScenario } from '../sim/scenario/read.js';
import type { Scenario } from '../sim/scenario/scenario.js';
import type { TenantSeries } from '../sim/series.js';

export type Text = Readonly<Record<string, unknown>>;

/** 200 requests a second: strong and eventual reads and writes; a failed request is not tried again. */
export const tenantText = (changes: Text = {}): Text => ({
  arrivals: { poisson: '200/s' },
  mix: { getItem: '60%', putItem: '40%' },
  reads: { strong: '50%' },
  keys: 'uniform',
  client: { instances: 30, retries: 'none', timeout: '1s' },
  ...changes,
});

/** Replicas of a partition: vitest.config.ts runs the tests of replication with more than the usual ones too. */
const replicas = Number(process.env.GROUP_REPLICAS ?? usualGroup.replicas);
export const groupSize = { replicas, quorum: majorityOf(replicas) };
const zones = 3;

/** A partition with a replica on every storage node, of which each of three zones has as few as there can be; its leader is in az-1. */
export function smallRegion({ parameters, ...changes }: Text = {}): Scenario {
  const { replication, ...others } = (parameters ?? {}) as Text;
  const text = {
    title: 'A behaviour',
    seed: 1,
    duration: '20s',
    warmup: '0s',
    seriesWindow: '100ms',
    regions: { r: { zones, routersPerZone: 1, storageNodesPerZone: Math.ceil(replicas / zones) } },
    tables: { t: { partitions: 1, items: { count: 1000, size: '1KB' } } },
    tenants: { a: tenantText() },
    parameters: { replication: { ...groupSize, ...(replication as object) }, ...others },
    ...changes,
  };
  return readScenario(JSON.stringify(text), 'behaviour.yaml');
}

export const runSmallRegion = (changes: Text = {}): Result => run(smallRegion(changes));

/** A run that has reached `untilS`, for tests that look inside. */
export function runUntil(scenario: Scenario, untilS: number): Run {
  const started = new Run(scenario);
  started.service.advance(untilS * 1e9, Number.POSITIVE_INFINITY);
  return started;
}

export const violations = ({ checks }: Result): string[] =>
  checks.filter(({ verdict }) => verdict === 'violated').map(({ property, witness }) => `${property}: ${witness}`);

export const verdict = ({ checks }: Result, property: string) =>
  checks.find((check) => check.property === property)!.verdict;

type Column = { [K in keyof TenantSeries]: TenantSeries[K] extends readonly number[] ? K : never }[keyof TenantSeries];

/** A column of the first tenant's series (or another's), summed over the windows that lie within [fromS, toS). */
export function sum({ series }: Result, column: Column, fromS: number, toS: number, tenant = 0): number {
  const { timeS, windowSeconds } = series;
  return series.tenants[tenant][column].reduce(
    (total, count, i) => (timeS[i] >= fromS && timeS[i] + windowSeconds <= toS + 1e-9 ? total + count : total),
    0,
  );
}

/** All requests of a run that did not end well, by tenant or of all. */
export const failures = ({ outcomes }: Result, tenant?: string): number =>
  outcomes
    .filter((row) => tenant === undefined || row.tenant === tenant)
    .reduce((total, row) => total + row.throttled + row.serverErrors + row.timedOut, 0);
