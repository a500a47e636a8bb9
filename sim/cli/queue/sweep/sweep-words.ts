/** What a sweep tells of its queue: each thing once, or as often as it changes. */
import { plural } from '../../../../reports/format.js';
import { version } from '../../../version.js';
import { versionsOf } from '../redis/presence.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { RangeFate } from './range-queue.js';

/** A worker that is there says so when it begins, long before its first run has ended. */
const idleMs = 5000;
const toldMax = 20;

export class SweepWords {
  private readonly told = new Set<string>();
  private heardAtMs = performance.now();

  constructor(private readonly connection: RedisConnection) {}

  tellWait(): void {
    this.tell('another process of this sweep was there until a moment ago; waiting for its end');
  }

  tellDamaged(problem: string): void {
    this.tellOnce(`left out what is no record in the queue: ${problem}`);
  }

  tellBack(fates: readonly RangeFate[]): void {
    const gone = fates.filter(({ kind }) => kind === 'gone').length;
    if (gone > 0) this.tell(`${plural(gone, 'range')} had gone from Redis; queued again`);
    for (const fate of fates) {
      if (fate.kind === 'failed') this.tellOnce(`a worker gave back a range of this sweep: ${fate.reason}`);
    }
  }

  hearEnd(): void {
    this.heardAtMs = performance.now();
  }

  /** Says why nothing comes, where that is because nobody is there. */
  async tellIdle(): Promise<void> {
    if (performance.now() - this.heardAtMs < idleMs) return;
    const versions = await versionsOf(this.connection.client, 'workers');
    if (versions.includes(version)) return;
    if (versions.length === 0)
      this.tellOnce(`nobody serves ${this.connection.address.shown}: start \`dynamosim worker\``);
    else {
      const others = [...new Set(versions)].join(', ');
      this.tellOnce(`its workers are of version ${others} and refuse this sweep's jobs, which are for ${version}`);
    }
  }

  private tellOnce(words: string): void {
    if (this.told.has(words) || this.told.size === toldMax) return;
    this.told.add(words);
    this.tell(words);
  }

  private tell(words: string): void {
    this.connection.terminal.tell(`dynamosim: ${words}`);
  }
}
