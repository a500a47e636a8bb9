/** How large a sweep may be. */

/** What is merged is kept number by number, and nobody waits for more. */
export const sweepJobsMax = 1_000_000;
/** Each is read before anything runs, and is a row of what is shown. */
export const sweepCellsMax = 10_000;
export const sweepPathsMax = 8;
export const sweepScenariosMax = 100;
export const sweepMetricsMax = 100;
