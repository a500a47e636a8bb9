/** Objectives, expectations and the question of isolation, their tenants and times held against the scenario. */

import { formatDuration } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { ExpectationSpec, ObjectiveSpec, Scenario, TenantSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import { isShareObjective } from './schema-verdict.js';

export function resolveObjectives(
  file: ScenarioFile,
  tenants: readonly TenantSpec[],
  judgement: Judgement,
): ObjectiveSpec[] {
  return file.objectives.flatMap(([tenant, targets]) => {
    const path = ['objectives', tenant];
    judgeTenant(tenant, path, true, judgement);
    const mix = tenants.find((each) => each.name === tenant)?.mix;
    for (const { metric } of targets) {
      const operation = metric.split('.')[0];
      const isSent = !mix || isShareObjective(metric) || mix.some((part) => part.operation === operation);
      if (isSent || judgement.isBroken(['tenants', tenant])) continue;
      const expected = `an operation of its mix: ${mix.map((part) => part.operation).join(', ')}`;
      judgement.reportKey([...path, metric], { found: `${operation}, which ${tenant} never sends`, expected });
    }
    return targets.map(({ metric, target }) => ({ tenant, metric, target }));
  });
}

export function resolveExpectations(
  file: ScenarioFile,
  seriesWindowNs: number,
  judgement: Judgement,
): ExpectationSpec[] {
  return file.expect.map(({ metric, during, is, atLeast, atMost }, index) => {
    if (during && !judgement.isBroken(['duration'])) {
      const [from, to] = during;
      const path = ['expect', index, 'during'];
      const found = `${formatDuration(from)} to ${formatDuration(to)}`;
      if (from >= to) judgement.report(path, { found, expected: 'the earlier time first' });
      const expected = `times not after the run's end at ${formatDuration(file.duration)}`;
      if (to > file.duration) judgement.report(path, { found, expected });
      else if (from < to) judgeWindows(from, to, file.duration, seriesWindowNs, path, judgement);
    }
    return {
      metric,
      during: during ? { fromNs: during[0], toNs: during[1] } : null,
      is: is ?? null,
      atLeast: atLeast ?? null,
      atMost: atMost ?? null,
    };
  });
}

/** A metric over time speaks of the windows that begin within its times: there must be one. */
function judgeWindows(
  fromNs: number,
  toNs: number,
  durationNs: number,
  windowNs: number,
  path: Path,
  judgement: Judgement,
): void {
  if (judgement.isBroken(['seriesWindow'])) return;
  const nextNs = Math.ceil(fromNs / windowNs) * windowNs;
  if (nextNs < Math.min(toNs, durationNs)) return;
  const beforeNs = formatDuration(nextNs - windowNs);
  const next = nextNs < durationNs ? ` or ${formatDuration(nextNs)}` : '';
  judgement.report(path, {
    found: `${formatDuration(fromNs)} to ${formatDuration(toNs)}, within which no window of the series begins`,
    expected: `the beginning of one, such as ${beforeNs}${next}, or a seriesWindow below ${formatDuration(windowNs)}`,
  });
}

export function resolveIsolation(file: ScenarioFile, judgement: Judgement): Scenario['isolation'] {
  if (!file.isolation) return null;
  const { victim, neighbour } = file.isolation;
  const victims = victim ?? file.isolation.victims ?? [];
  const neighbours = neighbour ?? file.isolation.neighbours ?? [];
  const victimsPath = ['isolation', victim ? 'victim' : 'victims'];
  const neighboursPath = ['isolation', neighbour ? 'neighbour' : 'neighbours'];
  victims.forEach((name, index) => {
    judgeTenant(name, [...victimsPath, index], false, judgement);
  });
  neighbours.forEach((name, index) => {
    const path = [...neighboursPath, index];
    judgeTenant(name, path, false, judgement);
    const found = `${name} as victim and neighbour`;
    if (victims.includes(name)) judgement.report(path, { found, expected: 'each tenant on one side' });
  });
  return { victims, neighbours };
}

function judgeTenant(name: string, path: Path, isKey: boolean, judgement: Judgement): void {
  const tenants = judgement.namesIn('tenants');
  if (tenants.length === 0 || tenants.includes(name)) return;
  const mismatch = unknownName('tenant', name, tenants);
  if (isKey) judgement.reportKey(path, mismatch);
  else judgement.report(path, mismatch);
}
