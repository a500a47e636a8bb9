/**
 * A partition that cannot have a replica now, as most of its replicas are down, keeps no other from having one: one rebuild at
 * a time, and first those with the fewest copies, which are these. How long the others take is worked out from the limits.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

const partitions = 12;
const reportEveryS = 1;
const silentS = 3;
/** 100 KB a partition at 50 KB/s, and heartbeats until a replica that joins has shown that it has it. */
const copyS = 2 + 1;
/** From when leaders tell of the first loss, and the first replica is being built, by one that is lost or by another. */
const secondLossesS = [14, 15];
const durationS = 60;

/** Two nodes die. When the partitions that had a replica on one of them are whole, and how the leaders of the others are. */
function afterLosses(secondLossS: number) {
  const lacking = new Set<number>();
  const wholeAtS: number[] = [];
  const losses = { 'r/az-1/storage-1': 10, 'r/az-2/storage-1': secondLossS };
  const run = new Run(
    smallRegion({
      duration: `${durationS}s`,
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } },
      tables: { t: { partitions, items: { count: partitions * 100, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '5/s' } }) },
      faults: Object.entries(losses).map(([target, at]) => ({ kind: 'host-crash', target, at: `${at}s` })),
      parameters: {
        replication: { catchUpBandwidth: '50KB/s' },
        healing: { enabled: true, logReplicas: false, rebuildsMax: 1, reportEvery: `${reportEveryS}s` },
      },
    }),
    {
      observers: [
        {
          copiesChanged: ({ nowNs }, group, copies) => {
            if (copies < 3) lacking.add(group);
            else if (lacking.delete(group)) wholeAtS.push(nowNs / 1e9);
          },
        },
      ],
    },
  );
  const { groups, topology, simulation } = run.service;
  const down = topology.hosts.filter(({ name }) => name in losses).map(({ id }) => id);
  simulation.runUntil(secondLossS * 1e9);
  const all = Array.from({ length: partitions }, (_, group) => group);
  const stuck = all.filter((group) => down.every((node) => groups.slotOn(group, node) >= 0));
  const areLeadersUp = stuck.map((group) => !down.includes(groups.leaderHost(group)));
  run.advance();
  return { stuck, areLeadersUp, lacking: [...lacking].sort((a, b) => a - b), wholeAtS };
}

test('partitions without a majority, whether their leaders are up or not, hold up no others', () => {
  const areLeadersUp = new Set<boolean>();
  for (const secondLossS of secondLossesS) {
    const after = afterLosses(secondLossS);
    for (const isUp of after.areLeadersUp) areLeadersUp.add(isUp);
    expect(after.lacking).toEqual(after.stuck);
    // Between two copies a report says that one is whole, and a look orders the next; before them the loss is noticed.
    const healedS = silentS + 2 * reportEveryS + after.wholeAtS.length * (copyS + 2 * reportEveryS);
    expect(secondLossS + healedS).toBeLessThan(durationS);
    expect(Math.max(...after.wholeAtS)).toBeLessThan(secondLossS + healedS);
  }
  expect(areLeadersUp).toEqual(new Set([true, false]));
});
