/**
 * The connection to Redis: made within some seconds or not at all, and from then on made again whenever it is lost, for as
 * long as it takes. What is asked meanwhile waits. A loss is told once, and so is its end.
 */
import type { Redis } from 'ioredis';
import type { Terminal } from '../../terminal.js';
import { reasonOf, UsageError } from '../../usage-error.js';
import { type BullMq, loadBullMq } from './bullmq.js';
import type { RedisAddress } from './redis-address.js';

/** Whoever mistyped the address waits no longer. */
const connectMsMax = 5000;
/** Redis that restarts is back soon after it is up, and a machine that asks once a second burdens nobody. */
const reconnectMs = 500;
/** The oldest that BullMQ recommends (its documentation, 2025). */
const versionMin = [6, 2];

export class RedisConnection {
  hasEnded = false;
  private isOpen = false;
  private isLost = false;
  private lastError: Error | null = null;

  /** Throws UsageError where BullMQ is not installed, or Redis not there, not for us or too old. */
  static async open(address: RedisAddress, terminal: Terminal): Promise<RedisConnection> {
    const { bullmq, ioredis } = await loadBullMq();
    const { host, port, database: db, isTls, user, password } = address;
    let mayReturn = () => false;
    const client = new ioredis.Redis({
      ...{ host, port, db, lazyConnect: true, connectTimeout: connectMsMax, maxRetriesPerRequest: null },
      ...(isTls ? { tls: {} } : {}),
      ...(user === null ? {} : { username: user }),
      ...(password === null ? {} : { password }),
      retryStrategy: () => (mayReturn() ? reconnectMs : null),
    });
    const connection = new RedisConnection(bullmq, client, address, terminal);
    mayReturn = () => connection.isOpen && !connection.hasEnded;
    await connection.connect();
    return connection;
  }

  private constructor(
    readonly bullmq: BullMq,
    readonly client: Redis,
    readonly address: RedisAddress,
    readonly terminal: Terminal,
  ) {
    client.on('error', (error) => {
      this.lastError = error;
    });
    client.on('close', () => this.tellLoss());
    client.on('ready', () => this.tellReturn());
  }

  /** What is asked and not answered breaks off: in some seconds where Redis is away, when it was tried for the last time. */
  end(): void {
    this.hasEnded = true;
    // The driver forgets what waits for its next try where it is disconnected before that.
    if (this.client.status !== 'reconnecting') this.client.disconnect();
  }

  private async connect(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it did not answer within ${connectMsMax / 1000} s`)), connectMsMax);
    });
    try {
      await Promise.race([this.client.connect(), late]);
      this.judge(await Promise.race([this.client.info(), late]));
      this.isOpen = true;
    } catch (error) {
      this.end();
      if (error instanceof UsageError) throw error;
      const why = reasonInWords(this.lastError ?? (error as Error));
      throw new UsageError(`${this.address.shown}: found no Redis that serves us: ${why}`);
    } finally {
      clearTimeout(timer);
    }
  }

  private judge(info: string): void {
    const [, version = '0.0'] = /^redis_version:(\S+)/m.exec(info) ?? [];
    const [major, minor] = version.split('.').map(Number);
    if (major < versionMin[0] || (major === versionMin[0] && minor < versionMin[1])) {
      throw new UsageError(`${this.address.shown}: found Redis ${version}; expected ${versionMin.join('.')} or later`);
    }
    const [, policy = 'noeviction'] = /^maxmemory_policy:(\S+)/m.exec(info) ?? [];
    if (policy === 'noeviction') return;
    this.tell(`Redis may throw keys away (maxmemory-policy ${policy}); with noeviction no record would be made twice`);
  }

  private tellLoss(): void {
    if (!this.isOpen || this.hasEnded || this.isLost) return;
    this.isLost = true;
    this.tell(`the connection to ${this.address.shown} is lost; waiting for Redis`);
  }

  private tellReturn(): void {
    if (this.hasEnded) this.client.disconnect();
    if (!this.isLost) return;
    this.isLost = false;
    this.tell(`${this.address.shown} is back`);
  }

  private tell(words: string): void {
    this.terminal.tell(`dynamosim: ${words}`);
  }
}

/** Of a name with several addresses the first one's. What Redis itself answers has no code. */
function reasonInWords(error: Error): string {
  const first: Error = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  try {
    return reasonOf(first);
  } catch {
    return first.message;
  }
}
