/**
 * Failures that are drawn are ordinary faults: who fails and when hangs on the seed and on the thing alone, the result lists
 * them in the order of time, and where several hold a host or a drive down, it comes back with the last of them.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { drawFailures, type FailingPlan } from '../../sim/faults/failures/drawn-failures.js';
import type { FaultSpec } from '../../sim/faults/fault-kinds.js';
import { describeTarget } from '../../sim/faults/targets.js';
import type { FaultRow } from '../../sim/result.js';
import { Run, run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

const classes: Readonly<Record<string, object>> = {
  hosts: { mtbf: '1d', bursts: { share: '50%', hosts: 3 } },
  disks: { mtbf: '2d' },
  racks: { mtbf: '3d' },
  zones: { mtbf: '3d' },
};
const names = Object.keys(classes);
const anySeed = fc.integer({ min: 1, max: 1_000_000 });

function planOf(
  failures: readonly string[],
  storageNodesPerZone: number,
  regions: readonly string[] = ['r'],
): FailingPlan {
  const scenario = smallRegion({
    duration: '20d',
    seriesWindow: '1h',
    regions: Object.fromEntries(regions.map((name) => [name, { storageNodesPerZone }])),
    tables: { t: { region: 'r' } },
    failures: Object.fromEntries(failures.map((name) => [name, classes[name]])),
  });
  return { ...scenario };
}

const drawn = (plan: FailingPlan, seed: number) => drawFailures(plan, new RandomStreams(seed));
const asText = (fault: FaultSpec) => `${fault.kind} ${describeTarget(fault.target)} ${fault.atNs} ${fault.forNs}`;

test('a class that comes or goes leaves the failures of the others as they were', () => {
  fc.assert(
    fc.property(anySeed, fc.subarray(names, { minLength: 1 }), (seed, some) => {
      const all = drawn(planOf(names, 4), seed);
      const kinds = new Set(planOf(some, 4).failures.map(({ kind }) => kind));
      const expected = all.filter(({ kind }) => kinds.has(kind));
      expect(drawn(planOf(some, 4), seed)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    }),
    { seed: 1, numRuns: 40 },
  );
});

test('a region more leaves the failures in the others as they were', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const both = drawn(planOf(names, 4, ['q', 'r']), seed);
      const inOne = both.filter(({ target }) => 'region' in target && target.region === 'r');
      expect(inOne).toEqual(drawn(planOf(names, 4), seed));
      expect(both.length).toBeGreaterThan(inOne.length);
    }),
    { seed: 2, numRuns: 20 },
  );
});

test('a host more changes only what happens to it and what it brings', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const few = drawn(planOf(names, 4), seed).map(asText);
      const more = drawn(planOf(names, 5), seed).map(asText);
      const gone = few.filter((fault) => !more.includes(fault));
      // Whom it takes the place of in a burst is spared.
      const ofNewOnes = more.filter((fault) => fault.startsWith('host-crash') && fault.includes('/storage-5 '));
      expect(gone.length).toBeLessThan(ofNewOnes.length);
      expect(gone.filter((fault) => !fault.startsWith('host-crash'))).toEqual([]);
      expect(gone.length).toBeLessThan(few.length / 2);
    }),
    { seed: 3, numRuns: 40 },
  );
});

test('a burst stays within a rack', () => {
  const scenario = smallRegion({
    duration: '20d',
    seriesWindow: '1h',
    regions: { r: { storageNodesPerZone: 6, racksPerZone: 3 } },
    failures: { hosts: { mtbf: '10d', bursts: { share: '100%', within: '1s' } } },
  });
  // Nodes 1 and 4 of a zone stand in a rack, 2 and 5, 3 and 6: of each pair both fail, and nobody else.
  const failures = drawn(scenario, 1).map(({ target, atNs }) => ({ target, atNs }));
  expect(failures.length).toBeGreaterThan(20);
  for (const { target, atNs } of failures) {
    if (target.kind !== 'host') throw new Error('no host');
    const together = failures.filter(
      (other) => Math.abs(other.atNs - atNs) <= 1e9 && 'zone' in other.target && other.target.zone === target.zone,
    );
    const numbers = together.flatMap((other) => ('number' in other.target ? [other.target.number] : []));
    expect(new Set(numbers.map((number) => number % 3))).toEqual(new Set([target.number % 3]));
    expect(together).toHaveLength(2);
  }
});

test('a rack takes its storage nodes and routers down together, and no others', () => {
  const { faults } = run(
    smallRegion({
      ...quiet,
      regions: { r: { zones: 2, routersPerZone: 3, storageNodesPerZone: 4, racksPerZone: 2 } },
      parameters: { replication: { replicas: 2, quorum: 2 } },
      failures: { racks: { mtbf: '60s', repair: '5s' } },
    }),
  );
  const firsts = ['router-1', 'router-3', 'storage-1', 'storage-3'];
  const seconds = ['router-2', 'storage-2', 'storage-4'];
  for (const { kind, target, hosts } of faults) {
    expect(kind).toBe('rack-outage');
    const [, zone, rack] = /^r\/(az-[12])\/rack-([12])$/.exec(target)!;
    expect([...hosts].sort()).toEqual((rack === '1' ? firsts : seconds).map((name) => `r/${zone}/${name}`));
  }
  expect(new Set(faults.map(({ target }) => target)).size).toBe(4);
});

test('another seed draws other failures, the same seed the same', () => {
  const plan = planOf(names, 4);
  expect(drawn(plan, 7)).toEqual(drawn(plan, 7));
  expect(drawn(plan, 8)).not.toEqual(drawn(plan, 7));
});

test('more than the bound end with a sentence that says what would need less', () => {
  const plan = planOf(['zones'], 4);
  const [process] = plan.failures;
  const often = { ...plan, failures: [{ ...process, mtbfNs: 1, repairNs: { kind: 'constant', value: 1 } as const }] };
  expect(() => drawn(often, 1)).toThrow('more than 10,000 failures; a longer mtbf or a shorter run');
});

/** Nobody asks for anything while things fail, so that thousands of seconds pass at once. */
const quiet = {
  duration: '600s',
  seriesWindow: '10s',
  regions: { r: { routersPerZone: 1, storageNodesPerZone: 3 } },
  tables: { t: { partitions: 4 } },
  tenants: { a: tenantText({ arrivals: { poisson: '1/h' } }) },
};
const restless = {
  hosts: { mtbf: '100s', repair: { exponential: '40s' }, bursts: { share: '60%', hosts: 2, within: '20s' } },
  disks: { mtbf: '100s', replace: { exponential: '40s' } },
  racks: { mtbf: '200s', repair: '30s' },
  zones: { mtbf: '200s', repair: '30s' },
};
const written = [
  { kind: 'host-crash', target: 'r/az-1/storage-1', at: '100s', for: '200s' },
  { kind: 'disk-failure', target: 'r/az-2', at: '50s' },
];

const lasts = ({ fromS, toS }: FaultRow, atS: number) => fromS <= atS && (toS === null || atS < toS);

test('a host is down, and a drive out, exactly while any of its failures lasts', () => {
  let overlaps = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const scenario = { ...smallRegion({ ...quiet, failures: restless, faults: written }), seed };
      const { faults } = run(scenario);
      const { service } = new Run(scenario);
      const nodes = service.topology.hosts.filter(({ role }) => role.hasDisk);
      for (let atS = 3; atS < 600; atS += 7) {
        service.advance(atS * 1e9, Number.POSITIVE_INFINITY);
        for (const { name, id } of nodes) {
          const holding = faults.filter((fault) => fault.hosts.includes(name) && lasts(fault, atS));
          const failedDrives = holding.filter(({ kind }) => kind === 'disk-failure').length;
          const crashes = holding.length - failedDrives;
          if (crashes > 1) overlaps++;
          expect(service.topology.hosts[id].isUp, `${name} at ${atS} s`).toBe(crashes === 0);
          expect(service.disks.hasFailed(id), `the drive of ${name} at ${atS} s`).toBe(failedDrives > 0);
        }
      }
    }),
    { seed: 4, numRuns: 12 },
  );
  expect(overlaps).toBeGreaterThan(100);
});

test('the result lists them among those that were written, in the order of time', () => {
  const { faults, recovery } = run(smallRegion({ ...quiet, failures: restless, faults: written }));
  const alone = run(smallRegion({ ...quiet, faults: written })).faults;
  expect(faults.length).toBeGreaterThan(30);
  expect(recovery).toHaveLength(faults.length);
  expect(faults.map(({ fromS }) => fromS)).toEqual(faults.map(({ fromS }) => fromS).sort((a, b) => a - b));
  for (const row of alone) expect(faults).toContainEqual(row);
  // What is not over when the run ends is told as what never healed.
  for (const { toS } of faults) if (toS !== null) expect(toS).toBeLessThanOrEqual(600);
});

test('classes of which nothing fails in time leave a run as it is without them', () => {
  const requests = (failures?: object) => {
    const { faults, outcomes, latency } = run(
      smallRegion({ duration: '10s', ...(failures === undefined ? {} : { failures }) }),
    );
    return { faults, outcomes, latency };
  };
  expect(requests({ hosts: {}, disks: {}, racks: {}, zones: {} })).toEqual(requests());
});
