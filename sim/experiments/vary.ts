/**
 * The same scenario under several settings, one run after the other. All keep the scenario's seed, and random streams are
 * derived from names, so they meet the same arrivals, keys and sizes unless it is those that vary.
 *
 * Leaves out replications over seeds and intervals: one run a setting shows what a mechanism does, not how sure that is.
 */

import type { Result } from '../result.js';
import type { Scenario } from '../scenario/scenario.js';
import { metricOf } from '../verdicts/metrics.js';
import { RunExperiment } from './run-experiment.js';
import type { Progress, Work } from './work.js';

export interface Variant {
  /** What is varied, as it was written: one value for each setting. */
  readonly values: readonly string[];
  readonly scenario: Scenario;
}

export interface VariedRun {
  readonly values: readonly string[];
  readonly result: Result;
  /** One for each metric asked for; null where this run has no such figure. */
  readonly metrics: readonly (number | null)[];
}

export class VaryExperiment implements Work {
  /** Of the variants that ran to their end, in order; a run cut short would not compare. */
  readonly ended: VariedRun[];
  /** Null when all have ended. */
  current: RunExperiment | null;
  private endedNs: number;
  private endedEvents: number;

  constructor(
    private readonly variants: readonly Variant[],
    private readonly metrics: readonly string[],
  ) {
    this.ended = [];
    this.current = new RunExperiment(variants[0].scenario);
    this.endedNs = 0;
    this.endedEvents = 0;
  }

  get progress(): Progress {
    const { share, simulatedNs, events } = this.current?.progress ?? { share: 0, simulatedNs: 0, events: 0 };
    return {
      share: (this.ended.length + share) / this.variants.length,
      simulatedNs: this.endedNs + simulatedNs,
      events: this.endedEvents + events,
    };
  }

  advance(eventsMax = Number.POSITIVE_INFINITY): boolean {
    if (this.current === null) throw new Error('all variants have run already');
    if (!this.current.advance(eventsMax)) return false;
    const { simulatedNs, events } = this.current.progress;
    this.endedNs += simulatedNs;
    this.endedEvents += events;
    const result = this.current.finish();
    this.ended.push({
      values: this.variants[this.ended.length].values,
      result,
      metrics: this.metrics.map((metric) => figureOf(result, metric)),
    });
    const next = this.variants.at(this.ended.length);
    this.current = next === undefined ? null : new RunExperiment(next.scenario);
    return this.current === null;
  }
}

/** Metrics were held against the vocabulary before; what still is unknown now is a station that this run does not have. */
function figureOf(result: Result, metric: string): number | null {
  const reading = metricOf(result, metric, null);
  return reading.kind === 'value' ? reading.value : null;
}
