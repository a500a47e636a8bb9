/** The answer of a run, put together from what its service measured and checked. */

import { archiveFacts } from '../archive/archive-facts.js';
import { backupFacts } from '../control-plane/recovery/backups.js';
import { restoreFacts } from '../control-plane/recovery/restores.js';
import { type FaultSpec, specOf } from '../faults/fault-kinds.js';
import { describeTarget } from '../faults/targets.js';
import { journalFacts } from '../global-tables/journal/journal.js';
import { fillFacts } from '../global-tables/region-fills.js';
import { changeFacts } from '../global-tables/replicator.js';
import { type AvailabilityCounts, addWindows } from '../measurement/availability.js';
import { batchRow } from '../measurement/batches/batch-rows.js';
import { exemplarRow } from '../measurement/exemplars/exemplar-rows.js';
import { copyFacts } from '../measurement/healing/copies.js';
import { foregroundFacts } from '../measurement/healing/foreground-while-rebuilding.js';
import { grayFacts } from '../measurement/healing/gray-detection.js';
import { integrityFacts } from '../measurement/integrity/integrity.js';
import { outageRows } from '../measurement/outages/outage-rows.js';
import type { Cut } from '../measurement/recovery/lost-from-cuts.js';
import { failoverFacts } from '../measurement/regions/client-moves.js';
import { linkFacts } from '../measurement/regions/region-links.js';
import { regionLossFacts } from '../measurement/regions/region-losses.js';
import {
  addOutcomes,
  availabilityRow,
  clientLatencyRow,
  latencyDistribution,
  latencyRow,
  namedClasses,
  outcomeRow,
  seriesRow,
  stalenessRows,
  tailRows,
} from '../measurement/result-rows.js';
import { heatMap } from '../measurement/windows/latency-heat.js';
import { countsOf } from '../protocol/facts.js';
import { type AvailabilityRow, type ElectionRow, faultHostsMax, type Result, resultVersion } from '../result.js';
import type { Scenario } from '../scenario/scenario.js';
import { digestOfScenario } from '../scenario/scenario-digest.js';
import { judgeExpectations, judgeObjectives } from '../verdicts/expectations.js';
import { type PlannedLoads, plannedLoads } from '../verdicts/planned-load.js';
import { recoveries } from '../verdicts/recovery.js';
import { noCapacityResult } from './capacity.js';
import { additionRows, isGlobal } from './global-tables.js';
import { lossRow } from './loss-rows.js';
import { lasting } from './observers.js';
import type { Service } from './service.js';

/** What is promised of a month where a scenario sets no objective (facts section 3): in one region by the service level agreement. */
const regionalTarget = 0.9999;
/** Of a global table: what this service is to reach, and what is published. */
const globalTarget = 0.999999;
const publishedGlobalTarget = 0.99999;

export function resultOfRun(service: Service): Result {
  const { scenario, simulation, observers } = service;
  const { measurements } = observers;
  const endNs = simulation.nowNs;
  measurements.runEnded(service.underWay.requests.items);
  const names = scenario.tenants.map((tenant) => tenant.name);
  const classes = namedClasses(measurements, names);
  const outcomes = addOutcomes(classes.map(({ label, measured }) => outcomeRow(label, measured.outcomes)));
  const { digest } = simulation;
  digest.foldFinal(service.streams.stepCount());
  const run = {
    digest: digest.toString(),
    events: digest.events,
    requests: outcomes.reduce((sum, row) => sum + row.issued, 0),
    simulatedSeconds: endNs / 1e9,
    warmupSeconds: scenario.warmupNs / 1e9,
    interrupted: endNs < scenario.durationNs,
  };
  const series = seriesOfRun(service, endNs);
  const lost = (cut: Cut) => observers.lostFromCuts?.writesMissing(cut) ?? 0;
  const faults = faultRows(service, endNs);
  const facts = {
    version: resultVersion as typeof resultVersion,
    scenario: { title: scenario.title, shows: scenario.shows, digest: digestOfScenario(scenario) },
    seed: scenario.seed,
    run,
    latency: classes.map(({ label, measured }) => clientLatencyRow(label, measured)),
    serviceLatency: classes.map(({ label, measured }) => latencyRow(label, measured.serviceLatency)),
    distributions: classes.flatMap(({ label, measured }) => [
      latencyDistribution(label, 'client', measured.latency),
      latencyDistribution(label, 'service', measured.serviceLatency),
    ]),
    outcomes,
    staleness: classes.flatMap(({ label, measured }) => stalenessRows(label, measured)),
    availability: availabilityRows(service, endNs),
    isolation: [],
    ...(service.capacity?.result(endNs) ?? noCapacityResult),
    checks: observers.checks(endNs, service.workload.requestsUnderWay),
    faults,
    recovery: recoveries(series, run, faults, loadsOf(service, series, run)),
    phases: observers.phases?.phases(endNs) ?? [],
    outages: outagesOfRun(service, endNs),
    elections: { ...service.storage.elections.facts(), list: electionRows(service) },
    healing: {
      ...(observers.copies?.facts(endNs, service.groups.count) ?? countsOf(copyFacts)),
      ...(observers.foreground?.facts() ?? countsOf(foregroundFacts)),
      ...(observers.gray?.facts(endNs) ?? countsOf(grayFacts)),
    },
    ...grayNodesOf(service),
    routing: service.routers.facts(),
    archive: service.archive?.facts() ?? countsOf(archiveFacts),
    integrity: integrityOf(service),
    losses: {
      ...observers.losses.facts(endNs),
      list: observers.losses.list.map((loss) => lossRow(loss, service)),
    },
    backups: { ...(service.backups?.facts() ?? countsOf(backupFacts)), list: service.backups?.rows(lost) ?? [] },
    restores: { ...(service.restores?.facts() ?? countsOf(restoreFacts)), list: service.restores?.rows(lost) ?? [] },
    globalTables: globalTablesOf(service, endNs),
    failover: failoverOf(service, endNs),
    stations: service.stations.rows(endNs),
    series,
    tail: classes.flatMap(({ label, measured }) => tailRows(label, measured)),
    batches: classes.flatMap(({ label, measured: { batches } }) =>
      batches.areApart ? [batchRow(label, batches)] : [],
    ),
    exemplars: observers.exemplars.kept().map((kept) => exemplarRow(kept, service.underWay.names)),
  };
  return judged(facts, scenario);
}

/** Adds the verdicts; also used again when another run has added its isolation rows. */
export function judged(facts: Omit<Result, 'objectives' | 'expectations'>, scenario: Scenario): Result {
  const { objectives, expectations } = scenario;
  const bare: Result = { ...facts, objectives: [], expectations: [] };
  return {
    ...bare,
    objectives: judgeObjectives(bare, objectives),
    expectations: judgeExpectations(bare, expectations),
  };
}

/** Nothing of a run in which no node was judged slow. */
function grayNodesOf({ observers, topology }: Service): Pick<Result, 'grayNodes'> {
  const rows = observers.gray?.rows((node) => topology.hosts[node].name) ?? [];
  return rows.length === 0 ? {} : { grayNodes: rows };
}

/** Of tables that are in one region each. */
const noRegions = { links: [], overruled: [], regionLosses: [], additions: [] };

function globalTablesOf(service: Service, endNs: number): Result['globalTables'] {
  const { scenario, observers, replicator, journal, regionFills, tables } = service;
  const agreed = journal?.facts() ?? countsOf(journalFacts);
  const { regionLinks, regionLosses } = observers;
  const filled = regionFills?.facts() ?? countsOf(fillFacts);
  if (replicator === null || regionLinks === null) {
    const links = { ...countsOf(changeFacts), ...countsOf(linkFacts), ...countsOf(regionLossFacts) };
    return { ...links, ...agreed, ...filled, ...noRegions };
  }
  const nameOf = (region: number) => scenario.regions[region].name;
  return {
    ...replicator.facts(),
    ...regionLinks.facts(endNs, replicator),
    ...(regionLosses?.facts() ?? countsOf(regionLossFacts)),
    ...agreed,
    ...filled,
    links: regionLinks.rows(endNs, replicator, nameOf),
    overruled: regionLinks.overruled.map(({ table, writeId, by, atNs }) => ({
      ...{ table: tables.list[table].spec.name, item: by.item, region: nameOf(tables.list[table].region), writeId },
      ...{ byRegion: nameOf(by.region), byWriteId: by.writeId, atS: atNs / 1e9 },
    })),
    regionLosses: regionLosses?.rows(endNs, nameOf) ?? [],
    additions: additionRows(regionFills, scenario, tables.list),
  };
}

function failoverOf({ scenario, observers: { clientMoves }, tables }: Service, endNs: number): Result['failover'] {
  if (clientMoves === null) return { ...countsOf(failoverFacts), tenants: [], list: [] };
  const regionOf = (table: number) => scenario.regions[tables.list[table].region].name;
  return {
    ...clientMoves.facts(endNs),
    ...clientMoves.rows(endNs, (tenant) => scenario.tenants[tenant].name, regionOf),
  };
}

function outagesOfRun(service: Service, endNs: number): Result['outages'] {
  const { scenario, observers, faultList } = service;
  if (observers.outages === null) return [];
  const tables = scenario.tables.map(({ name }) => {
    const counted = observers.measurements.availability.filter((_, tenant) => scenario.tenants[tenant].table === name);
    return { name, windows: counted.length === 0 ? [] : addWindows(counted, scenario.warmupNs, endNs) };
  });
  return outageRows(observers.outages, tables, faultList.map(lasting), (group) => service.partitionName(group));
}

function availabilityRows(service: Service, endNs: number): AvailabilityRow[] {
  const { scenario, observers } = service;
  const { measurements } = observers;
  const { list } = service.tables;
  const row = (
    scope: AvailabilityRow['scope'],
    name: string,
    isIn: (tenant: Scenario['tenants'][number]) => boolean,
  ) => {
    const members = scenario.tenants.map((tenant, index) => ({ tenant, index })).filter(({ tenant }) => isIn(tenant));
    if (members.length === 0) return [];
    const objective = scenario.objectives.find(({ tenant, metric }) => tenant === name && metric === 'availability');
    const isOfGlobal = scope !== 'region' && isGlobal(list[service.tables.serving(members[0].tenant)]);
    const usualTarget = isOfGlobal ? globalTarget : regionalTarget;
    const target = scope === 'tenant' && objective !== undefined ? objective.target : usualTarget;
    const sumOf = (counts: readonly AvailabilityCounts[]) =>
      addWindows(
        members.map(({ index }) => counts[index]),
        scenario.warmupNs,
        endNs,
      );
    return [
      availabilityRow(
        ...([scope, name, target, isOfGlobal ? publishedGlobalTarget : null] as const),
        sumOf(measurements.availability),
        sumOf(measurements.clientAvailability),
        members.map(({ index }) => measurements.answers[index]),
      ),
    ];
  };
  const serving = (tenant: Scenario['tenants'][number]) =>
    scenario.regions[list[service.tables.serving(tenant)].region];
  return [
    // Clients that fail over count in the region that they prefer, wherever they were served.
    ...scenario.regions.flatMap(({ name }) => row('region', name, (tenant) => serving(tenant).name === name)),
    ...scenario.tables.flatMap(({ name }) => row('table', name, ({ table }) => table === name)),
    ...scenario.tenants.flatMap(({ name }) => row('tenant', name, (tenant) => tenant.name === name)),
  ];
}

function seriesOfRun(
  { scenario, observers, capacity, probe, archiveWindows, replicator }: Service,
  endNs: number,
): Result['series'] {
  const { tenants, seriesWindowNs } = scenario;
  const { series } = observers.measurements;
  const windowSeconds = seriesWindowNs / 1e9;
  return {
    windowSeconds,
    timeS: Array.from({ length: Math.ceil(endNs / seriesWindowNs) }, (_, i) => (i * seriesWindowNs) / 1e9),
    tenants: tenants.map(({ name }, tenant) => seriesRow(name, series[tenant], endNs)),
    tables: capacity?.probe.series() ?? [],
    objectives: observers.objectives?.rows(endNs) ?? [],
    service: probe.series(endNs),
    throttles: capacity?.probe.throttleSeries(tenants.map(({ name }) => name)) ?? [],
    copies: observers.copies?.series(endNs) ?? [],
    ...(replicator === null
      ? {}
      : { links: observers.regionLinks!.series(endNs, replicator, (region) => scenario.regions[region].name) }),
    ...(archiveWindows === null ? {} : { archive: archiveWindows.series(endNs) }),
    ...(observers.integrity === null ? {} : { integrity: observers.integrity.series(endNs) }),
    heat: heatMap(
      tenants.map(({ name }, tenant) => ({ name, heat: series[tenant].heat })),
      windowSeconds,
    ),
  };
}

function integrityOf({ observers, network, storage }: Service): Result['integrity'] {
  const { damage } = storage.reads;
  const cuts = storage.partitionLogs.lies?.cuts ?? 0;
  const [disputed, lost] = [damage?.disputed.all().length ?? 0, damage?.itemsBadEverywhere() ?? 0];
  return observers.integrity?.facts(network.corrupted, cuts, disputed, lost) ?? countsOf(integrityFacts);
}

/** For runs with faults, of tenants whose load changes: there may be a thousand. */
function loadsOf({ faultList, scenario }: Service, series: Result['series'], run: Result['run']): PlannedLoads {
  const { tenants } = scenario;
  return faultList.length === 0 ? [] : plannedLoads(tenants, series.timeS, series.windowSeconds, run.simulatedSeconds);
}

/** What cannot last is over at once. */
function healedS({ kind, atNs, forNs }: FaultSpec, endNs: number): number | null {
  if (!specOf(kind).extent.includes('for')) return atNs / 1e9;
  return forNs === null || atNs + forNs > endNs ? null : (atNs + forNs) / 1e9;
}

function faultRows({ faultList, faults }: Service, endNs: number): Result['faults'] {
  return faultList.map((fault) => ({
    kind: fault.kind,
    target: describeTarget(fault.target),
    hosts: faults
      .hitBy(fault)
      .slice(0, faultHostsMax)
      .map(({ name }) => name),
    hostsHit: faults.hitBy(fault).length,
    fromS: fault.atNs / 1e9,
    toS: healedS(fault, endNs),
    condition: specOf(fault.kind).condition,
  }));
}

function electionRows(service: Service): ElectionRow[] {
  const { hosts } = service.topology;
  return service.storage.elections.list.map((election) => ({
    partition: service.partitionName(election.group),
    term: election.term,
    cause: election.cause,
    from: hosts[election.fromHost].name,
    to: hosts[election.toHost].name,
    suspectedS: election.suspectedAtNs / 1e9,
    electedS: election.electedAtNs / 1e9,
    servingS: election.servingAtNs / 1e9,
  }));
}
