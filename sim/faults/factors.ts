/**
 * Factors that overlap: what applies is their product, computed from those now active in a fixed order, so that removing
 * one gives back exactly what was before (dividing would leave rounding behind).
 */
export class Factors {
  private readonly active: number[] = [];

  add(factor: number): void {
    this.active.push(factor);
    this.active.sort((a, b) => a - b);
  }

  remove(factor: number): void {
    const at = this.active.indexOf(factor);
    if (at < 0) throw new Error(`a factor ${factor} was removed that is not active`);
    this.active.splice(at, 1);
  }

  get product(): number {
    return this.active.reduce((product, factor) => product * factor, 1);
  }
}
