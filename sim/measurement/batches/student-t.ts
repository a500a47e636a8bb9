/** How far Student's t reaches with 95 %, both sides together. */

/** The two-sided 5 % points of Student's t with 1 to 4 degrees of freedom. */
const studentTOfFew = [12.7062, 4.3027, 3.1824, 2.7764];
/** Of the normal distribution, and the terms by which Student's t exceeds it: Abramowitz and Stegun 1964, 26.7.5. */
const normal = 1.959964;
const terms = [2.37227, 2.8225, 2.55585, 1.58953];

export function studentT(degreesOfFreedom: number): number {
  const tabled = studentTOfFew[degreesOfFreedom - 1];
  if (tabled !== undefined) return tabled;
  return terms.reduceRight((sum, term) => (sum + term) / degreesOfFreedom, 0) + normal;
}
