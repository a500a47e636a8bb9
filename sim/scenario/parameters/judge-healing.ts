/**
 * Healing and scrub held against the fleet that they are to mend: one that can never replace or repair anything is a
 * mistake. With an archive healing has a partition without a copy rebuilt from it, on any nodes, so it is never in vain.
 */
import { majorityOf } from '../../replication/replica-table.js';
import { formatDuration, formatQuantity, share } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import type { Scenario } from '../scenario.js';

/** Regions and tables as they are written, and the parameters that replicas follow from, are sound. */
const isKnown = (judgement: Judgement, section: 'healing' | 'scrub') =>
  !['regions', 'tables'].some((part) => judgement.isBroken([part])) &&
  !['replication', 'archive', section].some((part) => judgement.isBroken(['parameters', part]));

export function judgeHealing(scenario: Scenario, judgement: Judgement): void {
  const { parameters } = scenario;
  if (!parameters.healing.enabled || !isKnown(judgement, 'healing')) return;
  const largest = largestRegion(scenario);
  if (largest === null) return;
  const { replicas } = parameters.replication;
  const { name, nodes } = largest;
  const path = (key: string) => ['parameters', 'healing', key];
  if (!parameters.archive.enabled && replicas - 1 < majorityOf(replicas)) {
    const found = `healing of partitions with ${replicas} replica${replicas === 1 ? '' : 's'}`;
    const expected =
      'at least 3 replication.replicas, as those that are left when one is lost must be a majority to replace it; or parameters.archive.enabled: true, to rebuild from';
    judgement.report(path('enabled'), { found, expected });
  } else if (!parameters.archive.enabled && nodes <= replicas) {
    const found = `healing in ${name}, where each of the ${nodes} storage nodes has a replica of every partition`;
    const expected = `more than ${replicas} storage nodes, so that a lost replica has a node to go to`;
    judgement.report(path('enabled'), { found, expected });
  } else judgeBeliefs(scenario, nodes, judgement);
}

/** What no fleet of so many nodes can ever make autoadmin believe. */
function judgeBeliefs({ parameters }: Scenario, nodes: number, judgement: Judgement): void {
  const { checkUps, grayReportersMin, deadShareMax } = parameters.healing;
  if (checkUps && grayReportersMin > Math.max(3, nodes - 1)) {
    const expected = `at most the ${nodes - 1} nodes that look at another, or healing.checkUps: false`;
    judgement.report(['parameters', 'healing', 'grayReportersMin'], {
      found: `${grayReportersMin} who must say that a node is slow`,
      expected,
    });
  }
  if (deadShareMax * nodes < 1) {
    const expected = `at least one of the ${nodes} storage nodes, or none is ever believed dead`;
    judgement.report(['parameters', 'healing', 'deadShareMax'], {
      found: `a share of ${formatQuantity(share, deadShareMax)}`,
      expected,
    });
  }
}

/** Of those that have a table, as healing is on in all of them. */
function largestRegion({ regions, tables }: Scenario): { readonly name: string; readonly nodes: number } | null {
  const used = regions.filter(({ name }) => tables.some((table) => table.regions.includes(name)));
  const sizes = used.map(({ name, zones, storageNodesPerZone }) => ({ name, nodes: zones * storageNodesPerZone }));
  return sizes.sort((a, b) => b.nodes - a.nodes)[0] ?? null;
}

export function judgeScrub({ parameters, tables, durationNs }: Scenario, judgement: Judgement): void {
  const { enabled, period } = parameters.scrub;
  if (!enabled || !isKnown(judgement, 'scrub')) return;
  if (parameters.replication.replicas === 1) {
    const expected = 'at least 2 replication.replicas, as a bad copy is told by others and repaired from them';
    judgement.report(['parameters', 'scrub', 'enabled'], { found: 'scrub of partitions with 1 replica', expected });
    return;
  }
  const partitions = tables.reduce((sum, table) => sum + table.partitions, 0);
  if (period < partitions * durationNs) return;
  const turns = partitions === 1 ? 'the only partition' : `one of the ${partitions} partitions`;
  judgement.warn(
    ['parameters', 'scrub', 'period'],
    `scrub compares nothing in a run of ${formatDuration(durationNs)}: ${turns} has its turn every ${formatDuration(Math.round(period / partitions))}`,
  );
}
