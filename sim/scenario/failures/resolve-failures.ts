/** Drawn failures resolved: what is usual where nothing is said, and bursts held against the racks that they are to hit. */
import { momentsOf } from '../../engine/distribution-spec.js';
import { classOf, type FailureProcess } from '../../faults/failures/drawn-failures.js';
import { failingKinds } from '../../faults/fault-kinds.js';
import { hostsInRack, racksPerZone } from '../../infrastructure/racks.js';
import { formatDuration } from '../quantities/units.js';
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
    const process = {
      ...{ kind, mtbfNs: mtbf, repairNs: text[endedBy] ?? repairNs },
      bursts: bursts === undefined ? null : { inBursts: bursts.share, hosts: bursts.hosts, withinNs: bursts.within },
    };
    judgeRepair(process, judgement);
    if (bursts !== undefined) judgeBursts(bursts.hosts, ['failures', name, 'bursts', 'hosts'], regions, judgement);
    return [process];
  });
}

/** A failure lasts, as every fault that ends does, and what is down more than it is up is no fleet. */
function judgeRepair(process: FailureProcess, judgement: Judgement): void {
  const { name, endedBy } = classOf(process);
  const path = ['failures', name];
  const { mtbfNs, repairNs } = process;
  // Without a mean it is told by a warning (quantities/heavy-tails.ts).
  const { mean } = momentsOf(repairNs);
  if (!Number.isFinite(mean) || [endedBy, 'mtbf'].some((key) => judgement.isBroken([...path, key]))) return;
  if (mean === 0) {
    judgement.report([...path, endedBy], { found: 'one that takes no time', expected: 'a time above zero' });
  } else if (mtbfNs < mean) {
    const meanText = formatDuration(Math.round(mean));
    const expected = `at least the mean ${endedBy} time of ${meanText}, or each is down more than it is up`;
    judgement.report([...path, 'mtbf'], { found: `an mtbf of ${formatDuration(mtbfNs)}`, expected });
  }
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
