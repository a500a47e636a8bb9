/** The object store of a region, which keeps the archived logs: no host of ours, so that these faults hit none. */
import type { ObjectStore } from '../archive/object-store.js';
import type { ValuesOf } from './fault-key.js';
import { faultKind, type Hit, lasting } from './fault-kind.js';
import { slower } from './slowing.js';

export const objectStoreOutage = faultKind({
  kind: 'object-store-outage',
  about: 'the object store of a region answers nobody, and logs are kept instead of archived',
  target: 'region',
  service: 'archive',
  takesServiceDown: true,
  extent: lasting,
  condition: 'had no object store',
  effect: (hit) => ({ begin: () => storeOf(hit).goDown(), end: () => storeOf(hit).comeBack() }),
});

export const slowObjectStore = faultKind({
  kind: 'slow-object-store',
  about: 'the object store of a region takes this many times as long for what it is asked from then on',
  target: 'region',
  service: 'archive',
  needs: slower,
  extent: lasting,
  condition: 'had a slow object store',
  effect: (hit: Hit<ValuesOf<typeof slower>>) => {
    const { factor } = hit.values;
    return { begin: () => storeOf(hit).slowDown(factor), end: () => storeOf(hit).speedUp(factor) };
  },
});

function storeOf({ fault: { target }, context }: Pick<Hit, 'fault' | 'context'>): ObjectStore {
  if (target.kind !== 'region' || context.archive === null) throw new Error('no object store: read otherwise');
  return context.archive.stores[context.topology.regions.findIndex(({ name }) => name === target.region)];
}
