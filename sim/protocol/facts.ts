/**
 * What a mechanism counts over a run, said once, beside the code that counts it. The result's fields, their types, the
 * metric paths that read them and the values of a run without the mechanism all follow from the list; the lists of a run
 * are listed in measurement/service-facts.ts.
 */
export interface Fact {
  /** In the field's words, so that a reader may be told it as it stands: `splitsForSize` is "3 splits for size". */
  readonly name: string;
  /** Of a time, and of bytes where they come and go, the most; of a share, what the counts beside it come to in the end. */
  readonly unit: 'count' | 'ms' | 'bytes' | 'share';
  readonly about: string;
  /** It is a figure of cases, such as the longest time that one took: null where there was none. */
  readonly ofCases?: true;
}

/** A share of nothing is null, as the longest of no times is: an expectation of it is not met. */
export type CountsOf<Facts extends readonly Fact[]> = {
  [F in Facts[number] as F['name']]: F extends { readonly unit: 'share' } | { readonly ofCases: true }
    ? number | null
    : number;
};

/** All at zero, and null what there is none of. */
export function countsOf<const Facts extends readonly Fact[]>(facts: Facts): CountsOf<Facts> {
  return Object.fromEntries(
    facts.map(({ name, unit, ofCases }) => [name, unit === 'share' || ofCases ? null : 0]),
  ) as CountsOf<Facts>;
}
