/**
 * Failures that are drawn agree with the theory of their processes: their number with that of an alternating renewal process,
 * times to failure with the exponential distribution, repairs with their own mean, and bursts with the share and size that
 * was said. Each within the interval that 99.9 % of honest draws fall into, over the seeds that are named.
 *
 * Sources: D. R. Cox, "Renewal Theory", 1962, section 7.4 (expected failures of a thing that works at first); compound Poisson
 * processes for bursts.
 */
import { expect, test } from 'vitest';
import { momentsOf } from '../../sim/engine/distribution-spec.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { drawFailures, type FailingPlan } from '../../sim/faults/failures/drawn-failures.js';
import type { FaultSpec } from '../../sim/faults/fault-kinds.js';
import { describeTarget } from '../../sim/faults/targets.js';
import { readScenario } from '../../sim/scenario/read.js';
import { kolmogorovSmirnov, kolmogorovSmirnovBound } from '../engine/goodness-of-fit.js';

const dayNs = 86_400e9;
const durationNs = 90 * dayNs;
/** Of a normal variable, 99.9 % lie within so many standard deviations. */
const deviations = 3.291;
const nodes = 36;
const seeds = Array.from({ length: 300 }, (_, index) => index + 1);

function planOf(failures: object): FailingPlan {
  return readScenario(
    JSON.stringify({
      title: 'Failures',
      duration: '90d',
      regions: { r: { storageNodesPerZone: nodes / 3, racksPerZone: 'racks' in failures ? 2 : 1 } },
      tables: { t: {} },
      tenants: { a: { arrivals: { poisson: '1/h' } } },
      failures,
    }),
    'failures.yaml',
  );
}

const drawnOver = (plan: FailingPlan, over: readonly number[]): FaultSpec[][] =>
  over.map((seed) => drawFailures(plan, new RandomStreams(seed)));

function expectWithin(seen: number, mean: number, deviation: number): void {
  expect(Math.abs(seen - mean), `${seen}, where ${mean} +- ${deviation} are expected`).toBeLessThan(
    deviations * deviation,
  );
}

/** Of one thing until `t`, where both times are exponential: its failure rate times the time that it works. */
function expectedFailures(mtbfNs: number, repairNs: number, t: number): number {
  const [failing, repairing] = [1 / mtbfNs, 1 / repairNs];
  const both = failing + repairing;
  return failing * ((repairing / both) * t + (failing / both ** 2) * (1 - Math.exp(-both * t)));
}

test.each<[string, object, number, number, number]>([
  ['hosts', { mtbf: '20d', repair: { exponential: '5d' }, bursts: { share: '0%' } }, nodes, 20, 5],
  ['disks', { mtbf: '40d', replace: { exponential: '10d' } }, nodes, 40, 10],
  ['racks', { mtbf: '50d', repair: { exponential: '20d' } }, 6, 50, 20],
  ['zones', { mtbf: '60d', repair: { exponential: '30d' } }, 3, 60, 30],
])('%s fail as often as an alternating renewal process', (name, text, things, mtbfDays, repairDays) => {
  const counts = drawnOver(planOf({ [name]: text }), seeds).map(({ length }) => length);
  const seen = counts.reduce((sum, count) => sum + count, 0);
  const mean = things * seeds.length * expectedFailures(mtbfDays * dayNs, repairDays * dayNs, durationNs);
  // Repairs make the counts more even than those of a Poisson process, so that its deviation is on the safe side.
  expectWithin(seen, mean, Math.sqrt(mean));
});

test.each(['hosts', 'disks', 'zones'])('%s with the usual figures fail as often as a Poisson process', (name) => {
  const plan = planOf({ [name]: {} });
  const [process] = plan.failures;
  const alone = { ...plan, failures: [{ ...process, bursts: null }] };
  const seen = drawnOver(alone, seeds).reduce((sum, { length }) => sum + length, 0);
  const mean = ((name === 'zones' ? 3 : nodes) * seeds.length * durationNs) / process.mtbfNs;
  // A repair takes at most a few hours out of months: less than a thousandth of the failures.
  expectWithin(seen, mean, Math.sqrt(mean));
});

test('times to failure are exponential', () => {
  const mtbfNs = dayNs;
  const drawn = drawnOver(planOf({ disks: { mtbf: '1d', replace: '1h' } }), seeds.slice(0, 30));
  const gaps = drawn.flatMap((failures) => {
    const first = new Map<string, number>();
    for (const { target, atNs } of failures)
      if (!first.has(describeTarget(target))) first.set(describeTarget(target), atNs);
    return [...first.values()];
  });
  // None is cut off: that a drive outlives 90 times its mean is out of the question.
  expect(gaps).toHaveLength(30 * nodes);
  const distance = kolmogorovSmirnov(gaps, (ns) => 1 - Math.exp(-ns / mtbfNs));
  expect(distance).toBeLessThan(kolmogorovSmirnovBound(gaps.length));
});

test.each(['hosts', 'disks'])('repairs of %s take as long as is usual', (name) => {
  const plan = planOf({ [name]: { mtbf: '30d' } });
  const lengths = drawnOver(plan, seeds.slice(0, 100)).flatMap((failures) =>
    failures.flatMap(({ forNs }) => (forNs === null ? [] : [forNs])),
  );
  const { mean, variance } = momentsOf(plan.failures[0].repairNs);
  const usualMinutes = name === 'hosts' ? 30 : 240;
  expect(mean).toBe(usualMinutes * 60e9);
  const seen = lengths.reduce((sum, ns) => sum + ns / lengths.length, 0);
  // Those that the end of the run cuts are left out: one in some thousands, and a little longer than others.
  expectWithin(seen, mean, Math.sqrt(variance / lengths.length) + mean / 1000);
});

/** Failures of a zone in groups, each of which began within two minutes. */
function groupsOf(failures: readonly FaultSpec[]): FaultSpec[][] {
  const groups: FaultSpec[][] = [];
  const latest = new Map<number, FaultSpec[]>();
  for (const failure of failures) {
    const { zone } = failure.target as { readonly zone: number };
    const group = latest.get(zone);
    if (group !== undefined && failure.atNs - group[0].atNs <= 120e9) group.push(failure);
    else {
      latest.set(zone, [failure]);
      groups.push(latest.get(zone)!);
    }
  }
  return groups;
}

test.each([
  ['as is usual', {}, 0.37, 2],
  ['of four', { share: '60%', hosts: 4 }, 0.6, 4],
  ['all of them', { share: '100%', hosts: 3 }, 1, 3],
])('bursts, %s: as many failures as without, and the share in bursts as said', (_name, bursts, share, hosts) => {
  const mtbfNs = 130 * dayNs;
  const repair = '1s';
  const groups = drawnOver(planOf({ hosts: { repair, bursts } }), seeds).flatMap(groupsOf);
  const sizes = groups.map(({ length }) => length);
  const failures = sizes.reduce((sum, size) => sum + size, 0);
  const inBursts = sizes.filter((size) => size > 1).length;
  const mean = (nodes * seeds.length * durationNs) / mtbfNs;
  // p of the groups have all hosts, the others one: the variance of a compound Poisson process is rate x E[size^2].
  const p = share / (hosts - share * (hosts - 1));
  const groupsExpected = mean / (1 + p * (hosts - 1));
  expectWithin(failures, mean, Math.sqrt(groupsExpected * (1 - p + p * hosts * hosts)));
  // Two of the twelve nodes of a zone fail within two minutes by chance as well: 12 x 120 s to 130 d.
  const byChance = (12 * 120e9) / mtbfNs;
  expectWithin(inBursts / groups.length, p + (1 - p) * byChance, Math.sqrt((p * (1 - p)) / groups.length) + byChance);
  expect(sizes.filter((size) => size !== 1 && size !== hosts).length / groups.length).toBeLessThan(3 * byChance);
  for (const group of groups.filter(({ length }) => length === hosts))
    expect(new Set(group.map(({ target }) => describeTarget(target))).size).toBe(hosts);
});
