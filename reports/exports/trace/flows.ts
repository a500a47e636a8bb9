/** Flows: from a fault, over the election that it brought about, to the request that waited. One each, so that none branch. */
import type { ElectionRow, FaultRow } from '../../../sim/result.js';
import type { Cause } from '../../explain/causes.js';

export class Flows {
  private last = 0;
  private readonly from = new Map<FaultRow | ElectionRow, number[]>();

  /** Of several faults one each; none where the cause is nothing that the trace shows, or only was at the same time. */
  to({ faults, election }: Cause): readonly number[] {
    if (faults.length === 0) return election === null ? [] : [this.along([election])];
    return faults.map((fault) => this.along(election === null ? [fault] : [fault, election]));
  }

  through(what: FaultRow | ElectionRow): readonly number[] {
    return this.from.get(what) ?? [];
  }

  private along(path: readonly (FaultRow | ElectionRow)[]): number {
    const flow = ++this.last;
    for (const each of path) this.add(each, flow);
    return flow;
  }

  private add(what: FaultRow | ElectionRow, flow: number): void {
    const known = this.from.get(what);
    if (known === undefined) this.from.set(what, [flow]);
    else known.push(flow);
  }
}
