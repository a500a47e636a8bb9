/**
 * What became of one request: where its time went, step by step, and what it waited for there. Steps that took next to
 * nothing of its time are put together as the rest.
 */

import type { ExemplarRow, ExemplarTry, Stage } from '../../sim/request-time.js';
import type { Result } from '../../sim/result.js';
import { milliseconds, plural } from '../format.js';
import { type Cause, causeOf } from './causes.js';

export interface Step {
  readonly tookMs: number;
  readonly what: string;
  /** What the result names as the reason; null where it names none. */
  readonly because: string | null;
}

/** A step with the attempt that it is of, from 1. */
interface CausedStep extends Omit<Step, 'because'> {
  readonly attempt: number;
  readonly cause: Cause | null;
}

export interface Story extends Omit<ExemplarRow, 'tries'> {
  readonly steps: readonly Step[];
}

/** Of its time: less is no step of its own. */
const stepShareMin = 0.05;
/** Virtual time is whole nanoseconds: a difference below one is none. */
const nanosecondMs = 1e-6;

interface Wait {
  readonly what: string;
  readonly hosts: readonly (string | null)[];
  /** Null: there is nothing to look for. */
  readonly isCaused: boolean;
}

export function storyOf(result: Result, exemplar: ExemplarRow): Story {
  const { tries: _, ...facts } = exemplar;
  const large = largeSteps(result, exemplar);
  const restMs = exemplar.latencyMs - large.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const rest = restMs >= nanosecondMs ? [{ tookMs: restMs, what: 'everything else', because: null }] : [];
  const told = large.map(({ tookMs, what, cause }) => ({ tookMs, what, because: cause === null ? null : cause.words }));
  return { ...facts, steps: [...told, ...rest] };
}

/** What a request waited for, by attempt: the causes of its steps, each once. */
export function causesOf(result: Result, exemplar: ExemplarRow): { attempt: number; cause: Cause }[] {
  const caused = largeSteps(result, exemplar).flatMap(({ attempt, cause }) =>
    cause === null ? [] : [{ attempt, cause }],
  );
  return [...new Map(caused.map((each) => [`${each.attempt} ${each.cause.words}`, each])).values()];
}

function largeSteps(result: Result, exemplar: ExemplarRow): CausedStep[] {
  const { tries, latencyMs } = exemplar;
  const isLarge = ({ tookMs }: CausedStep) => tookMs >= stepShareMin * latencyMs;
  const steps = tries.flatMap((each, at) => {
    const before = tries[at - 1];
    const failed = before === undefined ? null : failure(result, exemplar, before);
    const wait = failed === null ? [] : [backOff(before, each, failed, isLarge(failed))];
    return [...wait, ...(each.answer === 'ok' ? stagesOf(result, exemplar, each) : [failure(result, exemplar, each)])];
  });
  return steps.filter(isLarge);
}

/** Until the next attempt; it says why the one before brought nothing where that is no step of its own. */
function backOff(before: ExemplarTry, next: ExemplarTry, failed: CausedStep, isTold: boolean): CausedStep {
  const between = next.number - before.number - 1;
  const others = between === 0 ? '' : ` and ${plural(between, 'further attempt')}`;
  const tookMs = Math.max(0, next.fromMs - before.toMs);
  const { attempt, what, cause } = failed;
  if (isTold) return { tookMs, what: `back-off${others}`, attempt, cause: null };
  return { tookMs, what: `back-off${others}, as ${what}`, attempt, cause };
}

/** An attempt that brought nothing. */
function failure(result: Result, exemplar: ExemplarRow, each: ExemplarTry): CausedStep {
  const { number, fromMs, toMs } = each;
  const { what, hosts, isCaused } = failureInWords(each, exemplar.partition);
  return {
    tookMs: toMs - fromMs,
    what: `attempt ${number} ${what}`,
    attempt: number,
    cause: isCaused ? reason(result, exemplar, hosts, fromMs, toMs) : null,
  };
}

function failureInWords({ answer, reason, router, node, silentNode, spans }: ExemplarTry, partition: string): Wait {
  switch (answer) {
    case 'throttled':
      return {
        what: `was refused (${reason}) ${node === null ? `by ${router}` : `at ${partition} on ${node}`}`,
        hosts: [],
        isCaused: false,
      };
    case '503':
      return { what: `found a full queue at ${node ?? router}`, hosts: [node ?? router], isCaused: true };
    case '500': {
      const waitedMs = spans.reduce(
        (sum, { stage, fromMs, toMs }) => sum + (stage === 'failover' ? toMs - fromMs : 0),
        0,
      );
      const waiting =
        silentNode === null || waitedMs < nanosecondMs
          ? ''
          : ` after it had waited ${milliseconds(waitedMs)} for ${silentNode}`;
      return { what: `was answered 500 by ${router}${waiting}`, hosts: [silentNode, node, router], isCaused: true };
    }
    case 'notFound':
      return { what: `was told by ${router} that there is no such table`, hosts: [], isCaused: false };
    case 'conflict':
      return { what: `was refused by ${router}: another region was writing the item`, hosts: [], isCaused: false };
    default:
      if (router === null) return { what: 'found no router in rotation', hosts: [], isCaused: true };
      if (node === null) return { what: `got no answer from ${router}`, hosts: [router], isCaused: true };
      return {
        what: `got no answer in time from ${router}, which had asked ${node}`,
        hosts: [node, silentNode, router],
        isCaused: true,
      };
  }
}

/** Of the attempt that succeeded, stage by stage in the order in which each began. */
function stagesOf(result: Result, exemplar: ExemplarRow, each: ExemplarTry): CausedStep[] {
  const names = [...new Set(each.spans.map(({ stage }) => stage))];
  return names.map((stage) => {
    const spans = each.spans.filter((span) => span.stage === stage);
    const { what, hosts, isCaused } = stageInWords(stage, each, exemplar);
    return {
      tookMs: spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
      what,
      attempt: each.number,
      cause: isCaused ? reason(result, exemplar, hosts, spans[0].fromMs, spans[spans.length - 1].toMs) : null,
    };
  });
}

function stageInWords(
  stage: Stage,
  { router, node, silentNode }: ExemplarTry,
  { partition, consistency }: ExemplarRow,
): Wait {
  const waiting = (what: string, ...hosts: (string | null)[]): Wait => ({ what, hosts, isCaused: true });
  switch (stage) {
    case 'network':
      return waiting('on the network', router, node);
    case 'routerQueue':
      return waiting(`in the run queue of ${router}`, router);
    case 'routerCpu':
      return waiting(`at work in ${router}`, router);
    case 'metadata':
      return waiting(`asking where ${partition} is`, router);
    case 'failover':
      return waiting(`its router waited for ${silentNode}, which did not answer`, silentNode, router);
    case 'nodeQueue':
      return waiting(`in the run queue of ${node}`, node);
    case 'nodeCpu':
      return waiting(`at work in ${node}`, node);
    case 'diskQueue':
      return waiting(`in the disk queue of ${node}`, node);
    case 'disk':
      return waiting(`at the disk of ${node}`, node);
    case 'quorumWait':
      if (consistency === 'write') return waiting(`until enough replicas of ${partition} had the write`, node);
      return waiting(`until another region had said what is the newest version in ${partition}`, node);
    default:
      return { what: stage, hosts: [], isCaused: false };
  }
}

function reason(result: Result, exemplar: ExemplarRow, hosts: Wait['hosts'], fromMs: number, toMs: number) {
  const { partition, startedS, consistency } = exemplar;
  return causeOf(result, {
    hosts: hosts.filter((host) => host !== null),
    partition,
    fromS: startedS + fromMs / 1e3,
    toS: startedS + toMs / 1e3,
    needsLeader: consistency !== 'eventual',
  });
}
