/**
 * The capacity of a table as people write it, and what its partitions may be split for. What a mode needs and forbids,
 * and what it makes of a silent `splitting`, is in resolve-capacity.ts.
 */
import type { z } from 'zod';
import { capacityModes } from '../../admission/capacity.js';
import { addMismatch, booleanWord, eitherOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import { count, formatQuantity, share } from '../quantities/units.js';

const unitsPerSecondMax = 1e9;
const unitsPerSecond = quantity(count, { min: 1, max: unitsPerSecondMax });

/** The real service takes targets from 20 % to 90 %. */
const target = quantity(share, { min: 0.2, max: 0.9 });

const scalingRange = mapping(
  {
    min: unitsPerSecond.describe('units per second that the provision is never below'),
    max: unitsPerSecond.describe('units per second that it is never above'),
  },
  'a mapping with min and max, such as {min: 1k, max: 10k}',
).superRefine(({ min, max }, ctx) => {
  const found = `a minimum of ${formatQuantity(count, min)} above a maximum of ${formatQuantity(count, max)}`;
  if (min > max) addMismatch(ctx, { found, expected: 'a minimum that is at most the maximum' });
});

const autoScaling = mapping(
  {
    target: target.prefault('70%').describe('share of the provision that consumption should be'),
    read: scalingRange.optional().describe('bounds of the read units (default: they stay)'),
    write: scalingRange.optional().describe('bounds of the write units (default: they stay)'),
  },
  'a mapping with target, read and write, such as {target: 70%, read: {min: 1k, max: 10k}}',
).superRefine(({ read, write }, ctx) => {
  const expected = 'the bounds of read, of write or of both';
  if (!read && !write) addMismatch(ctx, { found: 'nothing to scale', expected });
});

export const capacitySchema = mapping(
  {
    mode: oneWord(capacityModes)
      .default('global')
      .describe('who enforces it: storage nodes (static, bursting, adaptive) or routers (global, on-demand)'),
    read: unitsPerSecond.optional().describe('read units per second; under on-demand, what is taken at once'),
    write: unitsPerSecond.optional().describe('write units per second; under on-demand, what is taken at once'),
    autoScaling: autoScaling.optional().describe('of a provision, within bounds'),
  },
  'a mapping with mode, read and write, such as {read: 20000, write: 5000}',
);

export const splittingSchema = eitherOf('true, false, or a mapping such as {size: true, consumption: false}', [
  booleanWord,
  mapping(
    {
      size: booleanWord.optional().describe('a partition that has grown too large'),
      consumption: booleanWord.optional().describe('a partition that is hot for long'),
    },
    'a mapping such as {size: true, consumption: false}',
  ),
]);

export type CapacityText = z.output<typeof capacitySchema>;
export type SplittingText = z.output<typeof splittingSchema>;
