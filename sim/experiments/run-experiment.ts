/**
 * What `dynamosim run` does, without its files and its clock: the run itself and, where the scenario asks what its
 * victims suffer from their neighbours, a second run without those. The digest and all figures are the first run's.
 */

import { judged } from '../assembly/result-of-run.js';
import type { Result } from '../result.js';
import { Run, type RunOptions } from '../run.js';
import type { Scenario } from '../scenario/scenario.js';
import { type EndedRun, ended } from './ended-run.js';
import { isolationRows, withoutNeighbours } from './isolation.js';
import type { Progress, Work } from './work.js';

export class RunExperiment implements Work {
  /** The run under way: first the scenario's own, which alone observers and a recorder watch; then perhaps the one for isolation. */
  run: Run;
  private shared: EndedRun | null;

  constructor(
    readonly scenario: Scenario,
    private readonly options: RunOptions = {},
  ) {
    this.run = new Run(scenario, options);
    this.shared = null;
  }

  get progress(): Progress {
    const { durationNs, isolation } = this.scenario;
    const endedNs = this.shared === null ? 0 : durationNs;
    const simulatedNs = endedNs + this.run.nowNs;
    const events = (this.shared?.result.run.events ?? 0) + this.run.events;
    return { share: simulatedNs / (durationNs * (isolation === null ? 1 : 2)), simulatedNs, events };
  }

  advance(eventsMax = Number.POSITIVE_INFINITY): boolean {
    const isOver = this.run.advance(eventsMax);
    const { isolation } = this.scenario;
    if (!isOver || isolation === null || this.shared !== null) return isOver;
    this.shared = ended(this.run);
    const { eventQueue } = this.options;
    const unwatched = eventQueue === undefined ? {} : { eventQueue };
    this.run = new Run(withoutNeighbours(this.scenario, isolation), unwatched);
    return false;
  }

  /** The answer, also of an experiment that was stopped on its way. Call it once. */
  finish(): Result {
    return this.end().result;
  }

  /** The same with the latencies that a result has no room for. Call it or `finish` once. */
  end(): EndedRun {
    const { shared, scenario } = this;
    if (shared === null || scenario.isolation === null) return ended(this.run);
    const alone = ended(this.run);
    const { result } = shared;
    if (alone.result.run.interrupted) {
      return { ...shared, result: { ...result, run: { ...result.run, interrupted: true } } };
    }
    const isolation = isolationRows(shared, alone, scenario.isolation);
    return { ...shared, result: judged({ ...result, isolation }, scenario) };
  }
}

/** The whole experiment at once. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): Result {
  const experiment = new RunExperiment(scenario, options);
  while (!experiment.advance());
  return experiment.finish();
}
