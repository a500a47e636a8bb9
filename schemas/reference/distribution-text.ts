/** A distribution of times as it is written in a scenario. */
import type { DistributionSpec } from '../../sim/engine/distribution-spec.js';
import { formatDuration } from '../../sim/scenario/quantities/units.js';

export function distributionText(spec: DistributionSpec): string {
  const { offset } = spec;
  if (spec.kind === 'constant' && offset === undefined) return formatDuration(spec.value);
  const added = offset === undefined ? [] : [`offset: ${formatDuration(offset)}`];
  return mapping([`${spec.kind}: ${drawnText(spec)}`, ...added]);
}

function drawnText(spec: DistributionSpec): string {
  switch (spec.kind) {
    case 'constant':
      return formatDuration(spec.value);
    case 'uniform':
      return `[${formatDuration(spec.from)}, ${formatDuration(spec.to)}]`;
    case 'exponential':
      return formatDuration(spec.mean);
    case 'lognormal':
      return mapping([`median: ${formatDuration(spec.median)}`, `sigma: ${spec.sigma}`]);
    case 'pareto':
    case 'weibull':
      return mapping([`scale: ${formatDuration(spec.scale)}`, `shape: ${spec.shape}`]);
    case 'gamma':
      return mapping([`shape: ${spec.shape}`, `mean: ${formatDuration(spec.mean)}`]);
    case 'hyperexponential':
      return `[${spec.branches.map(({ share, mean }) => mapping([`share: ${share}`, `mean: ${formatDuration(mean)}`])).join(', ')}]`;
    case 'mixture':
      return `[${spec.branches.map(({ share, of }) => mapping([`share: ${share}`, `of: ${distributionText(of)}`])).join(', ')}]`;
    case 'empirical':
      return mapping(spec.quantiles.map(({ at, value }) => `p${percent(at)}: ${formatDuration(value)}`));
  }
}

const mapping = (entries: readonly string[]) => `{ ${entries.join(', ')} }`;
/** 0.999 is 99.9, and not what its double times 100 is. */
const percent = (share: number) => Number((share * 100).toFixed(10));
