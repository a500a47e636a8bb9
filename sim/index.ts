/**
 * The library: read a scenario, run it, get the result. `runScenario` answers at once; a RunExperiment is advanced in
 * slices, by a caller that shows progress or wants to stop on the way. Nothing here touches files or the clock.
 *
 *   const scenario = readScenario(text, 'zone-outage.yaml', [{ path: 'seed', value: '7' }]);
 *   const result = runScenario(scenario);
 *
 * readScenario throws ScenarioError, and a run LimitError where it would need more of something than it may hold.
 */
export { LimitError } from './engine/limits/limit-error.js';
export { readScenario } from './experiments/read-scenario.js';
export { RunExperiment, runScenario } from './experiments/run-experiment.js';
export type { Progress } from './experiments/work.js';
export { OperationHistory, type OperationRow } from './measurement/operation-history.js';
export { stages } from './request-time.js';
export type * from './result.js';
export { resultVersion } from './result.js';
export type { EventQueueName, RunOptions } from './run.js';
export type { Override } from './scenario/reading/overrides.js';
export { formatProblems, type Position, type Problem, ScenarioError } from './scenario/reading/problem.js';
export type * from './scenario/scenario.js';
export type { AttemptView, Clock, FinishedRequestView, Observer, RequestView } from './trace.js';
export { version } from './version.js';
