/**
 * Replicas that fail and are repaired, held against closed forms. A partition has a replica in each of three zones, on nodes
 * that it shares with no other, so that each is an experiment of its own; nothing is healed elsewhere.
 *
 * Unavailability: writes need two of three. A node is down the share p = R / (M + R) of the time, R being the mean of its
 * repairs whatever their distribution (renewal reward; W. Feller, "An Introduction to Probability Theory", volume 2,
 * chapter XI), and fewer than two are up with 3 p^2 (1 - p) + p^3. To this comes the time without a leader when the leader
 * fails and the others live, which fail-over.test.ts has: the lease less half a heartbeat. Neither form knows of the time
 * until two of three that are back have a leader, some patience of a follower, nor that a request waits as long for an
 * answer as a router does; both are some tenths of a second of outages of half a minute, and allowed for as such.
 *
 * Loss: a drive fails at rate l = 1 / M and comes back empty at rate m = 1 / R, and is copied to at once beside that. The
 * copies of a partition are the Markov chain of births and deaths
 *
 *        3 l      2 l      l
 *     3 ────> 2 ────> 1 ────> 0, the partition is lost        (e.g. K. S. Trivedi, "Probability and Statistics with
 *       <────   <────                                          Reliability, Queuing and Computer Science Applications")
 *         m       2 m
 *
 * whose time to 0 has the mean that mean time to data loss is. Runs end before all partitions are lost, so what is compared
 * is the mean of the time that they lived, or had lived when the run ended, and the share that is left.
 *
 * Both within the 95 % interval: of the mean over runs of Student's t, of the lives and of the share of the normal
 * distribution.
 */
import { expect, test } from 'vitest';
import { studentT } from '../../sim/measurement/batches/student-t.js';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';

const normal = 1.959964;
const repairS = 60;

interface Setting {
  readonly seed: number;
  readonly partitions: number;
  readonly durationS: number;
  readonly warmupS: number;
  readonly writesPerSecond: number;
  /** A lease is two of them. */
  readonly heartbeatS: number;
  readonly failures: object;
}

function scenarioOf({ seed, partitions, durationS, warmupS, writesPerSecond, heartbeatS, failures }: Setting) {
  return readScenario(
    JSON.stringify({
      title: 'Replicas that fail',
      seed,
      duration: `${durationS}s`,
      warmup: `${warmupS}s`,
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: partitions } },
      tables: { t: { partitions, items: { count: 100 * partitions, size: '1KB' } } },
      tenants: {
        a: { arrivals: { poisson: `${writesPerSecond}/s` }, mix: { putItem: '100%' }, client: { retries: 'none' } },
      },
      failures,
      parameters: {
        router: { callTimeout: '100ms' },
        replication: { heartbeat: `${heartbeatS}s`, lease: `${2 * heartbeatS}s` },
      },
    }),
    'replica-failures.yaml',
  );
}

const meanOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each / values.length, 0);

function standardError(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

// Everything works when a run begins: relaxation times of some 50 s lie in the warm-up.
const warmupS = 300;
const heartbeatS = 0.2;

test.each([
  ['exponential', 180, { exponential: `${repairS}s` }],
  ['constant', 180, { constant: `${repairS}s` }],
  ['exponential', 300, { exponential: `${repairS}s` }],
])(
  'a partition is unavailable while two of three nodes are down: repairs %s, a failure every %i s',
  (_, mtbfS, repair) => {
    const runs = seeds(8).map((seed) => {
      const failures = { hosts: { mtbf: `${mtbfS}s`, repair, bursts: { share: '0%' } } };
      const { outcomes } = run(
        scenarioOf({ seed, partitions: 12, durationS: 3300, warmupS, writesPerSecond: 3, heartbeatS, failures }),
      );
      const [{ issued, unfinished, serverErrors, timedOut }] = outcomes;
      return (serverErrors + timedOut) / (issued - unfinished);
    });
    const down = repairS / (mtbfS + repairS);
    const tooFew = 3 * down ** 2 * (1 - down) + down ** 3;
    const withoutLeader = ((1 - down) ** 3 / mtbfS) * (2 * heartbeatS - heartbeatS / 2);
    // Outages begin, and end, so many times a second, and each is longer or shorter by some tenths of a second.
    const edges = ((3 * down * (1 - down) ** 2 * 2) / mtbfS) * 0.5;
    const half = studentT(runs.length - 1) * standardError(runs);
    expect(Math.abs(meanOf(runs) - (tooFew + withoutLeader))).toBeLessThan(half + edges);
    expect(edges).toBeLessThan(0.02 * tooFew);
    expect(half).toBeLessThan(0.15 * tooFew);
  },
);

/** Of the chain from three copies: the mean of the time until none is left or the end has come, and the share that lives. */
function livesUntil(endS: number, lossesPerSecond: number, repairsPerSecond: number) {
  const [l, m] = [lossesPerSecond, repairsPerSecond];
  // Runge-Kutta of the fourth order over a hundredth of the shortest mean time.
  const flow = ([three, two, one]: readonly number[]) => [
    m * two - 3 * l * three,
    3 * l * three + 2 * m * one - (2 * l + m) * two,
    2 * l * two - (l + 2 * m) * one,
  ];
  const steps = Math.ceil(100 * endS * 2 * (l + m));
  const stepS = endS / steps;
  const moved = (p: readonly number[], by: readonly number[], share: number) =>
    p.map((each, state) => each + share * stepS * by[state]);
  let p: readonly number[] = [1, 0, 0];
  let livedS = 0;
  for (let step = 0; step < steps; step++) {
    const a = flow(p);
    const b = flow(moved(p, a, 0.5));
    const c = flow(moved(p, b, 0.5));
    const d = flow(moved(p, c, 1));
    const next = p.map((each, state) => each + (stepS / 6) * (a[state] + 2 * b[state] + 2 * c[state] + d[state]));
    livedS += (stepS / 2) * (alive(p) + alive(next));
    p = next;
  }
  return { livedS, living: alive(p) };
}

const alive = (p: readonly number[]) => p.reduce((sum, each) => sum + each, 0);

test('the chain is solved right: its mean without an end is the textbook one', () => {
  const [l, m] = [1 / 300, 1 / 60];
  const fromOne = (two: number) => (1 + 2 * m * two) / (l + 2 * m);
  // Of the equations of first steps; of three copies it is 1 / (3 l) more than of two.
  const fromTwo = (1 / (2 * l + m)) * (1 + m / (3 * l) + 2 * l * fromOne(0));
  const again = (m + 2 * l * ((2 * m) / (l + 2 * m))) / (2 * l + m);
  const mean = fromTwo / (1 - again) + 1 / (3 * l);
  expect(livesUntil(40 * mean, l, m).livedS / mean).toBeCloseTo(1, 6);
});

test.each([
  [300, 6000],
  [180, 3000],
  [480, 9000],
])('a partition lives as long as the Markov chain of its copies: a loss every %i s', (mtbfS, durationS) => {
  const partitions = 40;
  const failures = { disks: { mtbf: `${mtbfS}s`, replace: { exponential: `${repairS}s` } } };
  const livesS = seeds(6).flatMap((seed) => {
    const lostS = new Map<number, number>();
    const scenario = scenarioOf({
      seed,
      partitions,
      durationS,
      warmupS: 0,
      writesPerSecond: 1,
      heartbeatS: 1,
      failures,
    });
    const groupLost = ({ nowNs }: { readonly nowNs: number }, group: number) => {
      if (!lostS.has(group)) lostS.set(group, nowNs / 1e9);
    };
    run(scenario, { observers: [{ groupLost }] });
    return Array.from({ length: partitions }, (_, group) => lostS.get(group) ?? durationS);
  });
  const { livedS, living } = livesUntil(durationS, 1 / mtbfS, 1 / repairS);
  const half = normal * standardError(livesS);
  expect(Math.abs(meanOf(livesS) - livedS)).toBeLessThan(half);
  expect(half).toBeLessThan(0.1 * livedS);
  const left = livesS.filter((each) => each === durationS).length / livesS.length;
  expect(Math.abs(left - living)).toBeLessThan(normal * Math.sqrt((living * (1 - living)) / livesS.length));
});
