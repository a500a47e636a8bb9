/** The height in one chart that the pointer, or a key, is at; other than the moment it is no other chart's. */
export class Level {
  /** Null: nowhere. */
  value: number | null = null;
  private readonly listeners: (() => void)[] = [];

  onMove(listener: () => void): void {
    this.listeners.push(listener);
  }

  moveTo(value: number | null): void {
    if (value === this.value) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  }

  /** To the middle of the next of the stretches between ascending edges; from nowhere to the first. */
  step(direction: -1 | 1, edges: readonly number[]): void {
    const { value } = this;
    const at = value === null ? -1 : edges.findLastIndex((edge) => edge < value);
    const next = Math.max(0, Math.min(edges.length - 2, at + (value === null ? 1 : direction)));
    this.moveTo((edges[next] + edges[next + 1]) / 2);
  }
}
