/** A small region whose logs are archived, in segments small enough for a short run. */
import type { Result } from '../../sim/result.js';
import { Run } from '../../sim/run.js';
import { smallRegion, type Text, tenantText } from '../small-region.js';

export const segmentAge = '500ms';

/** 200 writes of 1 KB a second for 8 of 10 s, on two partitions. */
export function archivedRegion({ archive = {}, parameters = {}, ...changes }: Text = {}) {
  return smallRegion({
    duration: '10s',
    tables: { t: { partitions: 2, items: { count: 1000, size: '1KB' } } },
    tenants: { a: tenantText({ mix: { putItem: '100%' }, stop: '8s' }) },
    parameters: {
      archive: {
        ...{ enabled: true, segmentAge, segmentBytes: '50KB', stagger: '50ms', timeout: '1s', backoff: '100ms' },
        ...{ backoffMax: '400ms' },
        ...(archive as object),
      },
      ...(parameters as object),
    },
    ...changes,
  });
}

export function runArchived(changes: Text = {}): { run: Run; result: Result } {
  const run = new Run(archivedRegion(changes));
  run.advance();
  return { run, result: run.finish() };
}

export const storeDown = (fromS: number, toS: number): Text => ({
  ...{ kind: 'object-store-outage', target: 'r', at: `${fromS}s` },
  for: `${toS - fromS}s`,
});
