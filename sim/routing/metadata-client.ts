/**
 * The routers' side of the metadata service: on a miss or after a stale answer a router looks a partition up at the
 * metadata host of its own zone, and asks the one of the next zone when that is silent. Left out (it comes with the managed
 * service): refresh on every hit, hedged look-ups.
 */
import type { Asker, Exchange } from '../infrastructure/exchange.js';
import type { Host } from '../infrastructure/host.js';
import { countsOf, type Fact } from '../protocol/facts.js';
import type { LookUp } from './look-up.js';
import type { MapEntry } from './partition-map.js';

export const lookUpFacts = [
  { name: 'mapLookUps', unit: 'count', about: 'entries asked of the metadata service, missing, stale or of no help' },
  { name: 'mapLookUpsUnanswered', unit: 'count', about: 'of those, which no metadata host answered' },
] as const satisfies readonly Fact[];

export class MetadataClient implements Asker<LookUp> {
  readonly counts = countsOf(lookUpFacts);
  /** By region and zone of the router: metadata hosts in the order in which it asks them. */
  private readonly serversFrom: readonly (readonly (readonly number[])[])[];

  constructor(
    private readonly lookUps: Exchange<LookUp>,
    private readonly hosts: readonly Host[],
    /** By region and zone. */
    metadataHosts: readonly (readonly Host[])[],
    /** Gives the router the entry that `attempt` waits for, or -1 when nobody answered. */
    private readonly resolved: (attempt: number, group: number, entry: MapEntry) => void,
  ) {
    this.serversFrom = metadataHosts.map((zones) =>
      zones.map((_, zone) => [...zones.slice(zone), ...zones.slice(0, zone)].map(({ id }) => id)),
    );
  }

  /** A router asks for the entry of `group` on behalf of `attempt`. */
  lookUp(router: Host, attempt: number, group: number): void {
    this.counts.mapLookUps++;
    this.ask(router, attempt, group, 0);
  }

  answered({ attempt, group, entry }: LookUp): void {
    this.resolved(attempt, group, entry);
  }

  unanswered({ from, attempt, group, turn }: LookUp): void {
    this.ask(this.hosts[from], attempt, group, turn + 1);
  }

  abandoned({ attempt, group }: LookUp): void {
    this.resolved(attempt, group, -1);
  }

  private ask(router: Host, attempt: number, group: number, turn: number): void {
    const lookUp = this.lookUps.begin(this, router, this.serversFrom[router.region][router.zone], turn);
    if (lookUp === null) {
      this.counts.mapLookUpsUnanswered++;
      this.resolved(attempt, group, -1);
      return;
    }
    lookUp.attempt = attempt;
    lookUp.group = group;
    this.lookUps.send(lookUp);
  }
}
