/** `compare` of scenarios that are run for it: which way a setting moves figures, seeds, and stored runs beside scenarios. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../reports/compare/comparison.js';
import { fixture } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-compare-'));
const stored = join(folder, 'stored');
const steady = fixture('steady');
const mm1 = fileURLToPath(new URL('../theory/scenarios/mm1.yaml', import.meta.url));
const slower = 'parameters.network.crossZoneDelay=5ms';
beforeAll(() => dynamosimInProcess(['run', steady, '--seed', '11', '--out', stored]));
afterAll(() => rmSync(folder, { recursive: true }));

async function compared(...words: readonly string[]): Promise<Comparison & { code: number | null }> {
  const { code, stdout, stderr } = await dynamosimInProcess(['compare', ...words, '--format', 'json']);
  expect(stderr).toBe('');
  return { ...JSON.parse(stdout), code };
}
const changeIn = ({ differences }: Comparison, metric: string) => differences.find((each) => each.metric === metric)!;

test.each([[[steady, steady]], [[steady, steady, '--seeds', '1..3']], [[stored, steady]]])(
  'a scenario beside itself shows nothing: %j',
  async (words) => {
    const { code, load, verdicts, differences, stages } = await compared(...words);
    expect({ code, load, verdicts, differences, stages }).toEqual({
      ...{ code: 0, load: 'same', verdicts: [], differences: [], stages: [] },
    });
  },
);

describe('one changed parameter', () => {
  const mean = 'latency.reader.getItem.eventual.mean';
  const slowerService = 'parameters.router.cpu={ exponential: 1.25ms }';

  // M/M/1 at 0.5/ms: a sojourn of 1 / (1 - 0.5) = 2 ms, and with a service of 1.25 ms of 1 / (0.8 - 0.5) = 3.33 ms.
  test('a slower service lengthens the sojourn, as theory says', async () => {
    const one = changeIn(await compared(mm1, '--set', slowerService, '--duration', '22s'), mean);
    expect(one.isBetter).toBe(false);
    expect(one.low!).toBeLessThan(10 / 3 - 2);
    expect(one.high!).toBeGreaterThan(10 / 3 - 2);
  });

  test('on seeds, too, whose interval is narrower', async () => {
    const words = ['--set', slowerService, '--duration', '12s', '--seeds', '1..6'];
    const comparison = await compared(mm1, ...words);
    const change = changeIn(comparison, mean);
    expect(comparison).toMatchObject({ intervalsFrom: 'seeds', seeds: [1, 2, 3, 4, 5, 6] });
    expect(change.low!).toBeLessThan(10 / 3 - 2);
    expect(change.high!).toBeGreaterThan(10 / 3 - 2);
    expect(change.low!).toBeGreaterThan(0);
  });

  test('a longer lease lengthens the outage of a crash by as much, and fails whoever forbids it', async () => {
    const lease = ['--set', 'parameters.replication.lease=4s', '--duration', '40s'];
    const condition = ['--fail-on', 'elections.longestLeaderlessMs > +1s'];
    const comparison = await compared('leader-crash', ...lease, ...condition);
    const { change, isBetter } = changeIn(comparison, 'elections.longestLeaderlessMs');
    // From 2 s to 4 s, each less what has passed of the lease: at most a heartbeat of 250 ms.
    expect(Math.abs(change! - 2000)).toBeLessThanOrEqual(250);
    expect({ isBetter, code: comparison.code }).toEqual({ isBetter: false, code: 1 });
    expect(comparison.differences.find(({ figure }) => figure === 'successShare')!.isBetter).toBe(false);
    expect(comparison.verdicts.map(({ name }) => name)).toContain('elections.longestLeaderlessMs');
  });
});

test('a scenario beside a stored run takes over its seed, unless another one is asked for', async () => {
  expect(await compared(stored, steady, '--set', slower)).toMatchObject({ load: 'same', b: { seed: 11 } });
  expect(await compared(stored, steady, '--seed', '3')).toMatchObject({ load: 'otherSeed', b: { seed: 3 } });
});

test('a stored run is compared with itself under a setting', async () => {
  const comparison = await compared(stored, '--set', slower);
  expect(comparison).toMatchObject({ load: 'same', b: { name: `${stored} ${slower}`, seed: 11 } });
  expect(changeIn(comparison, 'latency.storefront.putItem.write.p50').isBetter).toBe(false);
});

test.each([
  [[steady], /alone; expected a second run or scenario, or --set/],
  [['zone-outag', steady], /found nothing at "zone-outag" \(did you mean "zone-outage"\?\)/],
  [[steady, stored, '--set', slower], /--set beside .*a stored run; expected a scenario there/],
  [[stored, stored, '--duration', '3s'], /--duration beside stored runs/],
  [[stored, steady, '--seeds', '1..3'], /--seeds beside a stored run, which is of one seed/],
  [[steady, '--set', slower, '--seeds', '1..101'], /found 101 seeds; expected at most 100/],
  [[steady, '--set', slower, '--seeds', '1,2,2'], /found a seed twice/],
  [[steady, '--set', slower, '--seeds', '4'], /found one seed .* or --seed 4/],
  [[steady, '--set', slower, '--seeds', '3..1'], /found --seeds 3..1; expected seeds/],
  [[steady, '--set', slower, '--seeds', '1..3', '--seed', '4'], /--seed beside --seeds/],
  [[steady, '--set', slower, '--fail-on', 'run.nothing > +1'], /^--fail-on:1:1: /],
  [[steady, '--set', 'nothing=1'], /^--set:1:1: found the unknown key "nothing"/],
])('wrong words are told before anything runs: %j', async (words, message) => {
  const { code, stdout, stderr } = await dynamosimInProcess(['compare', ...words]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
