/** How much the tenants of a scenario ask for: workers, clients, requests, and the shapes of their load. */
import { histogramCountMax } from '../../engine/histogram.js';
import { pooledMax } from '../../engine/pool.js';
import { peakPerSecondMax } from '../../workload/arrival-times.js';
import { stateChangesMax } from '../../workload/arrivals.js';
import { workersInAllMax } from '../../workload/closed-loop.js';
import { areaOf, peakOf, piecesInAllMax, piecesOf } from '../../workload/rate-profile.js';
import { clientsInAllMax } from '../../workload/sdk-client.js';
import { formatDuration, formatRate } from '../quantities/units.js';
import type { ArrivalSpec, Scenario, TenantSpec } from '../scenario.js';
import { figure, largest, type Product, so, sum } from './product.js';

const at = ({ name }: TenantSpec, ...keys: (string | number)[]) => ['tenants', name, ...keys];
const lengthNs = ({ startsAtNs, stopsAtNs }: TenantSpec) => Math.max(0, stopsAtNs - startsAtNs);

export function productsOfLoad(scenario: Scenario): Product[] {
  const { tenants } = scenario;
  const counted = [clients(tenants), ...workers(tenants), pieces(tenants)];
  // Profiles beyond their bound are not walked to say more about them.
  const walked = counted[counted.length - 1].amount > piecesInAllMax ? [] : [...peaks(tenants), ...requests(tenants)];
  return [...counted, ...walked, ...stateChanges(tenants)];
}

function clients(tenants: readonly TenantSpec[]): Product {
  const amount = sum(tenants.map(({ client }) => client.instances));
  return {
    factors: `${so(amount, 'client instance')} of ${so(tenants.length, 'tenant')}`,
    amount,
    max: clientsInAllMax,
    remedy: 'fewer instances or tenants',
    path: at(
      largest(tenants, ({ client }) => client.instances),
      'client',
      'instances',
    ),
    from: [['tenants'], ['parameters', 'client']],
  };
}

function workers(tenants: readonly TenantSpec[]): Product[] {
  const workersOf = ({ arrivals }: TenantSpec) => (arrivals.kind === 'closed' ? arrivals.workers : 0);
  const startsTogether = ({ arrivals }: TenantSpec) => arrivals.kind === 'closed' && arrivals.startsTogether;
  const product = (of: readonly TenantSpec[], max: number, how: string, remedy: string): Product[] => {
    const amount = sum(of.map(workersOf));
    if (amount === 0) return [];
    const factors = `${so(amount, 'worker')} of ${so(of.length, 'tenant')}${how}`;
    const path = at(largest(of, workersOf), 'arrivals', 'closed', 'workers');
    return [{ factors, amount, max, remedy, path, from: [['tenants']] }];
  };
  const closed = tenants.filter((tenant) => workersOf(tenant) > 0);
  return [
    ...product(closed, workersInAllMax, '', 'fewer workers or tenants'),
    ...product(closed.filter(startsTogether), pooledMax, ' that start together', 'fewer of them, or start: spread'),
  ];
}

function pieces(tenants: readonly TenantSpec[]): Product {
  const piecesFor = (tenant: TenantSpec) => {
    // One that began before the tenant repeats from its own beginning on; those before are passed over at once.
    return sum(tenant.profile.map((change) => Math.ceil(piecesOf(change, lengthNs(tenant)))));
  };
  const tenant = largest(tenants, piecesFor);
  const amount = sum(tenants.map(piecesFor));
  const busiest = tenant.profile.map((change) => piecesOf(change, lengthNs(tenant)));
  return {
    factors: `${so(sum(tenants.map(({ profile }) => profile.length)), 'rate change')} over ${formatDuration(lengthNs(tenant))}`,
    amount,
    max: piecesInAllMax,
    of: 'pieces of steady or smooth load',
    remedy: 'longer times between repetitions, a longer period or a shorter run',
    path: at(tenant, 'profile', busiest.indexOf(Math.max(...busiest))),
    from: [['tenants'], ['duration']],
  };
}

/** Of open arrivals; none of closed ones, whose rate follows from the answers. */
function greatestRate(arrivals: ArrivalSpec): number {
  if (arrivals.kind === 'closed') return 0;
  if (arrivals.kind !== 'bursty') return arrivals.perSecond;
  return Math.max(...arrivals.states.map(({ perSecond }) => perSecond));
}

function meanRate(arrivals: ArrivalSpec): number {
  if (arrivals.kind !== 'bursty') return greatestRate(arrivals);
  const { states } = arrivals;
  const staysNs = sum(states.map(({ meanStayNs }) => meanStayNs));
  return sum(states.map(({ perSecond, meanStayNs }) => perSecond * (meanStayNs / staysNs)));
}

function peaks(tenants: readonly TenantSpec[]): Product[] {
  return tenants.map((tenant) => {
    const factor = peakOf(tenant.profile, tenant.startsAtNs, tenant.stopsAtNs);
    const rate = greatestRate(tenant.arrivals);
    return {
      factors: `${formatRate(rate)} x ${factor < 1e6 ? Number(factor.toPrecision(3)) : figure(factor)} at the height of its profile`,
      amount: rate === 0 ? 0 : rate * factor,
      max: peakPerSecondMax,
      of: 'requests per second',
      remedy: 'smaller factors or a lower rate',
      path: at(tenant, 'profile'),
      from: [['tenants'], ['duration']],
    };
  });
}

function requests(tenants: readonly TenantSpec[]): Product[] {
  const requestsOf = (tenant: TenantSpec) => {
    const rate = meanRate(tenant.arrivals);
    return rate === 0 ? 0 : (rate * areaOf(tenant.profile, tenant.startsAtNs, tenant.stopsAtNs)) / 1e9;
  };
  const counts = new Map(tenants.map((tenant) => [tenant, requestsOf(tenant)]));
  const amount = sum([...counts.values()]);
  const tenant = largest(tenants, (each) => counts.get(each)!);
  const rate = formatRate(meanRate(tenant.arrivals));
  return [
    {
      factors: `${so(tenants.length, 'tenant')}, such as ${tenant.name} with ${rate} over ${formatDuration(lengthNs(tenant))},`,
      amount,
      max: histogramCountMax,
      of: 'requests',
      remedy: 'a lower rate or a shorter run',
      path: at(tenant, 'arrivals'),
      from: [['tenants'], ['duration']],
    },
  ];
}

function stateChanges(tenants: readonly TenantSpec[]): Product[] {
  return tenants.flatMap((tenant) => {
    const { arrivals } = tenant;
    if (arrivals.kind !== 'bursty') return [];
    const stayNs = sum(arrivals.states.map(({ meanStayNs }) => meanStayNs)) / arrivals.states.length;
    return [
      {
        factors: `stays of ${Number(stayNs.toPrecision(3))}ns over ${formatDuration(lengthNs(tenant))}`,
        amount: lengthNs(tenant) / stayNs,
        max: stateChangesMax,
        of: 'changes of state',
        remedy: 'longer stays or a shorter run',
        path: at(tenant, 'arrivals', 'bursty'),
        from: [['tenants'], ['duration']],
      },
    ];
  });
}
