/** Small random scenarios of several tables, tenants and faults, short enough to be run by the hundred. */
import fc from 'fast-check';
import { readScenario } from '../../sim/scenario/read.js';
import type { Scenario } from '../../sim/scenario/scenario.js';

const of = <T>(...values: readonly T[]) => fc.constantFrom(...values);

const anyTable = fc.record({
  partitions: fc.integer({ min: 1, max: 5 }),
  items: fc.record({ count: fc.integer({ min: 10, max: 300 }), size: of<unknown>('1KB', { exponential: '2KB' }) }),
  capacity: of(
    undefined,
    undefined,
    { mode: 'global', read: 500, write: 200 },
    { mode: 'static', read: 300, write: 100 },
  ),
});

const anyTenant = (tables: readonly string[]) =>
  fc.record({
    table: of(...tables),
    arrivals: of(
      { poisson: '60/s' },
      { constant: '40/s' },
      {
        bursty: [
          { rate: '20/s', stay: '500ms' },
          { rate: '150/s', stay: '300ms' },
        ],
      },
      { closed: { workers: 3, think: { exponential: '50ms' } } },
    ),
    mix: of<Record<string, string>>(
      { getItem: '60%', putItem: '40%' },
      { getItem: '50%', readModifyWrite: '50%' },
      { query: '30%', updateItem: '50%', deleteItem: '20%' },
    ),
    keys: of<unknown>('uniform', { zipfian: 0.99 }, 'latest', { hotspot: { share: '90%', of: '10%' } }, 'sequential'),
    reads: of<unknown>({ strong: '50%' }, 'eventual'),
    client: fc.record({
      instances: fc.integer({ min: 1, max: 4 }),
      retries: of('none', 'standard'),
      timeout: of('1s'),
    }),
  });

const storage = ['1 storage nodes in r', '2 storage nodes in r', '30% of storage nodes in r/az-2'];
const routers = ['1 routers in r', '50% of routers in r'];
const link = { direction: of('both', 'outbound'), peer: of(undefined, ...storage) };

function anyFault(tables: readonly string[], atMs: number) {
  const roles = tables.map((table) => `leader of ${table}/0`);
  const target = (...targets: string[]) => ({ target: of(...targets), for: of('400ms', '1500ms') });
  const details: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
    'host-crash': target(...storage, ...routers, ...roles, 'r/az-1/storage-1'),
    'host-pause': target(...storage, ...roles),
    'slow-cpu': { ...target(...storage, ...routers), factor: of(5) },
    'packet-loss': { ...target(...storage, ...routers, ...roles), ...link, share: of('20%', '90%') },
    'network-partition': { ...target(...storage, ...roles), ...link },
    'network-delay': { ...target(...storage, 'r/az-1'), delay: of({ exponential: '5ms' }) },
    'router-crash': target(...routers),
    'router-drain': target(...routers),
    'load-balancer-flap': { ...target(...routers, 'routers in r'), period: of('200ms'), share: of('50%') },
  };
  const at = fc.constant(`${atMs}ms`);
  return of(...Object.keys(details)).chain((kind) => fc.record({ kind: fc.constant(kind), at, ...details[kind] }));
}

/** Faults begin 10 ms apart or more, so that no two are alike. */
const anyFaults = (tables: readonly string[]) =>
  fc
    .array(fc.integer({ min: 30, max: 150 }), { minLength: 1, maxLength: 4 })
    .chain((times) => fc.tuple(...[...new Set(times)].map((time) => anyFault(tables, 10 * time))));

const named = <T>(prefix: string, values: readonly T[]) =>
  Object.fromEntries(values.map((value, index) => [`${prefix}${index}`, value]));

/** With fail-over quick enough for three seconds. */
export const anyScenario: fc.Arbitrary<Scenario> = fc
  .array(anyTable, { minLength: 2, maxLength: 4 })
  .chain((tables) => {
    const names = Object.keys(named('t', tables));
    return fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      tables: fc.constant(named('t', tables)),
      tenants: fc.array(anyTenant(names), { minLength: 2, maxLength: 4 }).map((tenants) => named('customer-', tenants)),
      faults: anyFaults(names),
    });
  })
  .map((text) =>
    readScenario(
      JSON.stringify({
        title: 'Anything',
        duration: '3s',
        warmup: '0s',
        regions: { r: { routersPerZone: 2, storageNodesPerZone: 3 } },
        parameters: { replication: { heartbeat: '100ms', lease: '500ms', answerTimeout: '50ms' } },
        ...text,
      }),
      'anything.yaml',
    ),
  );
