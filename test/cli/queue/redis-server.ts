/** A real Redis of one's own, on a port that is free, which can be killed and started again on what it had written. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

const isInstalled = spawnSync('redis-server', ['--version']).error === undefined;
/** For `describe`: the tests of a queue need Redis and no other program. */
export const withoutRedis = {
  skip: !isInstalled,
  name: (words: string) => (isInstalled ? words : `${words} (skipped: there is no redis-server; Debian has it)`),
};

const startMsMax = 20_000;

export interface RedisOptions {
  readonly isKept?: boolean;
  /** Of its configuration, beside our own. */
  readonly lines?: readonly string[];
}

export class RedisServer {
  private child: ChildProcess | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), 'dynamosim-redis-'));
  private readonly clients: Redis[] = [];

  /** To be ended. Without `isKept` it forgets everything when it is killed. */
  static async start({ isKept = true, lines = [] }: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), isKept, lines);
    await server.begin();
    return server;
  }

  private constructor(
    readonly port: number,
    private readonly isKept: boolean,
    private readonly lines: readonly string[],
  ) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async begin(): Promise<void> {
    const { port, folder, isKept } = this;
    const file = join(folder, 'redis.conf');
    const own = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, 'save ""', `appendonly ${isKept ? 'yes' : 'no'}`];
    writeFileSync(file, [...own, ...this.lines, ''].join('\n'));
    this.child = spawn('redis-server', [file], { stdio: 'ignore' });
    for (let waitedMs = 0; !(await answers(port)); waitedMs += 20) {
      if (waitedMs > startMsMax) throw new Error('redis-server does not answer');
      await setTimeout(20);
    }
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    this.child = null;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  client(): Redis {
    const client = new Redis(this.port, '127.0.0.1', { maxRetriesPerRequest: null });
    client.on('error', () => {});
    this.clients.push(client);
    return client;
  }

  async end(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether the port is taken and Redis has read its files: it answers something, be it that it wants a password. */
async function answers(port: number): Promise<boolean> {
  const client = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch (error) {
    return /NOAUTH/.test(String(error));
  } finally {
    client.disconnect();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
