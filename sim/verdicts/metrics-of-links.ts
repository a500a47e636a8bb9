/** Metrics of replication between two regions, such as `links.us-east-1.eu-west-1.p99`: what one region knows of another. */
import type { Result } from '../result.js';
import { aboutIn, type Form, keyOf, oneOf, slot, type Told } from './metric-form.js';

const lags: Told<(row: Result['globalTables']['links'][number]) => number | null> = {
  p50: [
    'from when a write was committed until the other region had heard of it, or until the end',
    (row) => row.lagP50Ms,
  ],
  p99: [
    'from when a write was committed until the other region had heard of it, or until the end',
    (row) => row.lagP99Ms,
  ],
  max: [
    'from when a write was committed until the other region had heard of it, or until the end',
    (row) => row.lagMaxMs,
  ],
  applied: ['changes of after the warm-up that became the newest version of their item', (row) => row.applied],
  overruled: ['writes of the latter that lost to a concurrent one of the former', (row) => row.overruled],
  waiting: ['changes that were not answered in the end', (row) => row.waiting],
  oldestWaitingMs: ['age of the oldest change that was not answered in the end', (row) => row.oldestWaitingMs],
};

export const linkForm: Form = {
  slots: [
    oneOf('family', 'links'),
    slot('from', ({ links }) => [...new Set(links.map(({ from }) => from))]),
    slot('to', ({ links }, taken) => links.filter(({ from }) => from === taken.from).map(({ to }) => to)),
    keyOf(lags),
  ],
  about: aboutIn(lags),
  read: ({ globalTables }, { from, to, field }) => {
    const row = globalTables.links.find((each) => each.from === from && each.to === to);
    return row === undefined ? null : lags[field][1](row);
  },
};
