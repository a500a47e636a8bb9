/** Partitions that lost their last copy or a majority, as the result tells them: with names, and the faults that destroyed the copies. */
import { type FaultSpec, specOf } from '../faults/fault-kinds.js';
import { describeTarget } from '../faults/targets.js';
import type { Host } from '../infrastructure/host.js';
import type { ListedLoss, LossRow } from '../measurement/recovery/lost-partitions.js';

interface Told {
  readonly faultList: readonly FaultSpec[];
  readonly faults: { hitBy(fault: FaultSpec): readonly Host[] };
  readonly topology: { readonly hosts: readonly Host[] };
  partitionName(group: number): string;
}

export function lossRow(loss: ListedLoss, told: Told): LossRow {
  const { hosts } = told.topology;
  return {
    kind: loss.kind,
    forGood: loss.forGood,
    partition: told.partitionName(loss.group),
    atS: loss.atNs / 1e9,
    detectedS: loss.detectedAtNs < 0 ? null : loss.detectedAtNs / 1e9,
    writes: loss.writes,
    committedFromS: loss.fromNs < 0 ? null : loss.fromNs / 1e9,
    committedToS: loss.toNs < 0 ? null : loss.toNs / 1e9,
    named: loss.named.map(({ item, sequenceNumber, committedAtNs }) => ({
      ...{ item, sequenceNumber, committedS: committedAtNs / 1e9 },
    })),
    destroyed: loss.destroyed.map(({ node, atNs }) => ({
      node: hosts[node].name,
      atS: atNs / 1e9,
      fault: faultOf(hosts[node], atNs, told),
    })),
    rebuiltS: loss.rebuiltAtNs < 0 ? null : loss.rebuiltAtNs / 1e9,
  };
}

/** Of the faults that hit the node then; null where a later turn of one did. */
function faultOf(host: Host, atNs: number, { faultList, faults }: Told): string | null {
  const fault = faultList.find((each) => each.atNs === atNs && faults.hitBy(each).includes(host));
  return fault === undefined ? null : `${specOf(fault.kind).kind} ${describeTarget(fault.target)}`;
}
