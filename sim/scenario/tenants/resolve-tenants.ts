/**
 * Tenants resolved: their table, the workload that YCSB or the defaults give them where they say nothing, and their times
 * within the run.
 */

import { formatDuration } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { ClientSpec, RateChange, TableSpec, TenantSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import { everyTenant } from '../verdicts/schema-verdict.js';
import { waveOf } from './daily-waves.js';
import { judgeFailover } from './judge-failover.js';
import { clientOf } from './schema-client.js';
import type { TenantText } from './schema-tenant.js';
import { defaultWorkload, ycsbWorkloads } from './ycsb.js';

export function resolveTenants(file: ScenarioFile, tables: readonly TableSpec[], judgement: Judgement): TenantSpec[] {
  return file.tenants.map(([name, text]): TenantSpec => {
    const path = ['tenants', name];
    if (name === everyTenant) {
      const expected = 'another name, because metrics use it for all tenants together';
      judgement.reportKey(path, { found: `a tenant called ${name}`, expected });
    }
    const workload = text.ycsb === undefined ? defaultWorkload : ycsbWorkloads[text.ycsb];
    const keys = text.keys ?? workload.keys;
    const table = resolveTable(text, tables, path, judgement);
    const spec = tables.find((each) => each.name === table);
    const items = spec?.items.count;
    if (keys.kind === 'single' && items !== undefined && keys.item >= items && !judgement.isBroken(['tables', table])) {
      const expected = `an item from 0 to ${items - 1} of ${table}`;
      judgement.report([...path, 'keys', 'single'], { found: `item ${keys.item}`, expected });
    }
    if (text.arrivals.kind === 'closed' && text.profile.length > 0) {
      const expected = 'none, because closed arrivals have no rate to change';
      judgement.report([...path, 'profile'], { found: 'a profile', expected });
    }
    const client = clientOf(text.client, file.parameters);
    judgeClient(text, client, path, judgement);
    const { failover } = text.client;
    if (failover !== undefined) judgeFailover(failover, spec, [...path, 'client', 'failover'], judgement);
    const region = resolveRegion(text, spec, path, judgement);
    const profile = text.profile.map((change, index) =>
      change.kind === 'daily' ? waveOf(change, region, [...path, 'profile', index], judgement) : change,
    );
    judgeTimes(text, profile, file.duration, path, judgement);
    return {
      name,
      table,
      region,
      startsAtNs: text.start,
      stopsAtNs: text.stop ?? file.duration,
      arrivals: text.arrivals,
      profile,
      mix: text.mix ?? workload.mix,
      strongReadShare: text.reads ?? workload.strongReadShare,
      keys,
      putsAppend: workload.putsAppend || keys.kind === 'latest',
      itemsPerQuery: text.itemsPerQuery ?? workload.itemsPerQuery,
      client,
    };
  });
}

function resolveTable(text: TenantText, known: readonly TableSpec[], path: Path, judgement: Judgement): string {
  const tables = judgement.namesIn('tables');
  if (text.table === undefined) {
    if (tables.length > 1)
      judgement.report([...path, 'table'], { found: 'no "table"', expected: `one of ${tables.join(', ')}` });
    return tables[0] ?? '';
  }
  const all = [...new Set([...tables, ...known.map(({ name }) => name)])];
  const isKnown = tables.length === 0 || all.includes(text.table);
  if (!isKnown) judgement.report([...path, 'table'], unknownName('table', text.table, all));
  return text.table;
}

function resolveRegion(text: TenantText, table: TableSpec | undefined, path: Path, judgement: Judgement): string {
  if (text.region === undefined) return table?.regions[0] ?? '';
  const regions = judgement.namesIn('regions');
  const isKnown = regions.length === 0 || regions.includes(text.region);
  if (!isKnown) judgement.report([...path, 'region'], unknownName('region', text.region, regions));
  return text.region;
}

function judgeClient(text: TenantText, client: ClientSpec, path: Path, judgement: Judgement): void {
  if (client.retries === 'none' && client.attemptsMax > 1) {
    const found = `${client.attemptsMax} attempts`;
    judgement.report([...path, 'client', 'attempts'], { found, expected: 'one attempt, as retries are none' });
  }
  const { hedgeAfter } = text.client;
  if (hedgeAfter !== 'none' && hedgeAfter >= client.requestTimeoutNs) {
    const expected = `less than the timeout of ${formatDuration(client.requestTimeoutNs)}, or no hedge is ever sent`;
    judgement.report([...path, 'client', 'hedgeAfter'], { found: formatDuration(hedgeAfter), expected });
  }
}

function judgeTimes(
  text: TenantText,
  profile: readonly RateChange[],
  durationNs: number,
  path: Path,
  judgement: Judgement,
): void {
  if (judgement.isBroken(['duration'])) return;
  const end = `the run's end at ${formatDuration(durationNs)}`;
  const judgeTime = (ns: number, inner: Path, isInside: boolean, expected: string) => {
    if (!isInside) judgement.report([...path, ...inner], { found: formatDuration(ns), expected });
  };
  judgeTime(text.start, ['start'], text.start < durationNs, `a time before ${end}`);
  if (text.stop !== undefined) {
    judgeTime(text.stop, ['stop'], text.stop <= durationNs, `a time not after ${end}`);
    judgeTime(text.stop, ['stop'], text.stop > text.start, `a time after start, ${formatDuration(text.start)}`);
  }
  profile.forEach((change, index) => {
    judgeTime(change.atNs, ['profile', index, 'at'], change.atNs < durationNs, `a time before ${end}`);
  });
}
