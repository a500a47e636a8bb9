/** How much a search may try; of the values that it chooses among, ladder.ts. */

/** More make an interval no narrower that anybody would read. */
export const searchSeedsMax = 1000;
export const decidingWordsMax = 100;
