/**
 * What reads and writes of a global table take in each of its regions, in the eventual and in the strong mode, beside the
 * closed form: a strong one asks both other regions and needs the first answer, so that it takes what it takes in one region
 * and the first order statistic of the round trips to the others, which hardly vary: that of the nearer one. What it takes
 * beside, the other region's node works on the ask, and its quorum on a write; that is no part of the form.
 */
import { momentsOf } from '../../../sim/engine/distribution-spec.js';
import { run } from '../../../sim/run.js';
import type { Scenario } from '../../../sim/scenario/scenario.js';
import { regionsWith, writerText } from '../two-regions.js';

/** Three choices, of regions that are ever farther apart; the service offers the strong mode within a continent. */
export const choices = [
  ['eu-west-1', 'eu-west-2', 'eu-central-1'],
  ['us-east-1', 'us-east-2', 'us-west-2'],
  ['ap-northeast-1', 'ap-northeast-2', 'ap-southeast-2'],
] as const;
export type Choice = readonly [string, string, string];

export interface LatencyRow {
  readonly region: string;
  readonly operation: 'getItem' | 'putItem';
  readonly eventualMs: number;
  readonly strongMs: number;
  readonly nearestMs: number;
  /** eventualMs + nearestMs. */
  readonly formMs: number;
}

const operations = ['getItem', 'putItem'] as const;

/** Medians; the strong reads of the eventual mode are strong in their own region. */
export function latencyRows(choice: Choice, seconds = 20): LatencyRow[] {
  const [eventual, strong] = (['eventual', 'strong'] as const).map((consistency) => of(choice, consistency, seconds));
  return choice.flatMap((region) =>
    operations.map((operation) => {
      const [eventualMs, strongMs] = [eventual, strong].map(({ medianMs }) => medianMs(region, operation));
      const nearestMs = nearestOf(eventual.scenario, region);
      return { ...{ region, operation, eventualMs, strongMs, nearestMs }, formMs: eventualMs + nearestMs };
    }),
  );
}

function of(choice: Choice, consistency: 'eventual' | 'strong', seconds: number) {
  const mix = { getItem: '50%', putItem: '50%' };
  // So many items that writes of the same one hardly ever meet.
  const scenario = regionsWith(choice, {
    duration: `${seconds}s`,
    tables: { t: { regions: choice, consistency, partitions: 2, items: { count: 20_000, size: '1KB' } } },
    tenants: Object.fromEntries(
      choice.map((name) => [name, writerText(name, { arrivals: { poisson: '50/s' }, reads: 'strong', mix })]),
    ),
    parameters: {},
  });
  const { latency } = run(scenario);
  const medianMs = (region: string, operation: string) =>
    latency.find((row) => row.tenant === region && row.operation === operation)!.p50Ms!;
  return { scenario, medianMs };
}

/** Mean round trip to the nearer of the other regions. */
function nearestOf({ regions, delays }: Scenario, from: string): number {
  const oneWayMs = (a: string, b: string) =>
    momentsOf(delays.find((pair) => pair.from === a && pair.to === b)!.delayNs).mean / 1e6;
  const others = regions.map(({ name }) => name).filter((name) => name !== from);
  return Math.min(...others.map((to) => oneWayMs(from, to) + oneWayMs(to, from)));
}

/** To a tenth of a millisecond: as above, and what the strong operation took beside the form. */
export function figuresOf({ eventualMs, strongMs, nearestMs, formMs }: LatencyRow): string[] {
  return [eventualMs, strongMs, nearestMs, formMs, strongMs - formMs].map((ms) => ms.toFixed(1));
}
