/**
 * The valid name nearest to a misspelt one, by edit distance: insertions, deletions, replacements and swaps of
 * neighbouring letters, ignoring case (optimal string alignment).
 */

/** Longer words are not misspelt names; the bound keeps the table small. */
const wordMax = 64;
/** Fewer letters than this begin too many words. */
const beginningMin = 3;

/**
 * The nearest candidate within a third of the word's length (at least one edit, never the whole word), the first of
 * equals; else the only one that begins with the word (`zipf`); of paths such as `get.p99`, else the first that begins and
 * ends alike; or null.
 */
export function nearestName(word: string, candidates: readonly string[]): string | null {
  if (word.length > wordMax) return null;
  const wanted = word.toLowerCase();
  let nearest: string | null = null;
  let least = Math.min(Math.max(1, Math.floor(word.length / 3)), word.length - 1) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  if (nearest !== null) return nearest;
  const longer = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  if (longer.length === 1 && word.length >= beginningMin) return longer[0];
  const [first, ...rest] = wanted.split('.');
  if (first === '' || rest.length === 0) return null;
  const isAlike = (candidate: string) => candidate.startsWith(first) && candidate.endsWith(`.${rest.join('.')}`);
  return candidates.find((candidate) => isAlike(candidate.toLowerCase())) ?? null;
}

export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(replace, previous[j] + 1, current[j - 1] + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}
