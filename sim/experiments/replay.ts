/**
 * Makes a recorded run again, with the second one that isolation may ask for, and says whether its events are the same.
 * Every event is held against its recorded mark, so the run stops at the first that differs, and why is found out by
 * running up to there again (divergence.ts). Beyond the events that bear marks, the digest's checkpoints say between which
 * two events the runs part. Of the same run, the result and the recording are made again, for whoever has their texts.
 *
 * A mark is one byte of hash and one of type: a difference shows at once or, once in some hundred cases, an event later.
 */
import type { Result } from '../result.js';
import type { Run } from '../run.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Observer } from '../trace.js';
import { type Divergence, explainDivergence } from './divergence.js';
import { bytesPerEvent, MarkComparison } from './event-marks.js';
import { type Recording, recordingOf } from './recording.js';
import { RunExperiment } from './run-experiment.js';
import type { Progress, Work } from './work.js';

export type ReplayVerdict =
  | { readonly kind: 'identical'; readonly result: Result; readonly recording: Recording }
  | { readonly kind: 'diverged'; readonly divergence: Divergence }
  /** All events that bear marks are the same; the runs part between these two. */
  | { readonly kind: 'divergedLate'; readonly afterEvent: number; readonly byEvent: number }
  /** The same events, but not the same number of random draws. */
  | { readonly kind: 'drewOtherwise'; readonly recordedDigest: string; readonly digest: string };

export class Replay implements Work {
  /** The pass under way. */
  private experiment: RunExperiment;
  private readonly steps: Generator<void, ReplayVerdict>;
  private sliceEvents: number;
  private verdict: ReplayVerdict | null;

  constructor(
    readonly scenario: Scenario,
    private readonly recording: Recording,
    private readonly marks: Uint8Array,
    /** Of the first pass alone, which is the run itself; those that explain where it parts are nobody's to watch. */
    observers: readonly Observer[] = [],
  ) {
    this.experiment = this.begin(observers);
    this.steps = this.compare();
    this.sliceEvents = 0;
    this.verdict = null;
  }

  get run(): Run {
    return this.experiment.run;
  }

  get progress(): Progress {
    const { events, nowNs } = this.run;
    return { share: Math.min(1, events / Math.max(1, this.recording.events)), simulatedNs: nowNs, events };
  }

  advance(eventsMax: number): boolean {
    this.sliceEvents = eventsMax;
    const step = this.steps.next();
    if (step.done) this.verdict = step.value;
    return step.done === true;
  }

  finish(): ReplayVerdict {
    if (this.verdict === null) throw new Error('a replay was finished before its end');
    return this.verdict;
  }

  private begin(observers: readonly Observer[] = []): RunExperiment {
    this.experiment = new RunExperiment(this.scenario, { eventQueue: this.recording.eventQueue, observers });
    return this.experiment;
  }

  /** Up to and including that event, or to the run's end. */
  private *reach(run: Run, event: number): Generator<void, void> {
    while (run.events < event) {
      if (run.advance(Math.min(this.sliceEvents, event - run.events))) return;
      yield;
    }
  }

  private *compare(): Generator<void, ReplayVerdict> {
    const { run, recording, marks } = this;
    const { simulation } = run.service;
    const comparison = new MarkComparison(simulation.digest, marks);
    simulation.observer = comparison;
    while (run.events < recording.events && comparison.firstDifferent === 0) {
      if (run.advance(Math.min(this.sliceEvents, recording.events - run.events))) break;
      yield;
    }
    if (comparison.firstDifferent > 0) return yield* this.explain(comparison.firstDifferent);

    const isCut = run.events === recording.events && recording.interrupted === 'run';
    if (!isCut) while (run.events === recording.events && !run.advance(1)) yield;
    const isSameLength = run.events === recording.events;
    if (recording.marks === recording.events && !isSameLength) {
      return yield* this.explain(Math.min(run.events, recording.events) + 1);
    }
    if (!isSameLength) return this.partAtCheckpoints(run);
    if (recording.interrupted !== 'run') yield* this.goOn(recording.interrupted === 'isolation');
    const result = this.experiment.finish();
    const { digest } = result.run;
    if (digest === recording.digest) {
      return {
        kind: 'identical',
        result,
        recording: recordingOf(run, result, marks, { job: recording, eventQueue: recording.eventQueue }),
      };
    }
    const isSeenWhole = recording.marks === recording.events;
    if (isSeenWhole) return { kind: 'drewOtherwise', recordedDigest: recording.digest, digest };
    return this.partAtCheckpoints(run);
  }

  /** From the end of the run, also through the one for isolation, unless that was cut short. */
  private *goOn(isCutAfterRun: boolean): Generator<void, void> {
    let isOver = this.experiment.advance(this.sliceEvents);
    while (!isOver && !isCutAfterRun) {
      yield;
      isOver = this.experiment.advance(this.sliceEvents);
    }
  }

  private *explain(event: number): Generator<void, ReplayVerdict> {
    const divergence = yield* explainDivergence(
      event,
      this.recordedNames(event),
      () => this.begin().run,
      (run, untilEvent) => this.reach(run, untilEvent),
    );
    return { kind: 'diverged', divergence };
  }

  /** Names of the kinds that the mark may stand for; more than one only with more than 256 kinds. */
  private recordedNames(event: number): string[] {
    const at = (event - 1) * bytesPerEvent;
    if (at >= this.marks.length) return [];
    return this.recording.eventTypes.filter((_, type) => (type & 0xff) === this.marks[at + 1]);
  }

  private partAtCheckpoints(run: Run): ReplayVerdict {
    const { digest } = run.service.simulation;
    const { marks, checkpoints, checkpointInterval, events } = this.recording;
    const replayed = digest.listCheckpoints();
    const isComparable = digest.checkpointInterval === checkpointInterval;
    const common = isComparable ? Math.min(replayed.length, checkpoints.length) : 0;
    let same = 0;
    while (same < common && replayed[same] === checkpoints[same]) same++;
    const afterEvent = Math.max(marks, same * checkpointInterval);
    const isOfOneLength = run.events === events;
    const byEvent =
      same < common ? (same + 1) * checkpointInterval : Math.min(run.events, events) + (isOfOneLength ? 0 : 1);
    if (afterEvent < byEvent) return { kind: 'divergedLate', afterEvent, byEvent };
    return { kind: 'drewOtherwise', recordedDigest: this.recording.digest, digest: `${digest}` };
  }
}
