/** What kinds that make something slower have in common: a factor, of which those that overlap at a host multiply. */
import type { Host } from '../infrastructure/host.js';
import type { ValuesOf } from './fault-key.js';
import { type Effect, each, type Hit } from './fault-kind.js';

/** Times are multiplied by it, and what flows is divided. */
export const slower = { factor: { unit: 'times', about: 'times slower, such as 10x' } } as const;

/** `set` is told the product of all factors of this kind that are active at the host. */
export function multiplied(
  { values, factors }: Hit<ValuesOf<typeof slower>>,
  hosts: readonly Host[],
  set: (host: Host, product: number) => void,
): Effect {
  return each(
    hosts,
    (host) => set(host, factors.add(host, values.factor)),
    (host) => set(host, factors.remove(host, values.factor)),
  );
}
