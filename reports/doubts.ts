/**
 * Why a latency may say less than it seems to, the same in all texts and pictures: too few requests lie beyond it, or it is
 * that of the survivors where others did better. Both are said beside the figure; it is never left out for them.
 */

/** With fewer requests beyond a percentile, a few strays decide where it is. */
export const slowerRequestsMin = 10;
/** Success that is lower than elsewhere by more is another success. */
const successDifferenceMax = 0.001;
/** What success is lower by is missing in the tail: less than this share of the requests beyond a percentile moves it little. */
const missingTailMax = 0.1;

/** One in so many requests is slower. */
const oneIn: Readonly<Record<string, number>> = {
  p50: 2,
  p90: 10,
  p95: 20,
  p99: 100,
  'p99.9': 1000,
  'p99.99': 10_000,
};

/** Requests of one kind: those whose latency is known, and those that ended without a success. */
export interface Sample {
  readonly succeeded: number;
  readonly failed: number;
}

export const figures = [...Object.keys(oneIn), 'mean', 'max'];

/** Means and maxima are never: they are what they are. */
export function isOfFew(figure: string, requests: number): boolean {
  return oneIn[figure] !== undefined && requests < slowerRequestsMin * oneIn[figure];
}

/** Not one request is slower: the percentile is the maximum by another name. */
export function isMaximum(figure: string, requests: number): boolean {
  return oneIn[figure] !== undefined && requests < oneIn[figure];
}

/** Null of nothing. */
export function successOf({ succeeded, failed }: Sample): number | null {
  return succeeded + failed === 0 ? null : succeeded / (succeeded + failed);
}

/** Whether a percentile is that of survivors, beside one of more requests that succeeded. */
export function missesTail(figure: string, success: number, best: number): boolean {
  const part = oneIn[figure];
  return best - success > (part === undefined ? successDifferenceMax : missingTailMax / part);
}

export function differs(success: number, best: number): boolean {
  return best - success > successDifferenceMax;
}

/** The doubts about a percentile of one run, for which all that failed is missing; a maximum or a mean has none. */
export function marksAlone(figure: string, { succeeded, failed }: Sample): string {
  if (succeeded === 0 || oneIn[figure] === undefined) return '';
  const success = succeeded / (succeeded + failed);
  return (isOfFew(figure, succeeded) ? marks.few : '') + (missesTail(figure, success, 1) ? marks.survivors : '');
}

/** What those marks mean that some figure bears, in one line. */
export function wordsAlone(texts: readonly string[]): string {
  return (['few', 'survivors'] as const)
    .filter((doubt) => texts.some((text) => /^[~*]+\d/.test(text) && text.includes(marks[doubt])))
    .map((doubt) => `${marks[doubt]} ${doubt === 'few' ? markWords.few : survivorsAlone}`)
    .join('; ');
}

/** One mark for each doubt, before the figure; none for a figure that says what it seems to. */
export const marks = { few: '~', survivors: '*' } as const;
export const markWords = {
  few: `fewer than ${slowerRequestsMin} requests were slower`,
  survivors: 'fewer requests succeeded than elsewhere, and this is of those alone',
} as const;
const survivorsAlone = 'failed ones, left out, would move it';
