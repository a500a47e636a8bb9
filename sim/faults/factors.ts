/**
 * Factors that overlap: what applies is their product, computed from those now active in a fixed order, so that removing
 * one gives back exactly what was before (dividing would leave rounding behind).
 */
import type { Host } from '../infrastructure/host.js';

export class FactorsOfHosts {
  private readonly active = new Map<Host, number[]>();

  /** Answers the product. */
  add(host: Host, factor: number): number {
    const factors = this.active.get(host) ?? [];
    this.active.set(host, factors);
    factors.push(factor);
    factors.sort((a, b) => a - b);
    return productOf(factors);
  }

  /** Answers the product. */
  remove(host: Host, factor: number): number {
    const factors = this.active.get(host) ?? [];
    const at = factors.indexOf(factor);
    if (at < 0) throw new Error(`a factor ${factor} was removed that is not active`);
    factors.splice(at, 1);
    return productOf(factors);
  }
}

const productOf = (factors: readonly number[]) => factors.reduce((product, factor) => product * factor, 1);
