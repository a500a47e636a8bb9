/** What kinds that make something slower have in common: a factor, of which those that overlap at a host multiply. */
import type { Host } from '../infrastructure/host.js';
import { type Effect, untilItsEnd } from './effect-and-inverse.js';
import type { ValuesOf } from './fault-key.js';
import type { Hit } from './fault-kind.js';

/** Times are multiplied by it, and what flows is divided. */
export const slower = { factor: { unit: 'times', about: 'times slower, such as 10x' } } as const;

/** `slow` is told by how much the host is slower, and from when until when. */
export function slowed(
  hit: Hit<ValuesOf<typeof slower>>,
  hosts: readonly Host[],
  slow: (host: Host, nowNs: number, untilNs: number, factor: number) => void,
): Effect {
  const { context, untilNs, values } = hit;
  return untilItsEnd(hosts, (host) => slow(host, context.simulation.nowNs, untilNs, values.factor));
}
