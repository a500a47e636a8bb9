/** Every metric that a scenario is told to have is one that its result knows, be there tables and regions that nobody uses. */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { metricOf, metricProblem, metricsOf } from '../../sim/verdicts/metrics.js';
import { smallRegion, tenantText } from '../small-region.js';

test('a run answers all metrics of its scenario, those of restored and unused tables and of idle regions among them', () => {
  const region = { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 };
  const items = { count: 20, size: '1KB' };
  const scenario = smallRegion({
    duration: '8s',
    regions: { r: region, idle: region },
    tables: {
      t: { partitions: 1, items, region: 'r' },
      unused: { partitions: 1, items, region: 'idle' },
    },
    tenants: { a: tenantText({ table: 't', arrivals: { poisson: '5/s' } }) },
    parameters: { archive: { enabled: true, segmentAge: '1s', stagger: '500ms', restorableLag: '2s' } },
    restore: { of: 't', as: 'restored', to: '2s', at: '6s' },
  });
  const result = run(scenario);
  const paths = [...metricsOf(scenario)].map(({ path }) => path);
  const unknown = paths.filter((path) => {
    const { kind } = metricOf(result, path, null);
    return kind === 'unknown' || kind === 'notOverTime';
  });
  expect(unknown).toEqual([]);
  const isKnown = (path: string) => metricProblem(scenario, path, null) === null;
  const availabilities = ['region.r', 'region.idle', 'table.t', 'table.unused', 'table.restored'];
  expect(availabilities.map((scope) => isKnown(`availability.${scope}.monthly`))).toEqual([
    ...[true, false],
    ...[true, false, false],
  ]);
});
