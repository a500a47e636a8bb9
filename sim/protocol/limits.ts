/** Limits of the service's interface (DG23 ServiceQuotas), which its clients rely on: nobody sets them. */

/** The largest item. */
export const itemBytesMax = 400 * 1024;
/** Restores of an account at once; they were 4 in 2023 (DG23), and are more now. */
export const restoresMax = 50;
/** What one query reads at most: whoever wants more asks again, from where it ended. */
export const queryBytesMax = 1024 * 1024;
