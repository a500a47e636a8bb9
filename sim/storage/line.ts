/** Who waits, in the order of coming: whoever is next goes at no cost that grows with the line. */
export class Line<T> {
  private waiting: T[] = [];
  private at = 0;

  get length(): number {
    return this.waiting.length - this.at;
  }

  get first(): T | undefined {
    return this.waiting[this.at];
  }

  push(one: T): void {
    this.waiting.push(one);
  }

  /** Of a line that is not empty. */
  shift(): T {
    if (this.length === 0) throw new Error('nobody is in the line');
    const one = this.waiting[this.at++];
    // What has gone takes at most half of the array.
    if (2 * this.at >= this.waiting.length) {
      this.waiting.splice(0, this.at);
      this.at = 0;
    }
    return one;
  }
}
