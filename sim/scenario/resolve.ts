/**
 * From a file that has the right shape to a Scenario: names resolved, defaults that depend on other values filled in,
 * times held against the run, parameters against each other.
 */

import { tenantWindowsMax } from '../measurement/tenant-series.js';
import { resolveFailures } from './failures/resolve-failures.js';
import { resolveFaults } from './faults/resolve-faults.js';
import { judgeRelations } from './parameters/judge-relations.js';
import { formatDuration } from './quantities/units.js';
import type { Judgement } from './reading/judgement.js';
import { resolveDelays } from './regions/resolve-network.js';
import { resolveBackups } from './restores/resolve-backups.js';
import { resolveRestores, restoredTables } from './restores/resolve-restores.js';
import type { RegionSpec, Scenario } from './scenario.js';
import { namesMax, type ScenarioFile } from './schema.js';
import { resolveTables } from './tables/resolve-tables.js';
import { resolveTenants } from './tenants/resolve-tenants.js';
import { resolveExpectations, resolveIsolation, resolveObjectives } from './verdicts/resolve-verdicts.js';

const seriesWindowsMax = 100_000;

export function resolveScenario(file: ScenarioFile, judgement: Judgement): Scenario {
  requireNames(judgement);
  const { title, shows, seed, parameters } = file;
  const durationNs = file.duration;
  const regions = resolveRegions(file, judgement);
  const originals = resolveTables(file, regions, judgement);
  const backups = resolveBackups(file, judgement);
  const restores = resolveRestores(file, backups, judgement);
  const tables = [...originals, ...restoredTables(restores, originals)];
  const tenants = resolveTenants(file, tables, judgement);
  judgeRelations(parameters, judgement);
  const seriesWindowNs = resolveSeriesWindow(file, judgement);
  return {
    title,
    shows,
    seed,
    durationNs,
    warmupNs: resolveWarmup(file, judgement),
    seriesWindowNs,
    regions,
    delays: resolveDelays(file, judgement),
    tables,
    tenants,
    faults: resolveFaults(file, regions, originals, judgement),
    failures: resolveFailures(file, regions, judgement),
    backups,
    restores,
    objectives: resolveObjectives(file, tenants, judgement),
    expectations: resolveExpectations(file, seriesWindowNs, judgement),
    isolation: resolveIsolation(file, judgement),
    parameters,
  };
}

function requireNames(judgement: Judgement): void {
  for (const section of ['regions', 'tables', 'tenants'] as const) {
    if (judgement.isBroken([section])) continue;
    const names = judgement.namesIn(section).length;
    const max = namesMax[section];
    if (names === 0) judgement.report([section], { found: `no ${section}`, expected: `at least one entry` });
    if (names > max) judgement.report([section], { found: `${names} ${section}`, expected: `at most ${max}` });
  }
}

/**
 * Routers start with warm caches and queues settle within seconds, so a tenth of the run is enough, and 10 s always are.
 */
function resolveWarmup(file: ScenarioFile, judgement: Judgement): number {
  const warmupNs = file.warmup ?? Math.min(Math.floor(file.duration / 10), 10e9);
  if (warmupNs >= file.duration && !judgement.isBroken(['duration'])) {
    const expected = `less than the duration of ${formatDuration(file.duration)}`;
    judgement.report(['warmup'], { found: `a warm-up of ${formatDuration(warmupNs)}`, expected });
  }
  return warmupNs;
}

const ms = 1e6;
const s = 1e9;
const roundWindows = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * ms),
  ...[1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400].map((n) => n * s),
];
const windowsWanted = 60;
const windowsMax = 600;

/**
 * One second, unless that is fewer than 60 windows or more than 600: enough to see a shape, few enough to draw. Of a thousand
 * tenants it is fewer, so that all may be kept, of both runs where a scenario asks about isolation.
 */
function resolveSeriesWindow(file: ScenarioFile, judgement: Judgement): number {
  const durationNs = file.duration;
  if (file.seriesWindow === undefined) {
    const keptMax = Math.floor(tenantWindowsMax / Math.max(1, file.tenants.length) / (file.isolation ? 2 : 1));
    const most = Math.min(windowsMax, keptMax);
    const fine = roundWindows.filter((width) => width <= s && durationNs / width >= windowsWanted);
    const coarse = roundWindows.find((width) => width >= s && durationNs / width <= most);
    if (durationNs / s > most) return coarse ?? 86_400 * s;
    return fine[fine.length - 1] ?? Math.min(roundWindows[0], durationNs);
  }
  if (judgement.isBroken(['duration'])) return file.seriesWindow;
  const found = formatDuration(file.seriesWindow);
  if (file.seriesWindow > durationNs) {
    judgement.report(['seriesWindow'], { found, expected: `at most the duration of ${formatDuration(durationNs)}` });
  }
  if (durationNs / file.seriesWindow > seriesWindowsMax) {
    judgement.report(['seriesWindow'], { found, expected: `at most ${seriesWindowsMax} windows in the run` });
  }
  return file.seriesWindow;
}

function resolveRegions(file: ScenarioFile, judgement: Judgement): RegionSpec[] {
  for (const [name, { racksPerZone = 1, storageNodesPerZone }] of file.regions) {
    if (racksPerZone <= storageNodesPerZone || judgement.isBroken(['regions', name])) continue;
    const expected = `at most one for each of the ${storageNodesPerZone} storage nodes of a zone`;
    judgement.report(['regions', name, 'racksPerZone'], { found: `${racksPerZone} racks a zone`, expected });
  }
  return file.regions.map(([name, region]) => ({ name, ...region }));
}
