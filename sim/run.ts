/**
 * One run: a pure function of (scenario, seed), advanced in steps so that a caller can show progress or stop it; how it is
 * cut into steps changes nothing. No input, no output, no clock but the virtual one.
 */

import type { Watching } from './assembly/observers.js';
import { resultOfRun } from './assembly/result-of-run.js';
import { Service } from './assembly/service.js';
import { BucketQueue } from './engine/bucket-queue.js';
import { HeapQueue } from './engine/heap-queue.js';
import type { Result } from './result.js';
import type { Scenario } from './scenario/scenario.js';

export type EventQueueName = 'bucket' | 'heap';

export interface RunOptions extends Watching {
  readonly eventQueue?: EventQueueName;
}

export class Run {
  readonly service: Service;

  constructor(
    readonly scenario: Scenario,
    options: RunOptions = {},
  ) {
    const queue = options.eventQueue === 'heap' ? new HeapQueue() : new BucketQueue();
    this.service = new Service(scenario, queue, options);
  }

  get nowNs(): number {
    return this.service.simulation.nowNs;
  }

  get events(): number {
    return this.service.simulation.digest.events;
  }

  /** Executes at most `eventsMax` events of the run; true when it has reached its end. */
  advance(eventsMax = Number.POSITIVE_INFINITY): boolean {
    return this.service.advance(this.scenario.durationNs, eventsMax);
  }

  /** The answer, of the whole run or of the part that ran. Call it once. */
  finish(): Result {
    return resultOfRun(this.service);
  }
}

export function run(scenario: Scenario, options: RunOptions = {}): Result {
  const whole = new Run(scenario, options);
  while (!whole.advance());
  return whole.finish();
}
