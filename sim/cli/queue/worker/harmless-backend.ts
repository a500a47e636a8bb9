/**
 * What Redis says of a job, made harmless before BullMQ reads it: of its fields those that we use, its data as a text of
 * bounded length that nobody has parsed yet. Jobs that BullMQ cannot read would otherwise go round for ever, and those of
 * strangers might ask it for schedules and parents, so fields for these are taken from the job in Redis, too. An answer that is an error is held back for a moment, because BullMQ
 * would ask again at once.
 */
import { setTimeout } from 'node:timers/promises';
import type { BackendFactory, RedisQueueBackend } from 'bullmq';
import type { BullMq } from '../redis/bullmq.js';
import { rangeBytesMax } from '../redis/range.js';

/** Commands that answer with the next job and its name in the queue. */
const givingJobs = ['moveToActive', 'moveToFinished'];
/** Its name, how often it was begun, was tried and was lost, and that it was lost too often. */
const fieldsKept = ['name', 'ats', 'atm', 'stc', 'defa', 'processedOn', 'timestamp'];
/** What BullMQ writes beside these of a job such as ours, and does not act on. */
const fieldsKnown = new Set([...fieldsKept, 'data', 'opts', 'delay', 'priority', 'pb', 'failedReason', 'stacktrace']);
const fieldCharactersMax = 200;
const errorPauseMs = 1000;

type Fields = ReadonlyMap<string, string>;

export function harmlessBackend({ createRedisBackend }: BullMq): BackendFactory<RedisQueueBackend> {
  return (...words) => {
    const backend = createRedisBackend(...words);
    const execute = backend.execCommand.bind(backend);
    backend.execCommand = (client, command, args) => {
      const reply = execute(client, command, args);
      return givingJobs.includes(command) ? harmless(reply, backend) : reply;
    };
    return backend;
  };
}

async function harmless(reply: Promise<unknown>, backend: RedisQueueBackend): Promise<unknown> {
  try {
    const answer = await reply;
    if (!Array.isArray(answer) || !Array.isArray(answer[0])) return answer;
    const [told, id, ...rest] = answer;
    const fields = fieldsOf(told.map(String));
    const strange = [...fields.keys()].filter((field) => !fieldsKnown.has(field));
    if (strange.length > 0) await (await backend.client).hdel(backend.toKey(id), ...strange);
    return [harmlessJob(fields), id, ...rest];
  } catch (error) {
    await setTimeout(errorPauseMs, null, { ref: false });
    throw error;
  }
}

/** Told in turn with their values. */
function fieldsOf(told: readonly string[]): Fields {
  return new Map(told.flatMap((field, at) => (at % 2 === 0 ? [[field, told[at + 1]] as const] : [])));
}

function harmlessJob(fields: Fields): string[] {
  const kept = fieldsKept.flatMap((field) => [field, (fields.get(field) ?? '').slice(0, fieldCharactersMax)]);
  // One character too many tells that it was longer.
  return [...kept, 'data', JSON.stringify((fields.get('data') ?? '').slice(0, rangeBytesMax + 1))];
}
