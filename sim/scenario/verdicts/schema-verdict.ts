/**
 * What a run is judged by: objectives of tenants, expectations on any metric, and the question of isolation. Metric paths
 * are checked here for their syntax only; the vocabulary belongs to the metrics of a result.
 */
import { z } from 'zod';
import { requestNames } from '../../protocol/operations.js';
import { addMismatch, eitherOf, line, listOf, mapping, quantity } from '../quantities/forms.js';
import { duration, readQuantity, share } from '../quantities/units.js';

/** Stands for all tenants together in metrics such as `outcomes.all.issued`: no tenant may have the name. */
export const everyTenant = 'all';

export const expectationsMax = 1000;
const namesMax = 1000;

/** Objectives that are shares, and how each is judged. */
const shareObjectives = {
  availability: 'such as 99.99%, of answers by the service, judged over a month of 5-minute windows',
  clientAvailability: 'the same of requests as the clients saw them: what is refused or not answered counts',
  success: 'at least this share of the requests that ended succeeded',
  throttled: 'at most this share of the requests that ended was throttled to the last',
} as const;
export type ShareObjective = keyof typeof shareObjectives;
export const isShareObjective = (metric: string): metric is ShareObjective => Object.hasOwn(shareObjectives, metric);

const percentiles = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'p99.99'];
/** Those `ofAll` count a failed request as slower than any other; the rest leave it out. */
const latencyFields = [...percentiles, 'max', 'mean', ...percentiles.map((percentile) => `${percentile}.ofAll`)];

/** A share or `<operation>.<latency field>`, all spelt out so that editors complete them. */
function objectiveShape() {
  const shape: Record<string, z.ZodOptional<z.ZodType<number>>> = {};
  for (const [key, description] of Object.entries(shareObjectives))
    shape[key] = quantity(share).optional().describe(description);
  const latency = quantity(duration)
    .optional()
    .describe('of requests that succeeded; with .ofAll of all, a failed one slower than any other');
  for (const operation of requestNames) for (const field of latencyFields) shape[`${operation}.${field}`] = latency;
  return shape;
}
export const objectivesSchema = mapping(
  objectiveShape(),
  'a mapping such as {availability: 99.99%, getItem.p99: 10ms}',
).transform((targets) =>
  Object.entries(targets).flatMap(([metric, target]) => (target === undefined ? [] : [{ metric, target }])),
);

/** Latencies of a result are in milliseconds, and shares are fractions. */
const metricValue = eitherOf('a number, a percentage such as 99.9% or a duration such as 10ms', [
  z.number({ error: 'a number' }),
  z.string({ error: 'a text' }).transform((text, ctx) => {
    const inNs = readQuantity(duration, text);
    if ('value' in inNs) return inNs.value / 1e6;
    const fraction = readQuantity(share, text);
    if ('value' in fraction) return fraction.value;
    ctx.addIssue({ code: 'custom', message: 'a number, a percentage such as 99.9% or a duration such as 10ms' });
    return z.NEVER;
  }),
]);

const metricExpected = 'words separated by dots, such as latency.storefront.getItem.p99';
const metric = line(metricExpected, 300).regex(/^[A-Za-z0-9_%-]+(\.[A-Za-z0-9_%-]+)*$/, { error: metricExpected });
const duringExpected = 'a list of two times, such as [40s, 45s]';
const during = z.tuple([quantity(duration), quantity(duration)], { error: duringExpected });

export const expectationSchema = mapping(
  {
    metric: metric.describe('a path into the result'),
    during: during.optional().describe('judged over this part of the run only'),
    is: metricValue.optional().describe('exactly this: a number, a share such as 99.9%, a time such as 10ms'),
    atLeast: metricValue.optional().describe('not below this'),
    atMost: metricValue.optional().describe('not above this'),
  },
  'a mapping such as {metric: durability.lostWrites, is: 0}',
).superRefine(({ is, atLeast, atMost }, ctx) => {
  const isBounded = atLeast !== undefined || atMost !== undefined;
  if ((is !== undefined) === isBounded) {
    const found = isBounded ? 'is beside atLeast or atMost' : 'no condition';
    addMismatch(ctx, { found, expected: 'either is, or atLeast, atMost or both' });
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    ctx.addIssue({ code: 'custom', path: ['atMost'], message: 'a value not below atLeast' });
});

const tenantName = line('the name of a tenant', 64);
const tenantNames = eitherOf('the name of a tenant, or a list of them', [
  tenantName.transform((name) => [name]),
  listOf(tenantName, 1, namesMax, 'tenants'),
]);

export const isolationSchema = mapping(
  {
    victim: tenantNames.optional().describe('the same as victims'),
    victims: tenantNames.optional().describe('whose latency is compared'),
    neighbour: tenantNames.optional().describe('the same as neighbours'),
    neighbours: tenantNames.optional().describe('left out of the second run'),
  },
  'a mapping such as {victims: [storefront], neighbours: [reports]}',
).superRefine(({ victim, victims, neighbour, neighbours }, ctx) => {
  const need = (one: unknown, many: unknown, name: string) => {
    if ((one === undefined) !== (many === undefined)) return;
    const found = one === undefined ? `no ${name}` : `${name} and ${name}s`;
    addMismatch(ctx, { found, expected: `exactly one of ${name} and ${name}s` });
  };
  need(victim, victims, 'victim');
  need(neighbour, neighbours, 'neighbour');
});
