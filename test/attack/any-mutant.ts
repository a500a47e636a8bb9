/**
 * Scenarios with a few values that nobody would write: extremes of every unit, wherever the format takes a value, under
 * random faults of which some never heal. Many are refused; the rest must run.
 */
import fc from 'fast-check';
import type { Tunable } from '../../sim/engine/tunable.js';
import { tunables } from '../../sim/scenario/parameters/parameters.js';
import { anyFaults, healingKinds } from '../faults/any-faults.js';

export type Plain = { readonly [key: string]: unknown };

const of = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);

const duration = of('0s', '1ns', '7us', '1ms', '333ms', '5s', '10m', '1d', '300d', '9007199254740991ns');
const count = of(0, 1, 2, 3, 7, 64, 1000, '1M', '1G', '1000G', '9007199254740991');
const ratio = of(0, 0.001, 0.5, 0.999, 1, 1.5, 10, 1e6);
const share = of('0%', '0.0001%', '10%', '50%', '99.9999%', '100%');
const bytes = of('0B', '1B', '900B', '1KB', '400KB', '1MiB', '10GB', '1000TB');
const bytesPerSecond = of('1b/s', '1KB/s', '1MB/s', '25Gb/s', '1TB/s');
const rate = of('0.001/s', '1/s', '100/s', '10k/s', '1M/s', '1G/s');
const factor = of(1, '1.1x', '3x', '100x', '1000000x');
const timeDistribution = fc.oneof(
  duration,
  fc.record({ constant: duration }),
  fc.record({ exponential: duration }),
  fc.record({ uniform: fc.tuple(duration, duration) }),
  fc.record({ pareto: fc.record({ scale: duration, shape: of(0.01, 0.1, 1, 1.5, 20) }) }),
  fc.record({ weibull: fc.record({ scale: duration, shape: of(0.01, 0.1, 1, 5) }) }),
  fc.record({ lognormal: fc.record({ median: duration, sigma: of(0, 0.5, 3, 10, 100) }) }),
  fc.record({ gamma: fc.record({ mean: duration, shape: of(0.01, 0.5, 3, 100) }) }),
  fc.record({ offset: duration, exponential: duration }),
  fc.record({ empirical: fc.record({ p0: of('0s', '1ns'), p50: of('1ms', '1s'), p100: of('1s', '1d') }) }),
);

const valuesOf: Readonly<Record<Tunable['unit'], fc.Arbitrary<unknown>>> = {
  ...{ timeDistribution, duration, count, ratio, bytes, bytesPerSecond },
  boolean: fc.boolean(),
};

/** A value at a path of the base below. */
type Mutation = readonly [path: string, value: unknown];
const at = (path: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<Mutation> =>
  values.map((value) => [path, value] as const);

const parameters = Object.entries(tunables).flatMap(([section, table]) =>
  Object.entries<Tunable>(table).map(([name, { unit }]) => at(`parameters.${section}.${name}`, valuesOf[unit])),
);

const arrivals = fc.oneof(
  fc.record({ poisson: rate }),
  fc.record({ constant: rate }),
  fc.record({ bursty: fc.array(fc.record({ rate, stay: duration }), { minLength: 2, maxLength: 3 }) }),
  fc.record({ closed: fc.record({ workers: count, think: timeDistribution }) }),
);
const profile = fc.array(
  fc.oneof(
    fc.record({ step: factor, at: duration }),
    fc.record({ ramp: factor, at: duration, over: duration }),
    fc.record({ spike: factor, at: duration, for: duration }),
    fc.record({ wave: share, period: duration }),
  ),
  { maxLength: 3 },
);
const mix = of(
  { getItem: '100%' },
  { putItem: '100%' },
  { query: '100%' },
  { readModifyWrite: '60%', deleteItem: '40%' },
  { getItem: '40%', putItem: '20%', updateItem: '20%', query: '20%' },
);
const keys = fc.oneof(
  of('uniform', 'zipfian', 'latest', 'sequential'),
  fc.record({ zipfian: of(0, 0.5, 0.99, 1, 1.2) }),
  fc.record({ hotspot: fc.record({ share, of: share }) }),
  fc.record({ single: count }),
);
const capacity = fc.record(
  {
    mode: of('static', 'bursting', 'adaptive', 'global', 'on-demand'),
    read: count,
    write: count,
    autoScaling: fc.record({ target: share, read: fc.record({ min: count, max: count }) }),
  },
  { requiredKeys: ['mode'] },
);
const splitting = fc.oneof(fc.boolean(), fc.record({ consumption: fc.boolean(), size: fc.boolean() }));
const client = fc.record(
  {
    instances: count,
    retries: of('none', 'standard', 'legacy', 'adaptive'),
    attempts: count,
    timeout: duration,
    connectTimeout: duration,
    hedgeAfter: fc.oneof(of('none'), duration),
    quota: of('none'),
  },
  { requiredKeys: [] },
);

const format: readonly fc.Arbitrary<Mutation>[] = [
  at('duration', of('1ns', '1ms', '3s', '5m', '400d', '9007199254740991ns')),
  at('warmup', duration),
  at('seriesWindow', duration),
  at('seed', count),
  at('regions.r.zones', of(3, 4, 9)),
  at('regions.r.routersPerZone', of(1, 2, 50, 1000)),
  at('regions.r.storageNodesPerZone', of(1, 2, 50, 5000)),
  at('tables.t.partitions', of(1, 2, 50, 10_000, 1_000_000)),
  at('tables.t.items.count', count),
  at('tables.t.items.size', fc.oneof(bytes, fc.record({ exponential: bytes }))),
  at('tables.t.order', of('hashed', 'sorted')),
  at('tables.t.capacity', capacity),
  at('tables.t.splitting', splitting),
  at('tenants.a.arrivals', arrivals),
  at('tenants.a.profile', profile),
  at('tenants.a.start', duration),
  at('tenants.a.stop', duration),
  at('tenants.a.mix', mix),
  at('tenants.a.ycsb', of('A', 'B', 'C', 'D', 'E', 'F')),
  at('tenants.a.keys', keys),
  at('tenants.a.reads', of('strong', 'eventual', { strong: '30%' })),
  at('tenants.a.itemsPerQuery', fc.oneof(count, fc.record({ uniform: fc.tuple(count, count) }))),
  at('tenants.a.client', client),
  at('isolation', of({ victim: 'a', neighbour: 'b' })),
];

const anyMutation = fc.oneof(...format, ...parameters);

/** Some faults are changed, too: when they begin, how long they last, and by how much. */
const changedFaults = anyFaults(healingKinds).chain((faults) =>
  fc.tuple(
    ...faults.map((fault) =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constant<object>(fault) },
        { weight: 1, arbitrary: fc.constant<Plain>({ ...fault, for: undefined }) },
        { weight: 1, arbitrary: duration.map((value): Plain => ({ ...fault, for: value })) },
        { weight: 1, arbitrary: duration.map((value): Plain => ({ ...fault, at: value })) },
        {
          weight: 1,
          arbitrary: factor.map((value): object => ('factor' in fault ? { ...fault, factor: value } : fault)),
        },
      ),
    ),
  ),
);

/** Light enough for a run of it to take less time than its reading. */
const base = {
  title: 'A mutant',
  duration: '22s',
  warmup: '0s',
  regions: { r: { routersPerZone: 2, storageNodesPerZone: 2 } },
  tables: { t: { partitions: 4, items: { count: 200, size: '1KB' } } },
  tenants: {
    a: { arrivals: { poisson: '40/s' }, reads: { strong: '50%' }, client: { instances: 5, timeout: '1s' } },
    b: { arrivals: { constant: '5/s' }, client: { instances: 1 } },
  },
};

/** The text of a scenario; JSON is YAML. */
export const anyMutant: fc.Arbitrary<string> = fc
  .tuple(fc.array(anyMutation, { minLength: 1, maxLength: 4 }), fc.oneof(fc.constant([]), changedFaults))
  .map(([mutations, faults]) => {
    const scenario = structuredClone({ ...base, faults }) as Plain;
    for (const [path, value] of mutations) put(scenario, path.split('.'), value);
    return JSON.stringify(scenario);
  });

function put(container: Plain, [word, ...rest]: readonly string[], value: unknown): void {
  const mapping = container as Record<string, unknown>;
  if (rest.length === 0) mapping[word] = value;
  else {
    mapping[word] ??= {};
    put(mapping[word] as Plain, rest, value);
  }
}
