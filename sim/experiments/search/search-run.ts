/**
 * A search as rounds of jobs of a plan: the plan has every value of the ladder as a setting, so each trial is a job that anybody
 * can make again, and the bytes of its record are those that a sweep would keep. Of those records nothing stays but what
 * they say of the promises that decide.
 */
import type { LimitBetween, SearchResult } from '../../search-result.js';
import { digestOfPlan, jobsPerCell, type SweepPlan } from '../sweep/plan.js';
import { parseRecord } from '../sweep/record.js';
import type { Deciding } from './deciding.js';
import type { Ladder } from './ladder.js';
import { shareAbove } from './order-statistics.js';
import { type Found, roundsMost, search, type Trial } from './search.js';
import { searchFormat } from './search-format.js';
import { medianLimit, type SeedLimit } from './seed-limits.js';
import { TriedValues } from './tried-values.js';

export interface SearchTerms {
  /** Of one scenario and one path that varies, whose values are the ladder's. */
  readonly plan: SweepPlan;
  readonly ladder: Ladder;
  readonly deciding: Deciding;
  readonly minShare: number;
  readonly title: string;
}

export class SearchRun {
  private readonly tried: TriedValues;
  private readonly seeds: number;
  private readonly lines = new Map<number, string>();
  private readonly seedsByRung = new Map<number, number[]>();
  private found: Found | null = null;

  constructor(private readonly terms: SearchTerms) {
    this.seeds = jobsPerCell(terms.plan);
    this.tried = new TriedValues(terms.deciding, this.seeds, terms.minShare);
  }

  /** As many as there may be. */
  get runsMost(): number {
    return this.seeds * roundsMost(this.terms.ladder);
  }

  /** Numbers of jobs, each once; the records of a round are kept before the next is asked for. */
  *rounds(): Generator<readonly number[], void, undefined> {
    const rounds = search(this.terms.ladder, this.seeds, this.tried);
    for (let round = rounds.next(); ; round = rounds.next()) {
      if (round.done === true) {
        this.found = round.value;
        return;
      }
      yield round.value.map((trial) => this.numberOf(trial));
      // In their order, so that sums of figures are the same in whatever order the jobs ended.
      for (const trial of round.value) this.take(trial);
    }
  }

  keep(number: number, line: string): void {
    this.lines.set(number, line);
  }

  /** Once all rounds have ended. @param commandOf the words that run a value again, on some of the seeds, from 0 */
  result(commandOf: (value: string, seeds: readonly number[]) => string): SearchResult {
    const { plan, ladder, deciding, minShare, title } = this.terms;
    const { answer, bracket, contrary, limits } = this.found!;
    const { values } = ladder;
    const { dynamosim, scenarios, varied, fixed, seeds } = plan;
    const tried = this.tried.rungs().map((rung) => ({
      value: values[rung],
      ...this.tried.summaryOf(rung),
      command: commandOf(
        values[rung],
        this.seedsByRung.get(rung)!.toSorted((a, b) => a - b),
      ),
    }));
    return {
      format: `${searchFormat}1`,
      ...{ dynamosim, plan: digestOfPlan(plan), scenario: scenarios[0].name, title },
      ...{ path: varied[0].path, from: values[0], to: values[values.length - 1], fixed, seeds, minShare },
      promises: deciding.promises,
      answer,
      bracket: bracket === null ? null : { meets: values[bracket.meets], fails: values[bracket.fails] },
      share: bracket === null ? null : shareAbove(this.tried.needed, this.seeds),
      contrary: contrary.map((rung) => values[rung]),
      limits: limits.length === 0 ? null : limitsOf(limits, values),
      tried,
      runs: tried.reduce((sum, { runs }) => sum + runs, 0),
    };
  }

  private take(trial: Trial): void {
    const number = this.numberOf(trial);
    const line = this.lines.get(number);
    const record = line === undefined ? { problem: 'there is none' } : parseRecord(line.trimEnd());
    if ('problem' in record) throw new Error(`the record of job ${number}: ${record.problem}`);
    this.lines.delete(number);
    this.tried.take(trial, record);
    const seeds = this.seedsByRung.get(trial.rung) ?? [];
    this.seedsByRung.set(trial.rung, seeds);
    seeds.push(trial.seed);
  }

  private numberOf({ rung, seed }: Trial): number {
    return rung * this.seeds + seed + 1;
  }
}

function limitsOf(limits: readonly SeedLimit[], values: readonly string[]): SearchResult['limits'] {
  const { median, interval } = medianLimit(limits);
  const between = ({ below, above }: Pick<SeedLimit, 'below' | 'above'>): LimitBetween => ({
    above: values[below] ?? null,
    below: values[above] ?? null,
  });
  const sorted = limits.toSorted((a, b) => a.below - b.below || a.above - b.above);
  return {
    median: between(median),
    interval: interval === null ? null : between(interval),
    least: between(sorted[0]),
    greatest: between(sorted[sorted.length - 1]),
    crossedAgain: limits.filter(({ isCrossedAgain }) => isCrossedAgain).length,
  };
}
