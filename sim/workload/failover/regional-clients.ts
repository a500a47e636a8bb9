/**
 * A tenant's clients in each region that it may go to: an SDK client stands before one region, so that its connections,
 * retry quota and rate limiter are that region's. A request begins where its instance is and stays there; of one that
 * failed the application may ask again in the region that the instance has gone to, once, as a new request.
 */
import { status } from '../../protocol/answers.js';
import { outcome, type Request } from '../../protocol/request.js';
import type { SdkClients } from '../sdk-client.js';
import type { RegionChoice } from './region-choice.js';

export class RegionalClients<Copy extends { readonly index: number }> {
  /** By table. */
  private readonly rankOf = new Map<number, number>();
  /** Requests under way, by index, that repeat another. */
  private readonly repeating = new Set<number>();

  constructor(
    /** Of the tenant's table, in its order, as the next. */
    private readonly copies: readonly Copy[],
    private readonly clients: readonly SdkClients[],
    private readonly choice: RegionChoice,
    private readonly repeats: boolean,
  ) {
    for (const [rank, { index }] of copies.entries()) this.rankOf.set(index, rank);
  }

  /** Where the instance's next request goes. */
  copyFor(instance: number): Copy {
    return this.copies[this.choice.next(instance)];
  }

  /** Who sends a request for the table. */
  of(table: number): SdkClients {
    return this.clients[this.rankOf.get(table)!];
  }

  /** The request has ended; true if it is to be made again elsewhere. */
  ended({ index, instance, table, outcome: end, lastStatus }: Request): boolean {
    const isRepeat = this.repeating.delete(index);
    // Who is refused has been answered.
    if (end === outcome.throttled || (end !== outcome.succeeded && lastStatus === status.conflict)) return false;
    const isElsewhere = this.choice.ended(instance, this.rankOf.get(table)!, end !== outcome.succeeded);
    return isElsewhere && this.repeats && !isRepeat;
  }

  /** It has begun, and is not repeated again. */
  repeat(request: Request): void {
    this.repeating.add(request.index);
  }
}
