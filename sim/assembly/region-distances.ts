/** How far regions are from each other, as clients that choose the nearest have measured it. */
import { momentsOf } from '../engine/distribution-spec.js';
import type { Scenario } from '../scenario/scenario.js';

/** Mean delay one way, of both ways of a pair of regions by their numbers; nothing is nearer than the own region. */
export function distancesOf({ regions, delays, parameters }: Scenario): (from: number, to: number) => number {
  const meanOf = (from: string, to: string) => {
    const own = delays.find((pair) => pair.from === from && pair.to === to);
    return momentsOf(own?.delayNs ?? parameters.network.crossRegionDelay).mean;
  };
  const names = regions.map(({ name }) => name);
  const distances = names.map((a) => names.map((b) => (a === b ? -1 : (meanOf(a, b) + meanOf(b, a)) / 2)));
  return (from, to) => distances[from][to];
}
