/** The network between regions as people write it: the delay of each pair, such as `us-east-1: { eu-west-1: 38ms }`. */
import { publishedRegions } from '../../infrastructure/links/region-round-trips.js';
import { timeDistribution } from '../quantities/distribution-format.js';
import { mapping, named } from '../quantities/forms.js';

const delays = named(
  named(timeDistribution, 'a mapping from region names to delays, such as {eu-west-1: 38ms}'),
  'a mapping from region names to delays, such as {us-east-1: {eu-west-1: 38ms}}',
);

export const networkSchema = mapping(
  {
    delays: delays
      .prefault({})
      .describe(
        'one way between pairs of regions, both ways alike unless each has its own (default: half of the published ' +
          `round trip between ${publishedRegions.join(', ')}, else parameters.network.crossRegionDelay)`,
      ),
  },
  'a mapping with delays',
);
