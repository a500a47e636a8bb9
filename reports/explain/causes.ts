/**
 * Why something waited, as far as the result tells: a fault that was on one of the machines it waited for, or a partition
 * that had no leader. What was only at work at the same time is said as that, and not as a cause.
 */
import type { ElectionRow, FaultRow, Result } from '../../sim/result.js';
import { conditionOf } from '../fault-words.js';
import { milliseconds, timeSpan, timeSpanRange } from '../format.js';

/** Somebody waited for hosts, on behalf of a partition, from a time of the run to another. */
export interface Wait {
  readonly hosts: readonly string[];
  readonly partition: string;
  readonly fromS: number;
  readonly toS: number;
}

export interface Cause {
  readonly words: string;
  /** On a machine that was waited for, or on the leader whose suspicion began the election; null of what only was meanwhile. */
  readonly fault: FaultRow | null;
  readonly election: ElectionRow | null;
}

/** Null where the result names none. */
export function causeOf(result: Result, wait: Wait): Cause | null {
  const election = electionDuring(result, wait);
  if (election !== null) return { ...electionCause(result, election), election };
  const fault = faultOn(result, wait);
  if (fault !== null) return { words: faultInWords(fault, wait.hosts), fault, election: null };
  const meanwhile = faultsFelt(result, wait.fromS, wait.toS)[0];
  if (meanwhile === undefined) return null;
  return { words: `while ${faultInWords(meanwhile, [])}`, fault: null, election: null };
}

/** That was at work on one of the hosts; the one that began last. */
export function faultOn({ faults }: Result, { hosts, fromS, toS }: Wait): FaultRow | null {
  const hit = faults.filter((fault) => isAtWork(fault, fromS, toS) && hosts.some((host) => isHit(fault, host)));
  return latest(hit);
}

/** At work between the times, or over and not recovered from; the one that began last comes first. */
export function faultsFelt({ faults, recovery }: Result, fromS: number, toS: number): readonly FaultRow[] {
  const felt = faults.filter((fault, at) => {
    const { atS, untilS, state } = recovery[at];
    const feltUntilS = state === 'undisturbed' || state === 'unknown' ? fault.toS : (atS ?? untilS);
    return fault.fromS <= toS && Math.max(fault.toS ?? untilS, feltUntilS ?? untilS) >= fromS;
  });
  return felt.sort((a, b) => b.fromS - a.fromS);
}

/** "us-east-1/az-2 was dark from 40 to 70 s (zone-outage)" */
export function faultInWords(fault: FaultRow, hosts: readonly string[]): string {
  const { kind, target, condition, fromS, toS } = fault;
  const when = toS === null ? `from ${timeSpan(fromS)} on` : `from ${timeSpanRange(fromS, toS)}`;
  if (toS === fromS) return `${kind} of ${target} at ${timeSpan(fromS)}`;
  if (condition === null) return `${kind} of ${target} ${when}`;
  const host = hosts.find((each) => fault.hosts.includes(each) && !isWithin(each, target));
  const [only, ...others] = fault.hosts;
  const who = host ?? (only !== undefined && others.length === 0 ? only : target);
  return `${who} ${who === target ? conditionOf(target, condition) : condition} ${when} (${kind})`;
}

/** The partition's change of leaders that was under way. */
function electionDuring({ elections }: Result, { partition, fromS, toS }: Wait): ElectionRow | null {
  const changes = elections.list.filter((each) => each.partition === partition && each.suspectedS <= toS);
  return changes.find(({ servingS }) => servingS >= fromS) ?? null;
}

function electionCause(result: Result, election: ElectionRow): Pick<Cause, 'words' | 'fault'> {
  const { partition, cause, from, to, suspectedS, electedS, servingS } = election;
  if (cause === 'handover') {
    const words = `${from} handed ${partition} over to ${to} from ${timeSpan(suspectedS)}, which served from ${timeSpan(servingS)}`;
    return { words, fault: null };
  }
  const fault = faultOn(result, { hosts: [from], partition, fromS: suspectedS, toS: suspectedS });
  const why = fault === null ? '' : `${faultInWords(fault, [from])}, `;
  const leaseMs = (servingS - electedS) * 1e3;
  const words =
    `${partition} had no leader until ${timeSpan(servingS)}: ${why}${from} was suspected at ${timeSpan(suspectedS)}, and ` +
    `${to}, elected at ${timeSpan(electedS)}, waited ${milliseconds(leaseMs)} for its lease to expire`;
  return { words, fault };
}

const isAtWork = (fault: FaultRow, fromS: number, toS: number) =>
  fault.fromS <= toS && (fault.toS ?? Number.POSITIVE_INFINITY) >= fromS;

const isHit = ({ hosts, target }: FaultRow, host: string) => hosts.includes(host) || isWithin(host, target);

const isWithin = (host: string, place: string) => host === place || host.startsWith(`${place}/`);

function latest(faults: readonly FaultRow[]): FaultRow | null {
  return faults.reduce<FaultRow | null>((last, each) => (last === null || each.fromS > last.fromS ? each : last), null);
}
