/**
 * How one result, B, differs from another, A: figures of each kind of request, verdicts, and the stages that the tail's
 * time went to. Its JSON form is what `compare --format json` prints; as text: compare-text.ts, as Markdown:
 * compare-markdown.ts. Equal figures are no differences and are left out, so that a result beside itself has none.
 *
 * Leaves out series over time, and what the control plane did: the reports of the two runs show them.
 */
import type { Result } from '../../sim/result.js';
import { type VerdictWord, verdictOf } from '../verdict-words.js';
import { type Difference, differencesOf, type Intervals } from './differences.js';
import { type StageShift, stageShifts } from './stage-shifts.js';
import { type VerdictChange, verdictChanges } from './verdict-changes.js';

const format = 'dynamosim comparison 1';

/** A result, and what its user calls it. */
export interface Compared {
  readonly name: string;
  readonly result: Result;
}

export interface Side {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly scenarioDigest: string;
  readonly runDigest: string;
  readonly requests: number;
  readonly verdict: VerdictWord;
  readonly interrupted: boolean;
}

/** Whether the two met the same load: `unlike` where a tenant sent other numbers of requests in some window. */
export type Load = 'same' | 'unlike' | 'otherSeed';

/** What `--fail-on` asked, and what came of it. */
export interface JudgedCondition {
  readonly condition: string;
  readonly metric: string;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly change: number | null;
  readonly isFailed: boolean;
}

export interface Comparison {
  readonly format: typeof format;
  readonly a: Side;
  readonly b: Side;
  readonly load: Load;
  readonly verdicts: readonly VerdictChange[];
  readonly differences: readonly Difference[];
  /** Of each kind of request and each band of its latencies, where its mean differs. */
  readonly stages: readonly StageShift[];
  readonly conditions: readonly JudgedCondition[];
}

/** What is worked out of two results elsewhere. */
export interface Judged {
  readonly conditions: readonly JudgedCondition[];
  readonly intervals: Intervals;
}

export function comparisonOf(a: Compared, b: Compared, { conditions, intervals }: Judged): Comparison {
  return {
    format,
    a: sideOf(a),
    b: sideOf(b),
    load: loadOf(a.result, b.result),
    verdicts: verdictChanges(a.result, b.result),
    differences: differencesOf(a.result, b.result, intervals),
    stages: stageShifts(a.result, b.result),
    conditions,
  };
}

function sideOf({ name, result }: Compared): Side {
  const { scenario, seed, run } = result;
  return {
    name,
    ...{ title: scenario.title, seed, scenarioDigest: scenario.digest, runDigest: run.digest, requests: run.requests },
    ...{ verdict: verdictOf(result).word, interrupted: run.interrupted },
  };
}

function loadOf(a: Result, b: Result): Load {
  if (a.seed !== b.seed) return 'otherSeed';
  const isSame = JSON.stringify(issuedOver(a)) === JSON.stringify(issuedOver(b));
  return isSame ? 'same' : 'unlike';
}

const issuedOver = ({ series }: Result) => [
  series.windowSeconds,
  ...series.tenants.map(({ tenant, issued }) => [tenant, issued]),
];
