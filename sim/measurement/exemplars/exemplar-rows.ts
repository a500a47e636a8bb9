/** Exemplars as rows of the result: milliseconds since the request began, and names. */
import { status } from '../../protocol/answers.js';
import type { Names } from '../../protocol/names.js';
import { operationNames } from '../../protocol/operations.js';
import { outcome } from '../../protocol/request.js';
import { throttle, throttleReasons } from '../../protocol/throttles.js';
import { type ExemplarRow, type ExemplarTry, stages } from '../../request-time.js';
import { consistencyOfClass, requestClass } from '../request-class.js';
import type { Try } from './failed-tries.js';
import type { KeptExemplar } from './kept-exemplars.js';

/** As a result calls the end of one request, by the numbers of `outcome`. */
export const outcomeNames: Readonly<Record<number, ExemplarRow['outcome']>> = {
  [outcome.succeeded]: 'succeeded',
  [outcome.throttled]: 'throttled',
  [outcome.serverError]: 'serverError',
  [outcome.timedOut]: 'timedOut',
};

const answerNames: Readonly<Record<number, ExemplarTry['answer']>> = {
  [status.ok]: 'ok',
  [status.throttled]: 'throttled',
  [status.internalError]: '500',
  [status.unavailable]: '503',
  [status.timedOut]: 'silent',
  [status.notFound]: 'notFound',
  [status.conflict]: 'conflict',
};

export function exemplarRow({ keptAs, exemplar }: KeptExemplar, names: Names): ExemplarRow {
  const { tenant, table, operation, isStrong, item, startedAtNs, latencyNs, attempts, tries } = exemplar;
  const last = tries.at(-1)?.partition ?? -1;
  return {
    keptAs,
    tenant: names.tenant(tenant),
    operation: operationNames[operation],
    consistency: consistencyOfClass(requestClass(tenant, operation, isStrong)),
    partition: last < 0 ? names.ownerOf(table, item) : names.partition(last),
    item,
    startedS: startedAtNs / 1e9,
    latencyMs: latencyNs / 1e6,
    outcome: outcomeNames[exemplar.outcome],
    attempts,
    tries: tries.map((each) => exemplarTry(each, startedAtNs, names)),
  };
}

function exemplarTry(
  { ordinal, router, node, silentNode, reason, ...each }: Try,
  startedAtNs: number,
  names: Names,
): ExemplarTry {
  const sinceMs = (ns: number) => (ns - startedAtNs) / 1e6;
  return {
    number: ordinal + 1,
    fromMs: sinceMs(each.fromNs),
    toMs: sinceMs(each.toNs),
    router: router < 0 ? null : names.host(router),
    node: node < 0 ? null : names.host(node),
    silentNode: silentNode < 0 ? null : names.host(silentNode),
    answer: answerNames[each.status],
    reason: reason === throttle.none ? null : throttleReasons[reason],
    spans: each.spans.map(({ stage, fromNs, toNs }) => ({
      stage: stages[stage],
      fromMs: sinceMs(fromNs),
      toMs: sinceMs(toNs),
    })),
  };
}
