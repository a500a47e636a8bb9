/**
 * A row of block characters that shows a value over time in one line of text. Each character stands for several
 * windows and shows the highest of them: a spike of one window must not vanish. Windows without a value are a dot. What
 * hardly moves is flat.
 */
const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const nothing = '·';
/** Beyond this ratio of highest to lowest, a linear scale would show only the spike. */
const linearRatioMax = 20;
/** Within this ratio all is one level: stretched over all steps, noise would look like news. */
const flatRatioMax = 1.25;

/**
 * @param values one a window
 * @param columns characters to draw; fewer when there are fewer windows
 */
export function sparkline(values: readonly (number | null)[], columns: number): string {
  const cells = condense(values, columns, (several) => highest(several));
  const known = cells.filter((cell) => cell !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const scale = low > 0 && high / low > linearRatioMax ? Math.log : (value: number) => value;
  return cells
    .map((cell) => {
      if (cell === null) return nothing;
      if (high === low || (low > 0 && high / low <= flatRatioMax)) return blocks[0];
      return blocks[Math.round(((scale(cell) - scale(low)) / (scale(high) - scale(low))) * (blocks.length - 1))];
    })
    .join('');
}

/** `values` in at most `cells` runs of equal length (the last may be shorter), each condensed into one. */
export function condense<T, U>(values: readonly T[], cells: number, into: (several: readonly T[]) => U): readonly U[] {
  const perCell = Math.max(1, Math.ceil(values.length / cells));
  return Array.from({ length: Math.ceil(values.length / perCell) }, (_, cell) =>
    into(values.slice(cell * perCell, (cell + 1) * perCell)),
  );
}

export function highest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value === null || (most !== null && most >= value) ? most : value), null);
}
