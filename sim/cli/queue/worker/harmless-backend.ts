/**
 * What Redis says of a job, made harmless before BullMQ reads it: of its fields those that we use, its data as a text of
 * bounded length that nobody has parsed yet. Jobs that BullMQ cannot read would otherwise go round for ever, and those of
 * strangers might ask it for schedules and parents. An answer that is an error is held back for a moment, because BullMQ
 * would ask again at once.
 */
import { setTimeout } from 'node:timers/promises';
import type { BackendFactory, RedisQueueBackend } from 'bullmq';
import type { BullMq } from '../redis/bullmq.js';
import { rangeBytesMax } from '../redis/range.js';

/** Commands that answer with the next job. */
const givingJobs = ['moveToActive', 'moveToFinished'];
/** Its name, how often it was begun, was tried and was lost, and that it was lost too often. */
const fieldsKept = ['name', 'ats', 'atm', 'stc', 'defa', 'processedOn', 'timestamp'];
const fieldCharactersMax = 200;
const errorPauseMs = 1000;

export function harmlessBackend({ createRedisBackend }: BullMq): BackendFactory<RedisQueueBackend> {
  return (...words) => {
    const backend = createRedisBackend(...words);
    const execute = backend.execCommand.bind(backend);
    backend.execCommand = (client, command, args) => {
      const reply = execute(client, command, args);
      return givingJobs.includes(command) ? harmless(reply) : reply;
    };
    return backend;
  };
}

async function harmless(reply: Promise<unknown>): Promise<unknown> {
  try {
    const answer = await reply;
    if (!Array.isArray(answer) || !Array.isArray(answer[0])) return answer;
    return [harmlessJob(answer[0].map(String)), ...answer.slice(1)];
  } catch (error) {
    await setTimeout(errorPauseMs, null, { ref: false });
    throw error;
  }
}

/** Fields and values in turn. */
function harmlessJob(told: readonly string[]): string[] {
  const fields = new Map(told.flatMap((field, at) => (at % 2 === 0 ? [[field, told[at + 1]] as const] : [])));
  const kept = fieldsKept.flatMap((field) => {
    const value = fields.get(field);
    return value === undefined ? [] : [field, value.slice(0, fieldCharactersMax)];
  });
  // One character too many tells that it was longer.
  return [...kept, 'data', JSON.stringify((fields.get('data') ?? '').slice(0, rangeBytesMax + 1))];
}
