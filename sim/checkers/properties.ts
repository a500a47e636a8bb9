/** The properties that runs are checked for, as results and metrics name them; what each means stands beside its checker. */
export const properties = [
  'requests-end-once',
  'littles-law',
  'durability',
  'flushed-commits',
  'fresh-strong-reads',
  'one-leader',
  'one-owner',
] as const;
export type Property = (typeof properties)[number];
