/**
 * Why something waited, as far as the result tells: a partition that had no copy, or no leader, or faults at work on the machines it
 * waited for. What was at work elsewhere meanwhile, and what was over while its effects lasted, is said as that ("while",
 * "after"), and not as a cause.
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
  /** Any replica serves an eventual read: it waits for no leader. */
  readonly needsLeader: boolean;
}

export interface Cause {
  readonly words: string;
  /** At work on a machine that was waited for, or on the leader whose suspicion began the election; not what only was meanwhile. */
  readonly faults: readonly FaultRow[];
  readonly election: ElectionRow | null;
}

type LossRow = Result['losses']['list'][number];

/** Named of a cause; of others it says how many. */
const namedMax = 3;
/** Less than half of the unit that people read a wait in is none: the leader served as soon as it was elected. */
const waitMsMin = 0.5;

/** Null where the result names none. */
export function causeOf(result: Result, wait: Wait): Cause | null {
  const loss = lossDuring(result, wait);
  if (loss !== null) return { ...lossCause(result, loss), election: null };
  const election = wait.needsLeader ? electionDuring(result, wait) : null;
  if (election !== null) return { ...electionCause(result, election), election };
  const felt = faultsFelt(result, wait);
  const words = feltInWords(felt, wait.hosts);
  return words === '' ? null : { words, faults: felt.onHosts, election: null };
}

/** Those that began last come first. */
interface FaultsFelt {
  /** At work at some time of the wait, on a machine that was waited for. */
  readonly onHosts: readonly FaultRow[];
  /** At work at some time of the wait, elsewhere. */
  readonly meanwhile: readonly FaultRow[];
  /** Over before the wait, while tenants still fared worse than before it; null: beyond the time for which that was judged. */
  readonly lasting: readonly { readonly fault: FaultRow; readonly untilS: number | null }[];
}

function faultsFelt(
  { faults, recovery }: Result,
  { hosts, fromS, toS }: Omit<Wait, 'partition' | 'needsLeader'>,
): FaultsFelt {
  const begun = faults
    .map((fault, at) => ({ fault, recovery: recovery[at] }))
    .filter(({ fault }) => fault.fromS <= toS)
    .sort((a, b) => b.fault.fromS - a.fault.fromS);
  const atWork = begun.map(({ fault }) => fault).filter((fault) => !isOver(fault, fromS));
  const isOnHosts = (fault: FaultRow) => hosts.some((host) => isHit(fault, host));
  return {
    onHosts: atWork.filter(isOnHosts),
    meanwhile: atWork.filter((fault) => !isOnHosts(fault)),
    lasting: begun.flatMap(({ fault, recovery: { state, atS, untilS } }) => {
      const isFelt = state === 'recovered' || state === 'notRecovered';
      if (!isFelt || !isOver(fault, fromS) || (atS ?? untilS) < fromS) return [];
      return [{ fault, untilS: atS }];
    }),
  };
}

/** "storage-1 was down from 40 to 70 s (host-crash), while storage-2 was cut off from 50 to 60 s (network-partition)" */
function feltInWords({ onHosts, meanwhile, lasting }: FaultsFelt, hosts: readonly string[]): string {
  const each = [
    ...onHosts.map((fault) => ({ how: '', what: faultInWords(fault, hosts) })),
    ...meanwhile.map((fault) => ({ how: 'while ', what: faultInWords(fault, []) })),
    ...lasting.map(({ fault, untilS }) => ({ how: 'after ', what: `${faultInWords(fault, [])}, ${effects(untilS)}` })),
  ];
  const named = each.slice(0, namedMax).map(({ how, what }, at) => {
    const goesOn = how === each[at - 1]?.how;
    return `${at === 0 ? '' : goesOn ? ' and ' : ', '}${goesOn ? '' : how}${what}`;
  });
  return `${named.join('')}${each.length > namedMax ? `, and ${each.length - namedMax} more` : ''}`;
}

const effects = (untilS: number | null) =>
  untilS === null ? 'whose effects went on' : `whose effects lasted until ${timeSpan(untilS)}`;

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

/** A time for which the partition had no copy at all, or none that could lead, and nobody could serve the wait. */
function lossDuring({ losses }: Result, { partition, fromS, toS, needsLeader }: Wait): LossRow | null {
  const isThen = ({ kind, atS, rebuiltS }: LossRow) =>
    (needsLeader || kind === 'lastCopy') && atS <= toS && (rebuiltS ?? Infinity) > fromS;
  return losses.list.find((each) => each.partition === partition && isThen(each)) ?? null;
}

function lossCause(result: Result, loss: LossRow): Pick<Cause, 'words' | 'faults'> {
  const { kind, partition, atS, rebuiltS } = loss;
  const [without, over] = kind === 'majority' ? ['no majority', 'went on'] : ['no copy', 'was rebuilt'];
  const until = rebuiltS === null ? 'on' : `until it ${over} at ${timeSpan(rebuiltS)}`;
  const { words, faults } = destroyersOf(result, loss);
  return {
    words: `${partition} had ${without} from ${timeSpan(atS)} ${until}${words === '' ? '' : `: ${words}`}`,
    faults,
  };
}

/** Faults that acted on nodes of copies from when the first was lost until the last was; those elsewhere with "while". */
export function destroyersOf(result: Result, { atS, destroyed }: LossRow): Pick<Cause, 'words' | 'faults'> {
  const hosts = destroyed.map(({ node }) => node);
  const fromS = destroyed.reduce((first, each) => Math.min(first, each.atS), atS);
  const felt = faultsFelt(result, { hosts, fromS, toS: atS });
  return { words: feltInWords(felt, []), faults: felt.onHosts };
}

/** The partition's change of leaders that was under way. */
function electionDuring({ elections }: Result, { partition, fromS, toS }: Wait): ElectionRow | null {
  const changes = elections.list.filter((each) => each.partition === partition && each.suspectedS <= toS);
  return changes.find(({ servingS }) => servingS >= fromS) ?? null;
}

function electionCause(result: Result, election: ElectionRow): Pick<Cause, 'words' | 'faults'> {
  const { partition, cause, from, to, suspectedS, electedS, servingS } = election;
  if (cause === 'handover') {
    const words = `${from} handed ${partition} over to ${to} from ${timeSpan(suspectedS)}, which served from ${timeSpan(servingS)}`;
    return { words, faults: [] };
  }
  const felt = faultsFelt(result, { hosts: [from], fromS: suspectedS, toS: suspectedS });
  const why = feltInWords(felt, [from]);
  const leaseMs = (servingS - electedS) * 1e3;
  const waited =
    leaseMs < waitMsMin
      ? ` was elected at ${timeSpan(electedS)}`
      : `, elected at ${timeSpan(electedS)}, waited ${milliseconds(leaseMs)} for its lease to expire`;
  const words =
    `${partition} had no leader until ${timeSpan(servingS)}: ${why === '' ? '' : `${why}, `}${from} was suspected at ` +
    `${timeSpan(suspectedS)}, and ${to}${waited}`;
  return { words, faults: felt.onHosts };
}

/** At the moment at which it ends it is, unless that is all there is of it. */
const isOver = ({ fromS, toS }: FaultRow, atS: number) => toS !== null && (toS === fromS ? toS < atS : toS <= atS);

const isHit = ({ hosts, target }: FaultRow, host: string) => hosts.includes(host) || isWithin(host, target);

const isWithin = (host: string, place: string) => host === place || host.startsWith(`${place}/`);
