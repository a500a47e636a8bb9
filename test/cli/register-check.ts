/**
 * Whether what was read and written of one register can have happened in some order that keeps to real time, where each
 * write has a value of its own: the zones of Gibbons and Korach ("Testing Shared Memories", 1997). A value's zone reaches
 * from the first end to the last beginning of the operations on it; where it runs forwards, no other such zone may
 * overlap it, and none that runs backwards may lie within it.
 */
export interface RegisterOperation {
  readonly isWrite: boolean;
  /** Null: what was there at first. */
  readonly value: number | null;
  readonly from: number;
  /** Infinity: it may take effect at any time, or never. */
  readonly to: number;
}

/** What is wrong, in words, or null. `operations`: writes that succeeded or may have, and reads that were answered. */
export function registerProblem(operations: readonly RegisterOperation[]): string | null {
  const first: RegisterOperation = { isWrite: true, value: null, from: -2, to: -1 };
  const byValue = new Map<number | null, RegisterOperation[]>();
  for (const each of [first, ...operations]) byValue.set(each.value, [...(byValue.get(each.value) ?? []), each]);
  const zones: { value: number | null; low: number; high: number; isForward: boolean }[] = [];
  for (const [value, list] of byValue) {
    const writes = list.filter(({ isWrite }) => isWrite);
    if (writes.length !== 1) return `${writes.length} writes of ${value}`;
    const [write] = writes;
    if (list.some(({ isWrite, to }) => !isWrite && to < write.from)) return `${value} was read before it was written`;
    // A write that may never have taken effect, and that nobody saw, binds nothing.
    if (list.length === 1 && write.to === Number.POSITIVE_INFINITY) continue;
    const firstEnd = Math.min(...list.map(({ to }) => to));
    const lastBegin = Math.max(...list.map(({ from }) => from));
    const isForward = firstEnd < lastBegin;
    zones.push({ value, low: Math.min(firstEnd, lastBegin), high: Math.max(firstEnd, lastBegin), isForward });
  }
  for (const a of zones.filter(({ isForward }) => isForward)) {
    for (const b of zones) {
      if (a === b) continue;
      const isWrong = b.isForward ? a.low < b.high && b.low < a.high : a.low < b.low && b.high < a.high;
      if (isWrong) return `${b.value} was there while ${a.value} was`;
    }
  }
  return null;
}
