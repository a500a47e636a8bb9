/** A whole number for people, such as 36,000,000. The locale is nobody's business here. */
export const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
