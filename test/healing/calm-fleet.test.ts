/**
 * Healing costs a calm fleet nothing for its partitions: nodes report and autoadmin looks at them, and that is all that
 * happens, event for event the same with a million partitions as with a thousand.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

const nodes = 30;
const reportEveryS = 10;
const calmS = 600;

/** Of ten minutes in which nobody asks for anything and nothing fails. */
function calm(partitions: number, parameters: object) {
  const run = new Run(
    smallRegion({
      duration: `${calmS + 1}s`,
      regions: { r: { routersPerZone: 1, storageNodesPerZone: nodes / 3 } },
      tables: { t: { partitions, items: { count: 1000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { constant: '1/s' }, start: `${calmS}s` }) },
      parameters,
    }),
  );
  // The first request is drawn up at the end of it.
  run.service.advance(calmS * 1e9 - 1, Number.POSITIVE_INFINITY);
  return { events: run.events, digest: String(run.service.simulation.digest) };
}

const parameters = { healing: { enabled: true, reportEvery: `${reportEveryS}s` }, archive: { enabled: true } };

test('healing, with an archive to rebuild from, schedules no event for a million calm partitions', () => {
  const few = calm(1000, parameters);
  expect(calm(1_000_000, parameters)).toEqual(few);
  // Due, on its way, worked on, answered, and the time-out that is stopped; autoadmin looks as often at the region.
  const reports = (nodes * calmS) / reportEveryS;
  expect(few.events).toBeGreaterThan(reports);
  expect(few.events).toBeLessThanOrEqual(5 * reports + calmS / reportEveryS);
});

test('without healing nothing happens at all', () => {
  expect(calm(1000, {}).events).toBe(0);
});
