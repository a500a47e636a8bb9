/** What a table's capacity becomes by its mode, and which capacities are refused before a run. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.js';
import { capacities, linesOf, smallest } from '../examples.js';

const scenario = readScenario(capacities, 'a.yaml');
const tableOf = (name: string) => scenario.tables.find((table) => table.name === name);
const withTable = (table: string, regions = 'r: {}') =>
  smallest.replace('t: {}', `t: ${table}`).replace('r: {}', regions);

describe('a capacity', () => {
  test('is global where it names no mode, and none where it is left out', () => {
    expect(tableOf('whole')?.capacity).toMatchObject({
      mode: 'global',
      readUnitsPerSecond: 10_000,
      writeUnitsPerSecond: 5000,
    });
    expect(tableOf('plain')).toMatchObject({ order: 'hashed', capacity: null });
  });

  test('on demand takes what a new table takes, or what the file says', () => {
    expect(tableOf('asked')).toMatchObject({
      order: 'sorted',
      capacity: { mode: 'on-demand', readUnitsPerSecond: 12_000, writeUnitsPerSecond: 4000, autoScaling: null },
    });
    const told = `${withTable('{ capacity: { mode: on-demand, read: 50k } }')}parameters: { admission: { onDemandWriteUnits: 7 } }`;
    expect(readScenario(told, 'a.yaml').tables[0].capacity).toMatchObject({
      readUnitsPerSecond: 50_000,
      writeUnitsPerSecond: 7,
    });
  });

  test('scales to 70 % within its bounds, and stays where none are given', () => {
    expect(tableOf('whole')?.capacity?.autoScaling).toEqual({
      targetUtilisation: 0.7,
      readUnitsMin: 1000,
      readUnitsMax: 40_000,
      writeUnitsMin: 5000,
      writeUnitsMax: 5000,
    });
    expect(tableOf('first')?.capacity?.autoScaling).toBeNull();
  });

  test.each([
    ['plain', false, false],
    ['first', true, false],
    ['whole', true, true],
    ['asked', true, true],
    ['saved', false, false],
    ['moved', true, true],
  ])('decides what %s is split for, unless the file does', (name, bySize, byConsumption) => {
    expect(tableOf(name)?.splitting).toEqual({ bySize, byConsumption });
  });
});

describe('a wrong capacity gives one problem at its place', () => {
  test.each<[string, RegExp]>([
    ['{ mode: statik, read: 1 }', /^a.yaml:3:34: found "statik"; expected one of static, .*did you mean "static"/],
    ['{ read: 100 }', /^a.yaml:3:\d+: found no "write"; expected the read and write units .* mode global provisions/],
    ['{ mode: static }', /^a.yaml:3:\d+: found no "read" and no "write"; .* mode static provisions/],
    ['{ mode: adaptive, raed: 5, write: 5 }', /: found the unknown key "raed"; .*did you mean "read"/],
    ['{ read: 0, write: 1 }', /: found 0; expected a whole number of at least 1/],
    [
      '{ mode: on-demand, autoScaling: { read: { min: 1, max: 2 } } }',
      /: found auto scaling; expected none, because mode on-demand has no provision to scale/,
    ],
    ['{ read: 5, write: 5, autoScaling: {} }', /: found nothing to scale; expected the bounds of read, of write or/],
    [
      '{ read: 5, write: 5, autoScaling: { read: { min: 9, max: 2 } } }',
      /: found a minimum of 9 above a maximum of 2; expected/,
    ],
    [
      '{ read: 5, write: 5, autoScaling: { target: 95%, read: { min: 1, max: 9 } } }',
      /: found "95%"; expected a share of at most 90%/,
    ],
    [
      '{ read: 50, write: 5, autoScaling: { read: { min: 1, max: 9 } } }',
      /^a.yaml:3:\d+: found 50; expected 1 to 9, the bounds of its auto scaling/,
    ],
  ])('%s', (capacity, line) => {
    expect(linesOf(withTable(`{ capacity: ${capacity} }`))).toEqual([expect.stringMatching(line)]);
  });

  test('that splits for a consumption nobody counts', () => {
    const expected = /^a.yaml:3:\d+: found splitting for consumption; expected a capacity beside it/;
    expect(linesOf(withTable('{ splitting: true }'))).toEqual([expect.stringMatching(expected)]);
    expect(linesOf(withTable('{ splitting: { size: true } }'))).toEqual([]);
  });
});

describe.each(['static', 'bursting', 'adaptive'])('a provision divided over partitions (%s)', (mode) => {
  const table = (partitions: number, read: string, write: string) =>
    `{ partitions: ${partitions}, capacity: { mode: ${mode}, read: ${read}, write: ${write} } }`;

  test('fits under the cap of each, or the least number that works is told', () => {
    expect(linesOf(withTable(table(5, '100', '5k')))).toEqual([]);
    expect(linesOf(withTable(table(4, '100', '5k')))).toEqual([
      'a.yaml:3:28: found 5k write units per second divided over 4 partitions; ' +
        'expected at least 5 partitions, as one has at most 1k (admission.partitionWriteUnits)',
    ]);
    expect(linesOf(withTable(table(1, '30001', '5k')))).toEqual([
      expect.stringMatching(
        /found 30001 read units .* over 1 partition; expected at least 11 partitions, .* at most 3k/,
      ),
    ]);
  });

  test('fits on the storage nodes of its region, reserved on three of them', () => {
    // Three zones of one node: 180,000 read and 60,000 write units, each reserved on three replicas.
    const nodes = 'r: { storageNodesPerZone: 1 }';
    expect(linesOf(withTable(table(100, '60k', '20k'), nodes))).toEqual([]);
    expect(linesOf(withTable(table(100, '60001', '20001'), nodes))).toEqual([
      expect.stringMatching(/found 60001 read units .* in r; expected at most 60k, what 3 storage nodes of 60k/),
      expect.stringMatching(
        /found 20001 write units .* expected at most 20k, what 3 .* of 20k \(admission.nodeWriteUnits\) sustain, each unit/,
      ),
    ]);
  });

  test('fits on them partition by partition, not only in sum', () => {
    // In each zone two nodes of 1,000 units and three shares of 600: 1,800 of 2,000, and no node takes two of them.
    const nodes = 'r: { storageNodesPerZone: 2 }';
    const crowded = withTable(table(3, '1', '1800'), nodes).replace(
      'tenants:',
      'parameters: { admission: { nodeWriteUnits: 1000 } }\ntenants:',
    );
    expect(linesOf(crowded)).toEqual([
      expect.stringMatching(
        /^a.yaml:3:\d+: found 3 partitions, of which 2 find room on the nodes of r; expected more and/,
      ),
    ]);
    expect(linesOf(crowded.replace('partitions: 3', 'partitions: 6'))).toEqual([]);
  });

  test('is judged together with the other tables of the region, at the largest', () => {
    const two = (region: string) =>
      withTable(`${table(100, '1', '15k')}, u: ${table(100, '1', '8k').replace('{', `{ region: ${region},`)}`)
        .replace('t: {', 't: { region: r,')
        .replace('r: {}', 'r: { storageNodesPerZone: 1 }, s: { storageNodesPerZone: 1 }')
        .replace('a: {', 'a: { table: t,');
    expect(linesOf(two('s'))).toEqual([]);
    expect(linesOf(two('r'))).toEqual([
      expect.stringMatching(/^a.yaml:3:\d+: found 23k write units .* in r; expected/),
    ]);
  });
});

test('a provision that may grow is judged by how far', () => {
  const scaled = '{ mode: static, read: 5, write: 5, autoScaling: { write: { min: 5, max: 2500 } } }';
  expect(linesOf(withTable(`{ partitions: 1, capacity: ${scaled} }`))).toEqual([
    expect.stringMatching(/found 2500 write units .* over 1 partition; expected at least 3 partitions/),
  ]);
});

test('a provision that may grow finds room for how far', () => {
  // Of each zone's two nodes of 1,500 units each takes one table of up to 1,000: the third has no room.
  const table =
    '{ partitions: 1, capacity: { mode: static, read: 5, write: 5, autoScaling: { write: { min: 5, max: 1k } } } }';
  const text = withTable(`${table}, u: ${table}, v: ${table}`, 'r: { storageNodesPerZone: 2 }')
    .replace('tenants:', 'parameters: { admission: { nodeWriteUnits: 1500 } }\ntenants:')
    .replace('a: {', 'a: { table: t,');
  expect(linesOf(text)).toEqual([
    expect.stringMatching(/found 1 partitions?, of which 0 find room on the nodes of r;/),
  ]);
  expect(linesOf(text.replaceAll('max: 1k', 'max: 750'))).toEqual([]);
});

test.each([
  ['{ mode: static, read: 20k, write: 5k }', 7],
  ['{ mode: global, read: 3k, write: 1k }', 1],
  ['{ mode: on-demand }', 4],
  ['{ mode: global, read: 5, write: 5, autoScaling: { write: { min: 5, max: 2500 } } }', 3],
])('a table of %s begins with as many partitions as the caps ask for', (capacity, partitions) => {
  const text = withTable(`{ capacity: ${capacity} }`, 'r: { storageNodesPerZone: 3 }');
  expect(readScenario(text, 'a.yaml').tables[0].partitions).toBe(partitions);
});

test.each(['global', 'on-demand'])('a provision of mode %s may pass what its partitions and nodes take', (mode) => {
  expect(linesOf(withTable(`{ capacity: { mode: ${mode}, read: 1M, write: 1M } }`))).toEqual([]);
});

test.each<[string, RegExp]>([
  ['admission: { tokenLife: 1s }', /admission.tokenLife of 1s; expected at least admission.tokenInterval \(\d+s\), or/],
  ['admission: { askTimeout: 2s }', /admission.askTimeout .* expected shorter than admission.tokenInterval/],
  ['admission: { burstWindow: 500ms }', /admission.burstWindow .* expected at least admission.bucketDepth/],
  ['admission: { nodeWriteUnits: 999 }', /admission.nodeWriteUnits .* expected at least admission.partitionWriteUnits/],
  ['admission: { nodeReadUnits: 2k }', /admission.nodeReadUnits .* expected at least admission.partitionReadUnits/],
  [
    'admission: { autoScalingDelay: 1s }',
    /admission.autoScalingDelay .* expected at least admission.autoScalingPeriod/,
  ],
  ['autoadmin: { splitAfter: 1s }', /autoadmin.splitAfter .* expected at least autoadmin.interval/],
])('%s breaks a relation', (parameters, line) => {
  expect(linesOf(`${smallest}parameters: { ${parameters} }`)).toEqual([expect.stringMatching(line)]);
});

describe('admission servers', () => {
  const crash = (table: string, more = '') =>
    `${withTable(table)}faults: [{ kind: host-crash, target: r/az-3/admission-2, at: 1s }]\n${more}`;
  const two = 'parameters: { admission: { serversPerZone: 2 } }';

  test('stand in a zone as parameters say, where a table is admitted globally', () => {
    expect(linesOf(crash('{ capacity: { read: 1, write: 1 } }', two))).toEqual([]);
    expect(readScenario(capacities, 'a.yaml').faults[0].target).toEqual({
      kind: 'host',
      region: 'r',
      zone: 1,
      role: 'admission',
      number: 1,
    });
    expect(linesOf(crash('{ capacity: { mode: on-demand } }'))).toEqual([
      expect.stringMatching(/found "admission-2"; expected admission-1 to admission-1 in az-3 of r/),
    ]);
  });

  test('are no target where no table needs them', () => {
    expect(linesOf(crash('{ capacity: { mode: static, read: 1, write: 1 } }', two))).toEqual([
      'a.yaml:5:38: found "admission-2"; expected another target, as there are no admission servers: ' +
        'no table of r has capacity mode global or on-demand',
    ]);
  });

  test('are no target in a region whose own tables do without', () => {
    const twoRegions = crash('{ region: s, capacity: { mode: on-demand } }').replace('r: {}', 'r: {}, s: {}');
    expect(linesOf(twoRegions.replace('admission-2', 'admission-1'))).toEqual([
      expect.stringMatching(/no table of r has capacity mode global or on-demand/),
    ]);
  });

  test('are not judged while the capacity that decides is broken', () => {
    expect(linesOf(crash('{ capacity: on-demand }', two))).toEqual([
      expect.stringMatching(/found "on-demand"; expected a mapping with mode, read and write/),
    ]);
  });
});
