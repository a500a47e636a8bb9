/**
 * How the runs of B differ from those of A: figures of each kind of request, verdicts, what was lost and restored, and the stages that the tail's
 * time went to. A side is one run, or one on each of some seeds. Its JSON form is what `compare --format json` prints; as text: compare-text.ts, as Markdown:
 * compare-markdown.ts. Equal figures are no differences and are left out, so that a result beside itself has none.
 *
 * Leaves out series over time, and what the control plane did: the reports of the two runs show them.
 */
import type { Result } from '../../sim/result.js';
import { endsBroken, type VerdictWord, verdictOf } from '../verdict-words.js';
import { comparisonFormat } from './comparison-format.js';
import { type Difference, differencesOf, type Intervals } from './differences.js';
import type { Runs } from './paired-rows.js';
import { type RecoveryChange, recoveryChanges } from './recovery-changes.js';
import { type StageShift, stageShifts } from './stage-shifts.js';
import { type VerdictChange, verdictChanges } from './verdict-changes.js';

const format = `${comparisonFormat}1`;

/** What its user calls it, and its runs: one, or one on each of the seeds. */
export interface Compared {
  readonly name: string;
  readonly runs: Runs;
}

/** Of several seeds: seed and digests are those of the first, the verdict is the worst, and requests are those of all. */
export interface Side {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly scenarioDigest: string;
  readonly runDigest: string;
  readonly requests: number;
  readonly verdict: VerdictWord;
  readonly interrupted: boolean;
  /** What the first run that did not end as healthy as it had been did not recover from, in words; null of none. */
  readonly endsBroken: string | null;
}

/** Whether the two met the same load: `unlike` where a tenant sent other numbers of requests in some window of a run. */
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
  readonly format: string;
  readonly a: Side;
  readonly b: Side;
  /** On which both ran; empty where each side is one run. */
  readonly seeds: readonly number[];
  /** What intervals were worked out from: batches of the time of two runs, or differences seed by seed. */
  readonly intervalsFrom: 'batches' | 'seeds';
  readonly load: Load;
  readonly verdicts: readonly VerdictChange[];
  readonly differences: readonly Difference[];
  readonly recovery: readonly RecoveryChange[];
  /** Of each kind of request and each band of its latencies, where its mean differs. */
  readonly stages: readonly StageShift[];
  readonly conditions: readonly JudgedCondition[];
}

/** What is worked out of the runs elsewhere. */
export interface Judged {
  readonly conditions: readonly JudgedCondition[];
  readonly intervals: Intervals;
}

export function comparisonOf(a: Compared, b: Compared, { conditions, intervals }: Judged): Comparison {
  const [ofA, ofB] = [a.runs, b.runs];
  const isSeeds = ofA.length > 1;
  return {
    format,
    a: sideOf(a),
    b: sideOf(b),
    seeds: isSeeds ? ofA.map(({ seed }) => seed) : [],
    intervalsFrom: isSeeds ? 'seeds' : 'batches',
    load: loadOf(ofA, ofB),
    verdicts: verdictChanges(ofA, ofB),
    differences: differencesOf(ofA, ofB, intervals),
    recovery: recoveryChanges(ofA, ofB),
    stages: stageShifts(ofA, ofB),
    conditions,
  };
}

function sideOf({ name, runs }: Compared): Side {
  const [{ scenario, seed, run }] = runs;
  return {
    name,
    ...{ title: scenario.title, seed, scenarioDigest: scenario.digest, runDigest: run.digest },
    requests: runs.reduce((sum, each) => sum + each.run.requests, 0),
    ...{ verdict: worstVerdict(runs), interrupted: runs.some((each) => each.run.interrupted) },
    endsBroken: runs.map(endsBroken).find((words) => words !== null) ?? null,
  };
}

function worstVerdict(runs: Runs): VerdictWord {
  const words = runs.map((result) => verdictOf(result).word);
  return (['FAILED', 'INTERRUPTED', 'NOT JUDGED'] as const).find((word) => words.includes(word)) ?? 'PASSED';
}

function loadOf(a: Runs, b: Runs): Load {
  if (a.some(({ seed }, at) => seed !== b[at].seed)) return 'otherSeed';
  const isSame = a.every((run, at) => {
    const isAlike = run.series.windowSeconds === b[at].series.windowSeconds;
    const [ofA, ofB] = [run, b[at]].map((each) => JSON.stringify(issuedBy(each, isAlike)));
    return ofA === ofB;
  });
  return isSame ? 'same' : 'unlike';
}

/** Of tenants that sent any: window by window, or in all where the windows are no pairs. */
function issuedBy({ series }: Result, byWindow: boolean) {
  return series.tenants.flatMap(({ tenant, issued }) => {
    const last = issued.findLastIndex((requests) => requests > 0);
    const windows = issued.slice(0, last + 1);
    if (last < 0) return [];
    return [{ tenant, issued: byWindow ? windows : windows.reduce((sum, each) => sum + each, 0) }];
  });
}
