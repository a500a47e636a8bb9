/** What an attack answers: how much was tried, and every case in which something did not hold. */
export interface Attack {
  readonly name: string;
  readonly tried: number;
  readonly findings: readonly string[];
}
