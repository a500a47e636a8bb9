/** The unit of a metric, by its last words: a field is named after what it counts, the same in all families. */
import type { Taken } from './metric-path.js';

const shareFamilies = ['availability', 'tail'];
const ratios = ['ratio', 'ratioLow', 'ratioHigh', 'skew', 'retriesPerRequest'];
const unitsBySuffix = [
  ['UnitsPerSecond', 'units/s'],
  ['PerSecond', '1/s'],
  ['Units', 'units'],
  ['Minutes', 'min'],
  ['Seconds', 's'],
  ['Share', 'share'],
  ['share', 'share'],
  ['tilisation', 'share'],
  ['tilisationMax', 'share'],
  ['Ms', 'ms'],
  ['Bytes', 'bytes'],
] as const;
const times = /^(p\d+(\.\d+)?|mean|max|p99Alone|p99Shared)$/;

export function unitOf({ family, kind, field = '' }: Taken): string {
  if (kind === 'secondsWithout') return 's';
  const bySuffix = unitsBySuffix.find(([suffix]) => field.endsWith(suffix));
  if (bySuffix !== undefined) return bySuffix[1];
  if (field === 'outages') return 'count';
  if (family !== undefined && shareFamilies.includes(family)) return 'share';
  if (ratios.includes(field)) return 'ratio';
  return times.test(field) ? 'ms' : 'count';
}
