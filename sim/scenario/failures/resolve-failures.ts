/** Drawn failures resolved: what is usual where nothing is said, and bursts held against the racks that they are to hit. */
import { classOf, type FailureProcess } from '../../faults/failures/drawn-failures.js';
import { failingKinds } from '../../faults/fault-kinds.js';
import { hostsInRack, racksPerZone } from '../../infrastructure/racks.js';
import type { Judgement } from '../reading/judgement.js';
import type { RegionSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import type { ClassText } from './schema-failures.js';

/** In the order of the classes. */
export function resolveFailures(
  { failures = {} }: ScenarioFile,
  regions: readonly RegionSpec[],
  judgement: Judgement,
): FailureProcess[] {
  return failingKinds.flatMap((kind): FailureProcess[] => {
    const { name, endedBy, repairNs } = classOf({ kind });
    const text: ClassText | undefined = failures[name];
    if (text === undefined) return [];
    const { mtbf, bursts } = text;
    if (bursts !== undefined) judgeBursts(bursts.hosts, ['failures', name, 'bursts', 'hosts'], regions, judgement);
    return [
      {
        kind,
        mtbfNs: mtbf,
        repairNs: text[endedBy] ?? repairNs,
        bursts: bursts === undefined ? null : { inBursts: bursts.share, hosts: bursts.hosts, withinNs: bursts.within },
      },
    ];
  });
}

/** The fewest, which are usual, are fewer still where a rack has only one host: then there are no bursts in it. */
function judgeBursts(
  hosts: number,
  path: readonly string[],
  regions: readonly RegionSpec[],
  judgement: Judgement,
): void {
  const fewest = 2;
  for (const region of regions) {
    const largest = hostsInRack(1, racksPerZone(region), region.storageNodesPerZone);
    if (hosts <= Math.max(fewest, largest) || judgement.isBroken(['regions', region.name])) continue;
    const expected = `at most the ${largest} storage nodes of the largest rack in ${region.name}`;
    judgement.report(path, { found: `bursts of ${hosts} hosts`, expected });
    return;
  }
}
