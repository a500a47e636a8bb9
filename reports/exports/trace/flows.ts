/** Flows: from a fault, over the election that it brought about, to the request that waited. One each, so that none branch. */
import type { ElectionRow, FaultRow } from '../../../sim/result.js';
import type { Cause } from '../../explain/causes.js';

export class Flows {
  private last = 0;
  private readonly from = new Map<FaultRow | ElectionRow, number[]>();

  /** Null where the cause is nothing that the trace shows, or only was at the same time. */
  to({ fault, election }: Cause): number | null {
    if (fault === null && election === null) return null;
    const flow = ++this.last;
    if (fault !== null) this.add(fault, flow);
    if (election !== null) this.add(election, flow);
    return flow;
  }

  through(what: FaultRow | ElectionRow): readonly number[] {
    return this.from.get(what) ?? [];
  }

  private add(what: FaultRow | ElectionRow, flow: number): void {
    const known = this.from.get(what);
    if (known === undefined) this.from.set(what, [flow]);
    else known.push(flow);
  }
}
