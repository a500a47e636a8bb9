/** A conflict is certain: a write of which the client was told nothing else is no version of its item, then or later. */
import { expect, test } from 'vitest';
import { status } from '../../../sim/protocol/answers.js';
import { run } from '../../../sim/run.js';
import { violations } from '../../small-region.js';
import { regionsWith, writerText } from '../two-regions.js';

const regions = ['a', 'b', 'c'];

/** A new leader proposes again what its predecessor had proposed, and finds its own write in its way. */
test.each([9, 11])('where a leader hands over, seed %i', (seed) => {
  const mix = { getItem: '40%', putItem: '60%' };
  const load = { arrivals: { poisson: '60/s' }, reads: 'strong', mix, client: { retries: 'none' } };
  const refused = new Set<number>();
  const versions = new Set<number>();
  const result = run(
    regionsWith(regions, {
      ...{ seed, duration: '20s' },
      tables: { t: { regions, consistency: 'strong', partitions: 1, items: { count: 20, size: '1KB' } } },
      tenants: Object.fromEntries(regions.map((name) => [`of-${name}`, writerText(name, load)])),
      faults: [{ kind: 'leader-handover', target: 'leader of t in b/0', at: '10s' }],
    }),
    {
      observers: [
        {
          attemptAnswered: (_clock, { status: answer, request }) => {
            if (answer === status.conflict) refused.add(request.writeId);
          },
          versionWritten: (_clock, { writeId }) => void versions.add(writeId),
        },
      ],
    },
  );
  expect(violations(result)).toEqual([]);
  expect(refused.size).toBeGreaterThan(100);
  expect([...refused].filter((writeId) => versions.has(writeId))).toEqual([]);
});
