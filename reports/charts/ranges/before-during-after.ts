/** Chart: how tenants fared before, during and after each fault, one row a phase: the one with the finding and the busiest. */
import type { Result } from '../../../sim/result.js';
import { busiest } from '../../busiest.js';
import { conditionOf, phaseName } from '../../fault-words.js';
import { milliseconds, percent, plural, timeSpanRange } from '../../format.js';
import { elide, printable } from '../../safe-text.js';
import { subjectOf } from '../../subject.js';
import type { ChartPlan } from '../chart-frame.js';
import { linesMax, type RangeGroup, rangeChart } from './range-chart.js';

type Phase = Result['phases'][number];
type Fared = Phase['tenants'][number];

const nameMax = 40;
/** Of failures, beyond those of the first phase. */
const worseShare = 0.01;
const phasesMax = 12;
/** With its time it fits beside a row. */
const shortNameMax = 34;
const namedFaultsMax = 3;

export function beforeDuringAfter(result: Result): ChartPlan {
  const phases = result.phases.slice(0, phasesMax);
  const shown = shownTenants(result, phases.length);
  const isAlone = phases[0].tenants.length === 1;
  const groups = shown.map((tenant): RangeGroup => {
    const before = phases[0].tenants[tenant];
    return {
      name: isAlone ? null : printable(before.tenant),
      rows: phases.map((phase, at) => rowOf(result, phase, at, phase.tenants[tenant], before)),
    };
  });
  const hidden = [
    ...(result.phases.length > phases.length ? [plural(result.phases.length - phases.length, 'later phase')] : []),
    ...(phases[0].tenants.length > shown.length
      ? [plural(phases[0].tenants.length - shown.length, 'less busy tenant')]
      : []),
  ];
  const says = `percentiles between the moments at which faults began or ended${hidden.length === 0 ? '' : ` (${hidden.join(' and ')} not drawn)`}`;
  return rangeChart('before-during-after', finding(result, subjectIn(result)), says, result, groups);
}

/** Places among the tenants of a phase. */
function shownTenants(result: Result, phases: number): readonly number[] {
  const places = result.phases[0].tenants.map((_, at) => at);
  const room = Math.max(1, Math.floor(linesMax / (phases + 1)));
  const ended = (tenant: number) => result.phases.reduce((sum, { tenants }) => sum + tenants[tenant].ended, 0);
  const subject = subjectIn(result);
  return busiest(places, room, (tenant) => (tenant === subject ? Number.POSITIVE_INFINITY : ended(tenant)));
}

function subjectIn(result: Result): number {
  const name = subjectOf(result)?.tenant;
  return Math.max(
    0,
    result.phases[0].tenants.findIndex(({ tenant }) => tenant === name),
  );
}

function rowOf(result: Result, phase: Phase, at: number, fared: Fared, before: Fared): RangeGroup['rows'][number] {
  const { p50Ms, p99Ms, p99_9Ms, ended, succeeded: requests, failedShare } = fared;
  const isBad = isLossy(fared, before);
  const note =
    ended === 0 ? 'no request ended' : (failedShare ?? 0) > 0 ? `${percent(failedShare)} failed` : 'none failed';
  const label = `${shortName(result, phase, at)}, ${timeSpanRange(phase.fromS, phase.toS)}`;
  return { label, p50Ms, p99Ms, p99_9Ms, requests, note, isBad };
}

/** Faults that are the only ones of their kind need no target; others go by what tells them apart in their region. */
function shortName(result: Result, phase: Phase, at: number): string {
  if (phase.faults.length === 0) return phaseName(result, phase, at);
  const { faults } = result;
  const kinds = [...new Set(phase.faults.map((fault) => faults[fault].kind))];
  const told = kinds.map((kind) => {
    if (faults.filter((each) => each.kind === kind).length === 1) return kind;
    const targets = phase.faults.filter((fault) => faults[fault].kind === kind).map((fault) => faults[fault].target);
    return `${kind} ${targets.map((target) => printable(target.replace(/^.*\//, ''))).join(' and ')}`;
  });
  const name = `during ${told.join(' and ')}`;
  return name.length <= shortNameMax ? name : `during ${plural(phase.faults.length, 'fault')}`;
}

const isLossy = (now: Fared, before: Fared) => (now.failedShare ?? 0) > (before.failedShare ?? 0) + worseShare;

/** Before any fault, in the worst phase of one, and in the last. */
function finding(result: Result, tenant: number): string {
  const { phases } = result;
  const name = printable(phases[0].tenants[tenant].tenant);
  const whose = phases[0].tenants.length === 1 ? '' : ` of ${elide(name, nameMax)}`;
  const during = phases.filter(({ faults }) => faults.length > 0);
  const [worst] = [...during].sort((a, b) => badness(b.tenants[tenant]) - badness(a.tenants[tenant]));
  const told = new Set([phases[0], ...(worst === undefined ? [] : [worst]), phases[phases.length - 1]]);
  const parts = [...told].map((phase) => ({ fared: phase.tenants[tenant], when: whenInWords(result, phase) }));
  const known = parts.filter(({ fared }) => fared.p99Ms !== null);
  const silent = parts.filter(({ fared }) => fared.p99Ms === null);
  const levels = known.map(({ fared, when }) => `${levelInWords(fared)} ${when}`).join(', ');
  const silences = silent.map(
    ({ fared, when }) => `${fared.ended === 0 ? 'no request ended' : 'nothing succeeded'} ${when}`,
  );
  return [...(levels === '' ? [] : [`p99${whose} was ${levels}`]), ...silences].join('; ');
}

/** What failed counts as slower than anything. */
const badness = ({ failedShare, p99Ms }: Fared) => (failedShare ?? 0) * 1e9 + (p99Ms ?? 0);

const levelInWords = ({ p99Ms, failedShare }: Fared) =>
  `${milliseconds(p99Ms)}${(failedShare ?? 0) > 0 ? ` (${percent(failedShare)} failed)` : ''}`;

function whenInWords(result: Result, phase: Phase): string {
  const [index] = phase.faults;
  if (index === undefined) return phaseName(result, phase, result.phases.indexOf(phase));
  const { kind, target, condition } = result.faults[index];
  const atWork = phase.faults.map((fault) => result.faults[fault]);
  const isOneCondition = condition !== null && atWork.every((fault) => fault.condition === condition);
  if (atWork.length > 1 && atWork.length <= namedFaultsMax && isOneCondition) {
    const all = atWork.map((fault) => elide(printable(fault.target), nameMax)).join(' and ');
    return `while ${all} ${condition.replace(/^was\b/, 'were')}`;
  }
  const others = phase.faults.length > 1 ? ` and ${plural(phase.faults.length - 1, 'more fault')}` : '';
  const name = elide(printable(target), nameMax);
  return `${condition === null ? `during ${kind} of ${name}` : `while ${name} ${conditionOf(target, condition)}`}${others}`;
}
