/**
 * Times drawn from tails so heavy that averages over a run say little: how it goes depends on its few longest draws, and so
 * on its seed and its length. That may be what somebody wants to see, so it is a warning. Left out are sizes and counts,
 * which have bounds.
 */
import { type DistributionSpec, momentsOf } from '../../engine/distribution-spec.js';
import { timeMaxNs } from '../../engine/simulation.js';
import { classOf } from '../../faults/failures/drawn-failures.js';
import { specOf } from '../../faults/fault-kinds.js';
import { tunables } from '../parameters/parameters.js';
import type { Judgement } from '../reading/judgement.js';
import type { Path } from '../reading/yaml-document.js';
import type { Scenario } from '../scenario.js';

export function judgeTails(scenario: Scenario, judgement: Judgement): void {
  for (const [path, spec] of drawnTimes(scenario)) {
    const tail = heavyTail(spec);
    if (tail !== null)
      judgement.warn(path, `${tail}: what a run shows hangs on its few longest draws, and so on its seed`);
  }
}

function heavyTail(spec: DistributionSpec): string | null {
  const { mean, variance } = momentsOf(spec);
  if (mean === Infinity) return 'an infinite mean';
  if (mean > timeMaxNs) return 'a mean beyond 104 days, which no run reaches';
  if (variance === Infinity) return 'an infinite variance';
  return Math.sqrt(variance) > timeMaxNs ? 'a standard deviation beyond 104 days, which no run reaches' : null;
}

function drawnTimes({ parameters, tenants, faults, failures }: Scenario): (readonly [Path, DistributionSpec])[] {
  const ofParameters = Object.entries(tunables).flatMap(([section, rows]) =>
    Object.entries(rows).flatMap(([name, { unit }]) => {
      const value = (parameters[section as keyof typeof tunables] as Record<string, unknown>)[name];
      return unit === 'timeDistribution' ? [[['parameters', section, name], value as DistributionSpec] as const] : [];
    }),
  );
  const ofTenants = tenants.flatMap(({ name, arrivals }) =>
    arrivals.kind === 'closed' ? [[['tenants', name, 'arrivals', 'closed', 'think'], arrivals.thinkNs] as const] : [],
  );
  const ofFaults = faults.flatMap(({ kind, values }, index) => {
    const { needs, may } = specOf(kind);
    return Object.entries({ ...needs, ...may }).flatMap(([name, { unit }]) =>
      unit === 'timeDistribution' ? [[['faults', index, name], values[name] as DistributionSpec] as const] : [],
    );
  });
  const ofFailures = failures.map((process) => {
    const { name, endedBy } = classOf(process);
    return [['failures', name, endedBy], process.repairNs] as const;
  });
  return [...ofParameters, ...ofTenants, ...ofFaults, ...ofFailures];
}
