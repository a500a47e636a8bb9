/** Whether a kind of fault may hit a target, and what it wants instead, in words. */
import type { TargetRule } from '../../faults/fault-kind.js';
import { type HostRoleName, hostRoles } from '../../faults/host-roles.js';
import type { TargetSpec } from '../../faults/target-spec.js';
import { type Mismatch, quoted } from '../reading/problem.js';

/** Null when the rule admits the target, else what it wants. */
export function ruleMismatch(rule: TargetRule, target: TargetSpec, text: string): Mismatch | null {
  return fitsRule(rule, target) ? null : { found: quoted(text), expected: ruleInWords(rule) };
}

/** Replicas are on the hosts that have a drive. */
function fitsRule(rule: TargetRule, target: TargetSpec): boolean {
  if (rule === 'region' || rule === 'zone' || rule === 'rack' || rule === 'leader') return target.kind === rule;
  if (rule === 'anything' || target.kind === 'region' || target.kind === 'zone' || target.kind === 'rack') return true;
  return 'role' in target ? target.role === rule : roleOf(rule).hasDisk;
}

function ruleInWords(rule: TargetRule): string {
  if (rule === 'anything') return 'any target';
  if (rule === 'region') return 'a region, such as us-east-1';
  if (rule === 'zone') return 'a zone, such as us-east-1/az-2';
  if (rule === 'rack') return 'a rack, such as us-east-1/az-2/rack-1';
  if (rule === 'leader') return 'a leader, such as "leader of orders/7"';
  const { words, name, hasDisk } = roleOf(rule);
  return `${words?.many ?? name}${hasDisk ? ', replicas' : ''}, a zone or a region`;
}

const roleOf = (name: HostRoleName) => hostRoles.find((role) => role.name === name)!;
