/** A worker from its beginning to its end, by Ctrl-C or a polite request: a second one ends it at once. */
import { plural } from '../../../../reports/format.js';
import { Interruption } from '../../interruption.js';
import type { Terminal } from '../../terminal.js';
import { Presence, presenceMs, versionsOf } from '../redis/presence.js';
import type { RedisAddress } from '../redis/redis-address.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { within } from '../redis/within.js';
import { RangeWorker } from './range-worker.js';
import { WorkerWords } from './worker-words.js';

/** Others see without it, too, that it has gone. */
const leaveMsMax = 500;

/** False where Redis was away at its end, and BullMQ waits for it still. Throws UsageError where it is when it begins. */
export async function serve(address: RedisAddress, threads: number, terminal: Terminal): Promise<boolean> {
  const connection = await RedisConnection.open(address, terminal);
  const interruption = new Interruption();
  const words = new WorkerWords(terminal);
  const presence = new Presence(connection.client, 'workers');
  const worker = new RangeWorker(connection, threads, words);
  words.tell(`serves ${address.shown} on ${plural(threads, 'thread')}; Ctrl-C ends it`);
  const beat = async () => {
    await presence.say();
    words.tellOtherSweeps(await versionsOf(connection.client, 'sweeps'));
  };
  // A beat that Redis did not hear is followed by others.
  const beats = setInterval(() => void beat().catch(() => {}), presenceMs);
  void beat().catch(() => {});
  await interruption.heard;
  words.tell('gives back what is under way');
  clearInterval(beats);
  const isClosed = await worker.end();
  words.tellSum();
  await within(leaveMsMax, presence.leave());
  connection.end();
  return isClosed;
}
