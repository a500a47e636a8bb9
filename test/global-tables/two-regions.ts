/** Short scenarios of a table in several regions, each with its writers, of which a test replaces what it is about. */
import type { Scenario } from '../../sim/scenario/scenario.js';
import { smallRegion, type Text, tenantText } from '../small-region.js';

const region = { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 };

export const writerText = (region: string, changes: Text = {}): Text =>
  tenantText({ region, mix: { putItem: '100%' }, reads: undefined, arrivals: { poisson: '100/s' }, ...changes });

/** Regions a, b and so on, 40 ms apart one way. */
export function regionsWith(names: readonly string[], { parameters, ...changes }: Text = {}): Scenario {
  const { network, ...others } = (parameters ?? {}) as Text;
  return smallRegion({
    regions: Object.fromEntries(names.map((name) => [name, region])),
    tables: { t: { regions: names, partitions: 2, items: { count: 200, size: '1KB' } } },
    tenants: Object.fromEntries(names.map((name) => [`of-${name}`, writerText(name)])),
    parameters: { network: { crossRegionDelay: '40ms', ...(network as object) }, ...others },
    ...changes,
  });
}
