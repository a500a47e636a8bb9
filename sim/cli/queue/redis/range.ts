/**
 * What a job of the queue says: numbers of a plan, from first to last, and which version is to run them. It is data and
 * nothing else, judged before anything of it is used, for whoever may write to Redis may put anything there.
 *
 * Ranges are cut from the whole plan in steps that every sweep of it makes alike, so a range has one name, and a sweep that
 * is resumed queues none a second time. Of a range whose ends have come in part the job says what lies between the others.
 */
import { z } from 'zod';
import { firstProblem } from '../../../experiments/first-problem.js';
import { version } from '../../../version.js';

/**
 * A job of BullMQ costs Redis and both sides some two milliseconds: a run has a quarter of it. A range that is lost with
 * its worker is run again as a whole, and at the end of a sweep one thread has so many runs to go at most.
 */
export const rangeJobs = 4;
/** Such data have 150 bytes. */
export const rangeBytesMax = 2000;
export const rangeName = 'range';

const rangeSchema = z
  .strictObject({
    dynamosim: z.string().max(100),
    plan: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal digits'),
    first: z.int().min(1),
    last: z.int().min(1),
  })
  .refine(({ first, last }) => first <= last && last < first + rangeJobs, `expected 1 to ${rangeJobs} numbers`);

export type Range = Readonly<z.output<typeof rangeSchema>>;

/** The one that has this number. */
export function rangeAround(number: number, plan: string, jobs: number): Range {
  const first = number - ((number - 1) % rangeJobs);
  return { dynamosim: version, plan, first, last: Math.min(first + rangeJobs - 1, jobs) };
}

/** Of the job that has it or a part of it, among all of the queue. */
export const idOf = ({ plan, first, last }: Range) => `${plan}-${first}-${last}`;

/** The range that a job says, or what is wrong with it in words. */
export function parseRange(name: string, text: string): Range | { readonly problem: string } {
  if (name !== rangeName) return { problem: `it is called ${JSON.stringify(name.slice(0, 40))}, not ${rangeName}` };
  if (Buffer.byteLength(text) > rangeBytesMax) return { problem: `it has more than ${rangeBytesMax} bytes` };
  const value = jsonOf(text);
  if (value === undefined) return { problem: 'it is no JSON' };
  const parsed = rangeSchema.safeParse(value, { jitless: true });
  if (!parsed.success) return { problem: firstProblem(parsed.error, 'the range') };
  const { dynamosim } = parsed.data;
  if (dynamosim !== version) return { problem: `it is for version ${dynamosim}, and this worker is of ${version}` };
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
