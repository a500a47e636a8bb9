/** How many copies faults damage, and how often scrub goes through partitions, and whether it can. */
import { momentsOf } from '../../engine/distribution-spec.js';
import { specOf } from '../../faults/fault-kinds.js';
import { damagedCopiesMax } from '../../replication/damaged-copies.js';
import { scrubTurnsMax } from '../../storage/scrub.js';
import { formatDuration } from '../quantities/units.js';
import type { Scenario } from '../scenario.js';
import { hostsHit } from './fleet.js';
import { figure, largest, type Product, so, sum } from './product.js';

export const productsOfBadData = (scenario: Scenario): Product[] => [...damaged(scenario), ...scrubbed(scenario)];

function damaged(scenario: Scenario): Product[] {
  const hits = scenario.faults.map(({ kind, target, values }, index) => {
    const each = specOf(kind).copiesDamaged?.(values) ?? 0;
    return { index, each, nodes: hostsHit(scenario, target) };
  });
  if (hits.length === 0) return [];
  const most = largest(hits, ({ each, nodes }) => each * nodes);
  return [
    {
      factors: `${so(hits.length, 'fault')}, such as this one of ${figure(most.each)} x ${so(most.nodes, 'node')},`,
      amount: sum(hits.map(({ each, nodes }) => each * nodes)),
      max: damagedCopiesMax,
      of: 'damaged copies',
      remedy: 'fewer of each node, or smaller targets',
      path: ['faults', most.index, 'kind'],
      from: [['faults'], ['regions'], ['parameters']],
    },
  ];
}

function scrubbed({ parameters, tables, durationNs }: Scenario): Product[] {
  const { enabled, period, bandwidth } = parameters.scrub;
  if (!enabled) return [];
  const partitions = sum(tables.map((table) => table.partitions * table.regions.length));
  const bytesOf = ({ items, partitions: parts }: Scenario['tables'][number]) =>
    (items.count * momentsOf(items.sizeBytes).mean) / parts;
  const heaviest = largest(tables, bytesOf);
  return [
    {
      factors: `${so(partitions, 'partition')} x ${formatDuration(durationNs)} / ${formatDuration(period)}`,
      amount: (partitions * durationNs) / period,
      max: scrubTurnsMax,
      of: 'turns of scrub',
      remedy: 'a longer period or a shorter run',
      path: ['parameters', 'scrub', 'period'],
      from: [['parameters', 'scrub'], ['tables'], ['duration']],
    },
    {
      factors: `a scrub.period of ${formatDuration(period)}, in which a partition of ${heaviest.name}`,
      amount: bytesOf(heaviest),
      max: (bandwidth * period) / 1e9,
      of: 'bytes is to be read',
      remedy: 'a longer period or more scrub.bandwidth',
      path: ['parameters', 'scrub', 'period'],
      from: [['parameters', 'scrub'], ['tables']],
    },
  ];
}
