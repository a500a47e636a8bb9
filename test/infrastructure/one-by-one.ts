/**
 * A queueing station as anybody would write it who has never heard of this one: a list of jobs, what remains of each, and
 * a speed, advanced from one thing that happens to the next. Speed is one over the product of the faults that last.
 */
export interface Job {
  readonly atNs: number;
  readonly serviceNs: number;
}

export interface Slowdown {
  readonly atNs: number;
  readonly forNs: number;
  readonly factor: number;
}

/** When each job is done; the queue has no bound. */
export function doneOneByOne(servers: number, jobs: readonly Job[], slowdowns: readonly Slowdown[]): number[] {
  const doneAtNs = jobs.map(() => Number.NaN);
  const arriving = jobs.map(({ atNs }, number) => ({ atNs, number })).sort((a, b) => a.atNs - b.atNs);
  const waiting: number[] = [];
  const served: { number: number; leftNs: number }[] = [];
  const changes = slowdowns.flatMap(({ atNs, forNs }) => [atNs, atNs + forNs]).sort((a, b) => a - b);
  let nowNs = 0;
  while (arriving.length + waiting.length + served.length > 0) {
    while (served.length < servers && waiting.length > 0) {
      const number = waiting.shift()!;
      served.push({ number, leftNs: jobs[number].serviceNs });
    }
    const lasting = slowdowns.filter(({ atNs, forNs }) => atNs <= nowNs && nowNs < atNs + forNs);
    const factor = lasting.reduce((product, fault) => product * fault.factor, 1);
    const firstDoneNs = nowNs + Math.min(...served.map(({ leftNs }) => leftNs)) * factor;
    const nextChangeNs = changes.find((atNs) => atNs > nowNs) ?? Number.POSITIVE_INFINITY;
    const nextNs = Math.min(firstDoneNs, nextChangeNs, arriving[0]?.atNs ?? Number.POSITIVE_INFINITY);
    for (const job of served) job.leftNs -= (nextNs - nowNs) / factor;
    nowNs = nextNs;
    while (arriving[0]?.atNs === nowNs) waiting.push(arriving.shift()!.number);
    if (nextNs !== firstDoneNs) continue;
    const first = served.reduce((least, job) => (job.leftNs < least.leftNs ? job : least));
    served.splice(served.indexOf(first), 1);
    doneAtNs[first.number] = nowNs;
  }
  return doneAtNs;
}
