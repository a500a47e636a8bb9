/** A run goes to its end, however often looks at a large fleet hand control back to whoever advances it. */
import { expect, test } from 'vitest';
import { Run, run } from '../sim/run.js';
import { smallRegion } from './small-region.js';

test('a run of a fleet that is looked at often ends where its scenario does', () => {
  const scenario = smallRegion({ duration: '5s', seriesWindow: '1ms', regions: { r: { storageNodesPerZone: 100 } } });
  // It is often enough that one call does not bring it to its end.
  expect(new Run(scenario).advance()).toBe(false);
  expect(run(scenario).run).toMatchObject({ interrupted: false, simulatedSeconds: 5 });
});
