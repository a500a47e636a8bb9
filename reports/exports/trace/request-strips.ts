/**
 * A request as slices: the whole of it, its attempts within, and their stages within these. An attempt that runs beside an
 * earlier one, a hedge, lies on a lane of its own. What `explain` names as a cause stands in the attempt that waited, at the
 * moment from when on the cause was there, at the end of the flow that leads to it.
 */
import type { ExemplarRow, ExemplarTry } from '../../../sim/request-time.js';
import type { Result } from '../../../sim/result.js';
import type { Cause } from '../../explain/causes.js';
import { causesOf } from '../../explain/story.js';
import { classOf, stageWords } from '../../page/stage-words.js';
import type { Flows } from './flows.js';
import { inNs, type Strip, type Timed } from './trace-tracks.js';

export interface KeptRequest {
  readonly row: ExemplarRow;
  /** All the reasons for which it was kept. */
  readonly keptAs: readonly string[];
}

/** In the order of the exemplars, none twice. */
export function keptRequests({ exemplars }: Pick<Result, 'exemplars'>): KeptRequest[] {
  const kept = new Map<string, KeptRequest>();
  for (const row of exemplars) {
    const { tenant, operation, item, startedS, latencyMs } = row;
    const key = JSON.stringify([tenant, operation, item, startedS, latencyMs]);
    kept.set(key, { row, keptAs: [...(kept.get(key)?.keptAs ?? []), row.keptAs] });
  }
  return [...kept.values()];
}

export function requestStrips(result: Result, { row, keptAs }: KeptRequest, flows: Flows): Strip[] {
  const causes = causesOf(result, row);
  const attempts = [...row.tries]
    .sort((a, b) => a.fromMs - b.fromMs)
    .map((each) =>
      attemptStrip(
        row,
        each,
        causes.flatMap(({ attempt, cause }) => (attempt === each.number ? cause : [])),
        flows,
      ),
    );
  const fromNs = inNs(row.startedS);
  const toNs = timeNs(row, row.latencyMs);
  const within: Strip[] = [];
  const beside: Strip[] = [];
  for (const each of attempts) {
    if (each.fromNs < (within.at(-1)?.toNs ?? fromNs)) beside.push(each);
    else within.push(each);
  }
  const { tenant, operation, consistency, partition, item, outcome, latencyMs } = row;
  const args = { tenant, operation, consistency, partition, item, outcome, latencyMs, attempts: row.attempts };
  const whole: Timed = {
    ...{ atNs: fromNs, type: 'begin', name: classOf(row), category: 'request' },
    args: { ...args, keptAs: keptAs.join(', ') },
  };
  const events = [whole, ...within.flatMap((each) => each.events), { atNs: toNs, type: 'end' } as const];
  return [{ fromNs, toNs, events }, ...beside];
}

function attemptStrip(row: ExemplarRow, each: ExemplarTry, causes: readonly Cause[], flows: Flows): Strip {
  const [fromNs, toNs] = [timeNs(row, each.fromMs), timeNs(row, each.toMs)];
  const { number, answer, reason, router, node, silentNode } = each;
  const begin: Timed = {
    ...{ atNs: fromNs, type: 'begin', name: `attempt ${number}: ${answer}`, category: 'attempt' },
    args: { router, node, silentNode, answer, reason },
  };
  const events = [begin, ...each.spans.flatMap((span) => stageEvents(row, span)), { atNs: toNs, type: 'end' } as const];
  for (const cause of causes) {
    const told = causeEvent(cause, fromNs, toNs, flows);
    if (told === null) continue;
    const after = events.findIndex(({ atNs }, at) => at > 0 && atNs > told.atNs);
    events.splice(after < 0 ? events.length - 1 : after, 0, told);
  }
  return { fromNs, toNs, events };
}

function stageEvents(row: ExemplarRow, { stage, fromMs, toMs }: ExemplarTry['spans'][number]): Timed[] {
  return [
    { atNs: timeNs(row, fromMs), type: 'begin', name: stageWords[stage], category: 'stage', args: {} },
    { atNs: timeNs(row, toMs), type: 'end' },
  ];
}

/** Within the attempt, and not before the cause, since a flow goes from the earlier to the later. */
function causeEvent(cause: Cause, fromNs: number, toNs: number, flows: Flows): Timed | null {
  const endedFlows = flows.to(cause);
  if (endedFlows.length === 0) return null;
  const begun = [...cause.faults.map(({ fromS }) => fromS), cause.election?.suspectedS ?? 0];
  const sinceNs = Math.max(...begun.map(inNs));
  return {
    ...{ atNs: Math.min(toNs, Math.max(fromNs, sinceNs)), type: 'instant', name: cause.words, category: 'cause' },
    ...{ args: {}, endedFlows },
  };
}

const timeNs = ({ startedS }: ExemplarRow, ms: number) => inNs(startedS) + Math.round(ms * 1e6);
