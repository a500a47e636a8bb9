/**
 * A history of operations in the forms that checkers of consistency read: for Knossos, Jepsen's checker of registers, an op
 * map of EDN a line, with its key beside it; for Elle, Jepsen's checker of transactions, one JSON array, in which each
 * operation is a transaction of one read or write; for Porcupine, its events in their order, as JSON.
 *
 * What came first is said by the order of the events and not by their times: operations may end and begin in the same
 * nanosecond, and Porcupine takes intervals as closed. As Jepsen asks, a process whose operation ended as `info` (nobody
 * knows whether it took effect) does nothing more: what its client does next is a new process's. Porcupine has no such end:
 * there a write of unknown fate returns after all else, which means the same, and a read without an answer is left out.
 */

import { jsonText } from '../safe-text.js';

export interface Operation {
  /** Who asks, one thing at a time. */
  readonly client: number;
  readonly key: string;
  readonly isWrite: boolean;
  /** Written or read, unique among writes; null of a read of what was there at first, or without an answer. */
  readonly value: number | null;
  readonly outcome: 'ok' | 'failed' | 'unknown';
  /** Place among all beginnings and ends; null where it is not known to have ended. */
  readonly invoked: number;
  readonly completed: number | null;
  readonly invokedAtNs: number;
  readonly completedAtNs: number | null;
}

/** A beginning or an end, in the words of Jepsen. */
interface JepsenOp {
  readonly time: number;
  readonly process: number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly key: string;
  readonly isWrite: boolean;
  /** Of a read once it is told. */
  readonly value: number | null;
}

const typeOf = { ok: 'ok', failed: 'fail', unknown: 'info' } as const;

/** `operations` are in the order of their beginnings; `endNs` is when the run ended. */
export function jepsenOps(operations: readonly Operation[], endNs: number): JepsenOp[] {
  const processes = processesOf(operations);
  return inOrder(
    operations.flatMap(({ key, isWrite, value, outcome, ...when }, at): Moment<JepsenOp>[] => {
      const common = { process: processes[at], key, isWrite };
      const asked = isWrite ? value : null;
      const told = outcome === 'ok' ? value : asked;
      return [
        { order: when.invoked, what: { ...common, time: when.invokedAtNs, type: 'invoke', value: asked } },
        {
          order: when.completed ?? Number.POSITIVE_INFINITY,
          what: { ...common, time: when.completedAtNs ?? endNs, type: typeOf[outcome], value: told },
        },
      ];
    }),
  );
}

interface Moment<What> {
  readonly order: number;
  readonly what: What;
}

/** Those without an end, whose orders are infinite and equal, stay as they are: in the order of their beginnings. */
function inOrder<What>(moments: readonly Moment<What>[]): What[] {
  const sorted = [...moments].sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  return sorted.map(({ what }) => what);
}

function processesOf(operations: readonly Operation[]): number[] {
  const ofClient = new Map<number, number>();
  let next = 0;
  return operations.map(({ client, outcome }) => {
    const process = ofClient.get(client) ?? next++;
    if (outcome === 'unknown') ofClient.delete(client);
    else ofClient.set(client, process);
    return process;
  });
}

/** With the counts before it, as comments. */
export function registersEdn(ops: readonly JepsenOp[], counts: Readonly<Record<string, string | number>>): string {
  const header = Object.entries(counts).map(([name, count]) => `; ${name} ${count}\n`);
  return header.join('') + ops.map((op) => `${ednOp(op)}\n`).join('');
}

function ednOp({ time, process, type, key, isWrite, value }: JepsenOp): string {
  const what = `:f :${isWrite ? 'write' : 'read'}, :key ${jsonText(key)}, :value ${value ?? 'nil'}`;
  return `{:time ${time}, :process ${process}, :type :${type}, ${what}}`;
}

export function transactionsJson(ops: readonly JepsenOp[]): string {
  return jsonLines(
    ops.map(({ time, process, type, key, isWrite, value }, index) => ({
      ...{ index, time, process, type, f: 'txn' },
      value: [[isWrite ? 'w' : 'r', key, value]],
    })),
  );
}

/** In the words of Porcupine's `Event`; what was there at first is 0. */
export function porcupineEvents(operations: readonly Operation[]): string {
  const moments = operations.flatMap(({ client, key, isWrite, value, outcome, invoked, completed }, id) => {
    if (outcome === 'failed' || (outcome === 'unknown' && !isWrite)) return [];
    const common = { clientId: client, id, key, op: isWrite ? 'write' : 'read' };
    return [
      { order: invoked, what: { ...common, kind: 'call', value: isWrite ? value : null } },
      { order: completed ?? Number.POSITIVE_INFINITY, what: { ...common, kind: 'return', value: value ?? 0 } },
    ];
  });
  return jsonLines(inOrder(moments));
}

/** One array, an element a line. */
const jsonLines = (elements: readonly object[]) =>
  `[\n${elements.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`;
