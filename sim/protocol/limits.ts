/** Limits of the service's interface (DG23 ServiceQuotas), which its clients rely on: nobody sets them. */

/** The largest item. */
export const itemBytesMax = 400 * 1024;
/** What one query reads at most: whoever wants more asks again, from where it ended. */
export const queryBytesMax = 1024 * 1024;
