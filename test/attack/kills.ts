/**
 * A run written over a former one, killed at any time, or killed or refused at any change that it makes to the disk.
 * Whatever happens, the folder holds the former run or the new one, whole, with what its user put beside; where it was
 * killed in its last move it is not there for the moment. Whoever opens it next finds it whole, and nothing left over.
 *
 * A folder that cannot be moved may also be found with a part of either run, never of both, and never with a recording
 * that claims more than there is.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { finishSwaps } from '../../sim/cli/files/folder-swap.js';
import { sampleOf } from '../sampling.js';
import type { FaultKind } from './fault-injection.js';
import type { Attack } from './finding.js';
import { type ProgramEnding, runProgram, writer } from './program.js';
import { recordedScenario } from './scenario.js';
import { isSame, isWithin, type Snapshot, snapshotOf } from './snapshot.js';

export interface Over {
  /** Where the new files are staged: within the folder where the program works in it. */
  readonly place: 'beside' | 'within';
  /** The whole program, or only what writes its files, which is the faster. */
  readonly by: 'program' | 'writer';
}

const userFiles = { 'notes.txt': 'mine', 'figures/own.csv': '1,2' };
export const faultKinds: readonly FaultKind[] = ['kill', 'full', 'refuse', 'broken'];
/** Of a refusal, too: the run is written after all, or its failure is told as the user's. */
const codes = { kill: [null], full: [0, 2], refuse: [0, 2], broken: [0, 2] } as const;

/** The two runs, recorded once for all attacks. */
export class TwoRuns {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dynamosim-attack-'));
  readonly former = join(this.folder, 'former');
  readonly renewed = join(this.folder, 'renewed');

  async record(): Promise<void> {
    await runProgram(['run', recordedScenario, '--seed', '1', '--out', this.former]);
    await runProgram(['run', recordedScenario, '--seed', '2', '--out', this.renewed]);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A scenario's run over a former one, as often as wanted. */
class RunOverFormer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dynamosim-attack-'));
  private readonly target = join(this.folder, 'runs', 'run');
  private readonly kept = join(this.folder, 'former');
  private readonly log = join(this.folder, 'log');
  private former: Snapshot = new Map();
  private renewed: Snapshot = new Map();
  /** Changes to the disk of a run that nothing hits. */
  changes = 0;
  /** How long it takes, and what of that until its first words. */
  ms = 0;

  constructor(
    private readonly over: Over,
    private readonly runs: TwoRuns,
  ) {}

  async prepare(): Promise<void> {
    mkdirSync(dirname(this.target));
    cpSync(this.runs.former, this.target, { recursive: true });
    for (const [name, content] of Object.entries(userFiles)) {
      mkdirSync(dirname(join(this.target, name)), { recursive: true });
      writeFileSync(join(this.target, name), content);
    }
    cpSync(this.target, this.kept, { recursive: true });
    this.former = snapshotOf(this.target);
    const { ms } = await this.run({ kind: 'kill', at: 0, log: this.log });
    this.ms = ms;
    this.changes = Number(readFileSync(this.log, 'utf8'));
    this.renewed = snapshotOf(this.target);
  }

  /** What did not hold, or null. */
  async faultAt(kind: FaultKind, at: number): Promise<string | null> {
    this.reset();
    const ending = await this.run({ kind, at });
    if (!(codes[kind] as readonly unknown[]).includes(ending.code))
      return `it ended with ${ending.code}: ${ending.stderr}`;
    return this.problem(ending.code === 0);
  }

  async killAfter(after: 'start' | 'words', ms: number): Promise<string | null> {
    this.reset();
    const { code } = await runProgram(this.args(), { ...this.where(), killing: { after, ms } });
    return this.problem(code === 0);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(fault: { kind: FaultKind; at: number; log?: string }): Promise<ProgramEnding> {
    return runProgram(this.args(), { ...this.where(), fault });
  }

  private args(): string[] {
    const { place, by } = this.over;
    const target = place === 'within' ? '.' : this.target;
    return by === 'writer' ? [target, this.runs.renewed] : ['run', recordedScenario, '--seed', '2', '--out', target];
  }

  private where() {
    const { place, by } = this.over;
    return { ...(place === 'within' ? { folder: this.target } : {}), ...(by === 'writer' ? { script: writer } : {}) };
  }

  private reset(): void {
    rmSync(dirname(this.target), { recursive: true, force: true });
    mkdirSync(dirname(this.target));
    cpSync(this.kept, this.target, { recursive: true });
  }

  private problem(isDone: boolean): string | null {
    const found = this.ours(snapshotOf(this.target));
    const wholes = [this.former, this.renewed].map((whole) => this.ours(whole));
    const isWhole = wholes.some((whole) => isSame(found, whole));
    if (!isWhole && !this.isPassing(found, wholes)) return `found ${[...found.keys()].join(', ') || 'nothing'}`;

    finishSwaps(this.target);
    const mended = snapshotOf(this.target);
    const allowed = isDone ? [this.renewed] : [this.former, this.renewed];
    if (!allowed.some((whole) => isSame(mended, whole)))
      return `mended to ${[...mended.keys()].join(', ') || 'nothing'}`;
    const left = readdirSync(dirname(this.target)).filter((name) => name !== 'run');
    return left.length === 0 ? null : `left ${left.join(', ')}`;
  }

  /** What may be found between two moves. */
  private isPassing(found: Snapshot, wholes: readonly Snapshot[]): boolean {
    if (this.over.place === 'beside') return !existsSync(this.target);
    return !found.has('recording.json') && wholes.some((whole) => isWithin(found, whole));
  }

  private ours(snapshot: Snapshot): Snapshot {
    const isOurs = (path: string) => !(path in userFiles) && !path.startsWith('.dynamosim-');
    return new Map([...snapshot].filter(([path]) => isOurs(path)));
  }
}

/** Every `step`-th change to the disk is hit, in each way. */
export async function attackChanges(
  runs: TwoRuns,
  options: Over,
  kinds: readonly FaultKind[],
  step: number,
): Promise<Attack> {
  const over = new RunOverFormer(options, runs);
  const findings: string[] = [];
  let tried = 0;
  try {
    await over.prepare();
    for (const kind of kinds) {
      for (let at = 1 + (tried % step); at <= over.changes; at += step, tried++) {
        const problem = await over.faultAt(kind, at);
        if (problem !== null) findings.push(`${kind} at change ${at} of ${over.changes}: ${problem}`);
      }
    }
  } finally {
    over.end();
  }
  return {
    name: `a fault at each ${step} of ${over.changes} changes to the disk, staged ${options.place}`,
    tried,
    findings,
  };
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Half of them at any time of the run, half about when its files are written. */
export async function attackAnyTime(runs: TwoRuns, seed: number, kills: number): Promise<Attack> {
  const over = new RunOverFormer({ place: 'beside', by: 'program' }, runs);
  const findings: string[] = [];
  try {
    await over.prepare();
    for (let tried = 0; tried < kills; tried++) {
      const after = tried % 2 === 0 ? 'start' : 'words';
      const ms = sampleOf(share, seed, tried) * over.ms * (after === 'start' ? 1 : 0.5);
      const problem = await over.killAfter(after, ms);
      if (problem !== null) findings.push(`killed ${ms} ms after its ${after}: ${problem}`);
    }
  } finally {
    over.end();
  }
  return { name: 'a kill at any time', tried: kills, findings };
}
