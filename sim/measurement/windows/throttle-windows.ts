/**
 * Attempts that admission refused in each window of the series, by tenant and reason: of those reasons alone that a tenant
 * ever met, so a run without throttles keeps nothing. It reads the counts that there are and costs nothing a request.
 */
import { reasons, type Usage } from '../../admission/usage.js';
import { throttle, throttleReasons } from '../../protocol/throttles.js';

/** Attempts, retries too, that admission refused in each window for one reason, as the service names it. */
export interface ThrottleSeries {
  readonly tenant: string;
  readonly reason: string;
  readonly attempts: readonly number[];
}

export class ThrottleWindows {
  private windows = 0;
  /** At the end of the last window, by tenant and reason. */
  private readonly totals: Float64Array;
  /** By the same place; created when it first counts. */
  private readonly columns = new Map<number, number[]>();

  constructor(private readonly usage: Pick<Usage, 'refusedAttempts'>) {
    this.totals = usage.refusedAttempts.slice();
  }

  closeWindow(): void {
    const { totals, columns } = this;
    const { refusedAttempts } = this.usage;
    for (let place = 0; place < totals.length; place++) {
      const column = columns.get(place);
      const refused = refusedAttempts[place] - totals[place];
      if (column !== undefined) column.push(refused);
      else if (refused > 0) columns.set(place, [...new Array<number>(this.windows).fill(0), refused]);
    }
    totals.set(refusedAttempts);
    this.windows++;
  }

  /** In the order of tenants, then reasons. */
  series(tenants: readonly string[]): ThrottleSeries[] {
    return tenants.flatMap((tenant, index) =>
      Object.values(throttle).flatMap((reason) => {
        const attempts = this.columns.get(index * reasons + reason);
        return attempts === undefined ? [] : [{ tenant, reason: throttleReasons[reason], attempts }];
      }),
    );
  }
}
