/** Units add up: by window to the run's, since the warm-up to the rows, and a provision counts as long as it held. */

import { describe, expect, test, vi } from 'vitest';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { Usage } from '../../sim/admission/usage.js';
import type { MeteredTable } from '../../sim/measurement/metered-table.js';
import { UsageProbe } from '../../sim/measurement/usage-probe.js';
import { tableRows, usageRows } from '../../sim/measurement/usage-rows.js';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { throttle } from '../../sim/protocol/throttles.js';

const windowNs = 1e9;
const warmupNs = 1.5e9;
const reader = 0;
const { read, write } = unitKind;

/** Two tables of two partitions: `free`, and `orders` with 100 read and 10 write units a second. */
function measured(mode: MeteredTable['mode'] = 'static') {
  const usage = new Usage(2, 2, 8, 3);
  const keys = new KeySpace(2, 2, 100, 'hashed');
  const tables: MeteredTable[] = [{ index: 1, name: 'orders', mode, keys }];
  const provision = [100, 10];
  const probe = new UsageProbe(usage, tables, (_table, kind) => provision[kind], [3000, 1000], windowNs, warmupNs);
  const readAt = (group: number, units: number) => usage.admitted(reader, 1, group, 0, read, units, 0);
  /** Stops wherever the probe wants to look. */
  const advance = (untilNs: number) => {
    while (probe.nextAtNs <= untilNs) probe.sample(probe.nextAtNs);
  };
  const rows = () => {
    const tenants = [
      { name: 'reader', table: 'orders' },
      { name: 'other', table: 'free' },
    ];
    const used = probe.used();
    return {
      usage: usageRows(tenants, tables, used),
      tables: tableRows(tables, used, (table, kind) => probe.provisionedUnits(table, kind)),
    };
  };
  return { usage, keys, provision, probe, readAt, advance, rows };
}

describe('a usage probe', () => {
  test('gives each window what was used in it, the last one cut short', () => {
    const { usage, keys, probe, readAt, advance } = measured();
    readAt(2, 5);
    advance(1e9);
    readAt(2, 7.5);
    usage.refused(reader, 1, 2, read, throttle.readKeyRange, 3);
    usage.refusedAtRouter(reader, 1, write, throttle.writeProvisioned, 2);
    keys.split(2, 2 ** 30, 4);
    advance(2.2e9);
    usage.admitted(reader, 1, 3, 0, write, 4, 0);
    probe.close(2.5e9);
    expect(probe.series()).toEqual([
      {
        table: 'orders',
        readUnits: [5, 7.5, 0],
        writeUnits: [0, 0, 4],
        throttledUnits: [0, 5, 0],
        provisionedReadUnits: [100, 100, 50],
        provisionedWriteUnits: [10, 10, 5],
        partitions: [2, 3, 3],
        // Of 3,000 reads and 1,000 writes a second, the last window being half a second.
        maxPartitionUtilisation: [5 / 3000, 7.5 / 3000, 4 / 1000 / 0.5],
      },
    ]);
  });

  test('gives each window what was refused in it, by tenant and reason, of those that occurred', () => {
    const { usage, probe, advance } = measured();
    const refuse = (tenant: number, reason: number) => usage.refusedAtRouter(tenant, 1, read, reason, 1);
    advance(1e9);
    refuse(1, throttle.readProvisioned);
    refuse(1, throttle.readProvisioned);
    refuse(reader, throttle.writeKeyRange);
    advance(3e9);
    refuse(1, throttle.readProvisioned);
    probe.close(3.5e9);
    expect(probe.throttleSeries(['reader', 'other'])).toEqual([
      { tenant: 'reader', reason: 'TableWriteKeyRangeThroughputExceeded', attempts: [0, 1, 0, 0] },
      { tenant: 'other', reason: 'TableReadProvisionedThroughputExceeded', attempts: [0, 2, 0, 1] },
    ]);
  });

  test('asks a table that has not split for no list of its groups, which would slow its requests down', () => {
    const { keys, probe, readAt, advance } = measured();
    const groups = vi.spyOn(keys, 'groups');
    readAt(3, 30);
    advance(2e9);
    expect(groups).not.toHaveBeenCalled();
    expect(probe.series()[0].maxPartitionUtilisation).toEqual([30 / 3000, 0]);
  });

  test('a provision counts for as long as it holds, in its window and since the warm-up', () => {
    const { provision, probe, advance } = measured();
    advance(1.75e9);
    provision[read] = 200;
    probe.provisionChanged(1, 1.75e9);
    advance(3e9);
    probe.close(3e9);
    expect(probe.series()[0].provisionedReadUnits).toEqual([100, 125, 200]);
    expect([read, write].map((kind) => probe.provisionedUnits(1, kind))).toEqual([25 + 250, 15]);
  });

  test('a run that ends in its warm-up has used nothing', () => {
    const { probe, readAt, advance, rows } = measured();
    readAt(2, 5);
    advance(1e9);
    probe.close(1e9);
    expect(probe.series()[0].readUnits).toEqual([5]);
    expect(rows().usage[0]).toMatchObject({ consumedReadUnits: 0, throttledShare: 0 });
    expect(rows().tables[0]).toMatchObject({ consumedReadUnits: 0, wastedShare: null, skew: null });
  });
});

describe('usage rows', () => {
  test('count from the end of the warm-up, tenants of unlimited tables left out', () => {
    const { usage, probe, readAt, advance, rows } = measured();
    readAt(2, 50);
    usage.refused(reader, 1, 2, read, throttle.readKeyRange, 1);
    advance(1.5e9);
    readAt(2, 30);
    readAt(3, 10);
    usage.admitted(reader, 1, 3, 0, write, 6, 6);
    usage.refused(reader, 1, 2, read, throttle.readKeyRange, 0.5);
    probe.close(2.5e9);
    expect(rows().usage).toEqual([
      {
        tenant: 'reader',
        table: 'orders',
        consumedReadUnits: 40,
        consumedWriteUnits: 6,
        burstReadUnits: 0,
        burstWriteUnits: 6,
        throttledAttempts: { TableReadKeyRangeThroughputExceeded: 1 },
        throttledUnits: 0.5,
        throttledShare: 0.25,
      },
    ]);
    expect(rows().tables).toEqual([
      {
        table: 'orders',
        mode: 'static',
        partitionsAtStart: 2,
        partitionsAtEnd: 2,
        consumedReadUnits: 40,
        consumedWriteUnits: 6,
        provisionedReadUnits: 100,
        provisionedWriteUnits: 10,
        wastedShare: 64 / 110,
        // 30 of 46 units at one of two partitions.
        skew: 60 / 46,
      },
    ]);
  });

  test('units saved before do not make up for those of the other kind', () => {
    const { probe, readAt, advance, rows } = measured();
    advance(1.5e9);
    readAt(2, 150);
    probe.close(2.5e9);
    expect(rows().tables[0].wastedShare).toBe(10 / 110);
  });

  test('what reserves nothing wastes nothing that could be known, and what has no capacity has no row of usage', () => {
    for (const mode of ['on-demand', null] as const) {
      const { probe, readAt, advance, rows } = measured(mode);
      advance(1.5e9);
      readAt(2, 1);
      probe.close(2.5e9);
      expect(rows().tables[0]).toMatchObject({ provisionedReadUnits: null, wastedShare: null, skew: 2 });
      expect(rows().usage.length).toBe(mode === null ? 0 : 1);
    }
  });
});
