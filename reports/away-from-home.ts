/**
 * When clients of a tenant were in another region than the one that they prefer: stretches in which at least one was. A result
 * lists only the first moves; of more, the end of a stretch is that of those.
 */
import type { Result } from '../sim/result.js';

type Move = Result['failover']['list'][number];

export interface AwayStretch {
  readonly tenant: string;
  /** The region that they prefer. */
  readonly home: string;
  readonly fromS: number;
  /** The end of the run where some were away still. */
  readonly toS: number;
  readonly isOver: boolean;
  /** Moves out of it in this time, and where the first of them went, and why. */
  readonly left: number;
  readonly to: string;
  readonly reason: Move['reason'];
}

/** Tenant by tenant, in the order of time. */
export function stretchesAway({ failover, run }: Result): AwayStretch[] {
  return failover.tenants.flatMap(({ tenant, regions: [home] }) => {
    const stretches: AwayStretch[] = [];
    let away = 0;
    for (const { tenant: whose, atS, from, to, reason } of failover.list) {
      if (whose !== tenant) continue;
      if (from === home) {
        const before = away++ === 0 ? undefined : stretches.pop();
        const begun = before ?? { tenant, home, fromS: atS, left: 0, to, reason };
        stretches.push({ ...begun, left: begun.left + 1, toS: run.simulatedSeconds, isOver: false });
      } else if (to === home && away > 0 && --away === 0) {
        stretches.push({ ...stretches.pop()!, toS: atS, isOver: true });
      }
    }
    return stretches;
  });
}
