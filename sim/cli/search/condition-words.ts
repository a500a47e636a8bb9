/**
 * `--meets`: the name of what decides, such as `tenants.storefront`, or an objective in full, such as
 * `tenants.storefront.getItem.p99 <= 6ms`, which is set in the scenario and then decides by its name.
 */
import type { settingsOf } from '../settings/settings.js';

export interface ConditionWords {
  readonly name: string;
  /** That sets the objective; null where the scenario has it. */
  readonly setting: ReturnType<typeof settingsOf>[number] | null;
}

/** Of objectives some are at most so much and some at least; the sign that is written must not say another thing. */
const atLeast = /^(availability|clientAvailability|success)$/;
const form =
  /^tenants\.(.+?)\.(availability|clientAvailability|success|throttled|[a-z][A-Za-z]*\.[\w.]+?)\s*(<=|>=)\s*(\S+)$/;

export function conditionIn(word: string): ConditionWords {
  const [, tenant, metric, sign, value] = form.exec(word.trim()) ?? [];
  if (tenant === undefined || (sign === '>=') !== atLeast.test(metric)) return { name: word.trim(), setting: null };
  return {
    name: `tenants.${tenant}.${metric}`,
    setting: { option: '--meets', path: `objectives.${tenant}.${metric}`, value },
  };
}
