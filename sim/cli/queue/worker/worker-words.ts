/** What a worker tells: plans that it serves, jobs that broke down, what it refused; of a long list the first. */
import { plural } from '../../../../reports/format.js';
import { jobCount, type SweepPlan } from '../../../experiments/sweep/plan.js';
import { version } from '../../../version.js';
import type { JobEnd } from '../../sweep/job-pool.js';
import { defectLines } from '../../sweep/run-jobs.js';
import type { Terminal } from '../../terminal.js';

const toldMax = 20;
/** What BullMQ says of a range that was taken over meanwhile, or of Redis that has forgotten it. */
const isOfLock = (message: string) => /lock|Missing key/i.test(message);
/** What the connection tells in words of its own. */
const isOfConnection = (message: string) => /ECONN|Connection is closed|EPIPE|ETIMEDOUT/.test(message);
const idCharactersMax = 100;

export class WorkerWords {
  private readonly plans = new Set<string>();
  private readonly told = new Set<string>();
  private ended = 0;
  private failed = 0;
  private defects = 0;

  constructor(private readonly terminal: Terminal) {}

  hearRange(digest: string, plan: SweepPlan): void {
    if (this.plans.has(digest)) return;
    this.plans.add(digest);
    this.tell(`serves plan ${digest}: ${plural(jobCount(plan), 'job')}`);
  }

  hearEnd(plan: SweepPlan, end: JobEnd): void {
    this.ended++;
    if (end.defect === null || ++this.defects > toldMax) return;
    this.terminal.tell(defectLines({ plan, written: plan.scenarios.map(({ name }) => name) }, end));
  }

  tellFailed(id: string, reason: string): void {
    if (++this.failed <= toldMax) this.tell(`job ${id.slice(0, idCharactersMax)} of the queue: ${reason}`);
    if (this.failed === toldMax) this.tell('more such jobs are counted');
  }

  tellError({ message }: Error): void {
    if (isOfConnection(message)) return;
    this.tellOnce(
      isOfLock(message) ? 'a range was taken over, or forgotten, while this worker was away from Redis' : message,
    );
  }

  tellOtherSweeps(versions: readonly string[]): void {
    for (const other of versions) {
      if (other === version) continue;
      this.tellOnce(`a sweep waits for workers of version ${other}; this one is of ${version} and refuses its jobs`);
    }
  }

  tellSum(): void {
    const refused = this.failed === 0 ? '' : `; ${plural(this.failed, 'job')} of the queue refused or lost`;
    this.tell(`${plural(this.ended, 'run')} ended here${refused}`);
  }

  tell(words: string): void {
    this.terminal.tell(`dynamosim: ${words}`);
  }

  private tellOnce(words: string): void {
    if (this.told.has(words) || this.told.size === toldMax) return;
    this.told.add(words);
    this.tell(words);
  }
}
