/** `worker`: the threads of this machine for sweeps that wait in a queue. */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export const workerCommand: Command = {
  name: 'worker',
  usage: 'worker [--queue redis://...] [--threads N]',
  summary:
    'Serve the sweeps that `sweep --queue` puts into Redis, until Ctrl-C: any number of workers on any number of ' +
    'machines, which need nothing but the address and the same version. One that is killed loses nothing that had ended. ' +
    'Needs BullMQ: npm install bullmq@6 ioredis@5',
  operands: { min: 0, max: 0 },
  options: {
    queue: {
      describe: 'redis://user:password@host:port/database, or rediss:// for TLS (default: DYNAMOSIM_REDIS_URL)',
    },
    threads: { describe: 'runs at the same time (default: one a core)' },
  },
  example: ['worker --queue redis://10.0.0.5', 'runs jobs of whatever sweep uses that Redis, on all cores'],
  check: prepare,
  execute,
};

async function prepare({ options }: CommandWords) {
  const { takeAll } = await import('../mistakes.js');
  const { redisAddressOf } = await import('../queue/redis/redis-address.js');
  const { threadsOf } = await import('../sweep/limit-words.js');
  let address: ReturnType<typeof redisAddressOf> | null = null;
  let threads = 0;
  await takeAll(
    () => {
      address = redisAddressOf(options.queue?.[0], process.env);
    },
    () => {
      threads = threadsOf(options);
    },
  );
  return { address: address!, threads };
}

async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { address, threads } = await prepare(words);
  const { serve } = await import('../queue/worker/serve.js');
  const isClosed = await serve(address, threads, terminal);
  // Its timers would keep the process for as long as Redis is away.
  if (!isClosed) process.exit(exitCode.met);
  return exitCode.met;
}
