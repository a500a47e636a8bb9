/**
 * What a fault does, and its exact inverse: after the end of the last fault a fleet is as it was before the first, but for what
 * it went through. Effects of several hosts and of several kinds are put together here, so that each has its inverse by
 * construction. Faults that overlap combine by fixed rules where they act: delays add, factors multiply, cuts and outages
 * unite.
 */
import type { Host } from '../infrastructure/host.js';

export interface Effect {
  begin(): void;
  end(): void;
}

export function each(hosts: readonly Host[], begin: (host: Host) => void, end: (host: Host) => void): Effect {
  return { begin: () => hosts.forEach(begin), end: () => hosts.forEach(end) };
}

/** On hosts that are told as it begins when it ends, and do the rest themselves. */
export function untilItsEnd(hosts: readonly Host[], begin: (host: Host) => void): Effect {
  return each(hosts, begin, () => {});
}

/** Both at once, ended in the opposite order. */
export function both(first: Effect, second: Effect): Effect {
  return {
    begin: () => {
      first.begin();
      second.begin();
    },
    end: () => {
      second.end();
      first.end();
    },
  };
}
