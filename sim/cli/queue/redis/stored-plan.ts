/** The plan of a sweep in Redis, once for all of its ranges. Whoever fetches it makes sure that it is the one of its digest. */
import type { Redis } from 'ioredis';
import { firstProblem } from '../../../experiments/first-problem.js';
import { digestOfPlan, planSchema, type SweepPlan } from '../../../experiments/sweep/plan.js';
import { keptSeconds, planKey } from './keys.js';

/** A hundred scenarios of half a megabyte each. */
const planBytesMax = 1 << 26;

export async function storePlan(redis: Redis, plan: SweepPlan): Promise<void> {
  await redis.set(planKey(digestOfPlan(plan)), JSON.stringify(plan), 'EX', keptSeconds);
}

/** The plan of this digest, or what is wrong with what stands there in words. */
export async function fetchPlan(redis: Redis, digest: string): Promise<SweepPlan | { readonly problem: string }> {
  const key = planKey(digest);
  if ((await redis.strlen(key)) > planBytesMax) return { problem: `its plan has more than ${planBytesMax} bytes` };
  const text = await redis.get(key);
  if (text === null) return { problem: 'its plan is not there: its sweep has ended, or never was' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'its plan is no JSON' };
  }
  const parsed = planSchema.safeParse(value, { jitless: true });
  if (!parsed.success) return { problem: `its plan is none: ${firstProblem(parsed.error, 'it')}` };
  if (digestOfPlan(parsed.data) !== digest) return { problem: 'its plan is another than that of its digest' };
  return parsed.data;
}
