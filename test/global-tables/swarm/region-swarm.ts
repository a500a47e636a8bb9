/**
 * Global tables under random overlapping faults of regions, links, clocks, zones and leaders, all over some while before the
 * end, some with a region that is added meanwhile, and what does not hold of one: the rule of the last writer is applied here anew, to what the regions committed (the
 * latest stamp, and of equal ones the region whose name is later in the alphabet), and every region must have that of every item.
 */
import fc from 'fast-check';
import type { StampedVersion } from '../../../sim/protocol/stamped-version.js';
import { Run } from '../../../sim/run.js';
import { LeaderReads } from '../../../sim/storage/leader-reads.js';
import { type Text, violations } from '../../small-region.js';
import { regionsWith, writerText } from '../two-regions.js';

export interface RegionSwarm {
  readonly seed: number;
  readonly regions: number;
  readonly partitions: number;
  readonly items: number;
  /** Of writes, in each region. */
  readonly perSecond: number;
  readonly clockTick: string;
  /** Units, where the table has some; its writers ask for as many. */
  readonly capacity: number | null;
  readonly faults: readonly Text[];
  /** When the last region is added, in seconds; null: it has the table from the beginning. */
  readonly addedAtS: number | null;
}

const names = ['a', 'b', 'c', 'd'] as const;
const writesUntilS = 14;

const seconds = (from: number, to: number) => fc.integer({ min: from, max: to }).map((s) => `${s}s`);
const times = fc.record({ at: seconds(2, 8), for: seconds(1, 4) });

function anyFault(regions: number, partitions: number): fc.Arbitrary<Text> {
  const region = fc.constantFrom(...names.slice(0, regions));
  const pair = fc
    .tuple(region, fc.integer({ min: 1, max: regions - 1 }))
    .map(([target, on]) => ({ target, peer: names[(names.indexOf(target) + on) % regions] }));
  const direction = fc.constantFrom('both', 'outbound', 'inbound');
  const between = (more: fc.Arbitrary<Text>) =>
    fc
      .tuple(pair, direction, times, more)
      .map(([ends, way, when, rest]) => ({ ...rest, ...ends, direction: way, ...when }));
  const onRegion = (more: fc.Arbitrary<Text>) =>
    fc.tuple(region, times, more).map(([target, when, rest]) => ({ ...rest, target, ...when }));
  return fc.oneof(
    between(fc.constant({ kind: 'network-partition' })),
    between(fc.record({ kind: fc.constant('packet-loss'), share: fc.constantFrom('5%', '30%', '70%') })),
    between(fc.record({ kind: fc.constant('network-delay'), delay: fc.constantFrom('50ms', '700ms') })),
    between(fc.record({ kind: fc.constant('narrow-link'), bandwidth: fc.constantFrom('20KB/s', '100KB/s') })),
    onRegion(
      fc.record({
        kind: fc.constant('clock-skew'),
        offset: fc.integer({ min: -900, max: 900 }).map((ms) => `${ms}ms`),
      }),
    ),
    onRegion(fc.constant({ kind: 'region-outage' })),
    onRegion(fc.constant({ kind: 'zone-outage' })).chain((fault) =>
      fc.constantFrom(1, 2, 3).map((zone) => ({ ...fault, target: `${fault.target}/az-${zone}` })),
    ),
    onRegion(fc.constant({ kind: 'host-crash' })).chain((fault) =>
      fc.nat(partitions - 1).map((partition) => ({ ...fault, target: `leader of t in ${fault.target}/${partition}` })),
    ),
  );
}

export const anyRegionSwarm: fc.Arbitrary<RegionSwarm> = fc
  .record({ regions: fc.constantFrom(2, 3, 3, 4), partitions: fc.constantFrom(1, 2, 4) })
  .chain(({ regions, partitions }) =>
    fc.record({
      ...{ seed: fc.integer({ min: 1, max: 1e6 }), regions: fc.constant(regions), partitions: fc.constant(partitions) },
      ...{ items: fc.constantFrom(5, 50, 200), perSecond: fc.constantFrom(20, 60) },
      // Clocks that are read coarsely make two regions often write an item at the same time.
      clockTick: fc.constantFrom('1us', '20ms', '200ms'),
      capacity: fc.constantFrom(null, null, 300),
      faults: fc.array(anyFault(regions, partitions), { minLength: 1, maxLength: 5 }),
      addedAtS: fc.constantFrom(null, null, 3, 6, 9),
    }),
  );

/** In words; none where everything held. */
export function regionProblems(swarm: RegionSwarm): string[] {
  const { seed, partitions, items, perSecond, clockTick, capacity, faults, addedAtS } = swarm;
  const regions = names.slice(0, swarm.regions);
  const writers = regions.map((name) => [
    `of-${name}`,
    writerText(name, { arrivals: { poisson: `${perSecond}/s` }, stop: `${writesUntilS}s`, keys: { zipfian: 0.9 } }),
  ]);
  const units = capacity === null ? {} : { capacity: { read: capacity, write: capacity } };
  const copies =
    addedAtS === null
      ? { regions }
      : { regions: regions.slice(0, -1), addRegions: [{ region: regions.at(-1), at: `${addedAtS}s` }] };
  const scenario = regionsWith(regions, {
    ...{ seed, duration: '40s', tenants: Object.fromEntries(writers), faults },
    tables: { t: { ...copies, partitions, items: { count: items, size: '1KB' }, ...units } },
    parameters: { globalTables: { clockTick, timeout: '500ms', backoffMax: '500ms' } },
  });
  const winners = new Map<number, StampedVersion>();
  const run = new Run(scenario, { observers: [{ versionWritten: (_clock, version) => take(winners, version) }] });
  while (!run.advance());
  const result = run.finish();
  const { changesSent, changesApplied, changesSuperseded, changesWaiting, regionsFilled } = result.globalTables;
  const settled = changesApplied + changesSuperseded + changesWaiting;
  const reads = new LeaderReads(run.service.storage, run.service.keySpaces.spaces);
  const wrong = [...winners].flatMap(([item, { writeId }]) =>
    regions.flatMap((name, table) => {
      const found = reads.read(table, item);
      return found === writeId ? [] : [`item ${item} in ${name} is ${found} and should be ${writeId}`];
    }),
  );
  return [
    ...violations(result),
    ...(changesWaiting === 0 ? [] : [`${changesWaiting} changes wait at the end`]),
    ...(changesSent === settled ? [] : [`${changesSent} changes sent, and ${settled} settled or waiting`]),
    ...(regionsFilled === (addedAtS === null ? 0 : 1)
      ? []
      : ['the region that was added does not have all at the end']),
    ...wrong.slice(0, 3),
  ];
}

function take(winners: Map<number, StampedVersion>, version: StampedVersion): void {
  const best = winners.get(version.item);
  const isLater = best === undefined || version.stampNs > best.stampNs;
  const winsTie = best !== undefined && version.stampNs === best.stampNs && version.region > best.region;
  if (isLater || winsTie) winners.set(version.item, { ...version });
}
