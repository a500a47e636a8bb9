/** The figures of a run as tables: latency, outcomes, availability and so on; nothing of what the run does not have. */
import type { LatencyRow, Result } from '../../sim/result.js';
import { marksAlone, wordsAlone } from '../doubts.js';
import { printable } from '../safe-text.js';
import { dataTable, names, numbers, type TableColumn } from './data-table.js';
import type { Figures, Reading } from './figures.js';
import { type Html, html, type Part } from './html.js';
import { classOf } from './stage-words.js';

/** Where a table's rows lie in the result, and what of each is shown. */
interface Shown {
  readonly caption: string;
  readonly at: readonly string[];
  readonly rowName: (row: Row) => string;
  readonly columns: readonly (readonly [title: string, field: string, reading: Reading])[];
}

type Row = Readonly<Record<string, unknown>>;

const ms = (title: string, field: string) => [title, field, 'plain'] as const;
const counted = (title: string, field: string) => [title, field, 'count'] as const;
const share = (title: string, field: string) => [title, field, 'percent'] as const;
const units = (title: string, field: string) => [title, field, 'count'] as const;

const percentileColumns = [
  ['p50', 'p50Ms'],
  ['p90', 'p90Ms'],
  ['p95', 'p95Ms'],
  ['p99', 'p99Ms'],
  ['p99.9', 'p99_9Ms'],
  ['p99.99', 'p99_99Ms'],
] as const;

const named = (field: string) => (row: Row) => String(row[field]);
const classRow = (row: Row) => classOf(row as unknown as LatencyRow);
const ofTenant = (row: Row) => `${row.tenant} ${row.operation}`;

const shownTables: readonly Shown[] = [
  {
    caption: 'Outcomes: requests, and what they took',
    at: ['outcomes'],
    rowName: ofTenant,
    columns: [
      counted('issued', 'issued'),
      counted('succeeded', 'succeeded'),
      counted('throttled', 'throttled'),
      counted('server errors', 'serverErrors'),
      counted('timed out', 'timedOut'),
      counted('open at the end', 'unfinished'),
      counted('attempts', 'attempts'),
      counted('retries', 'retries'),
      counted('retries denied', 'retriesDenied'),
      counted('hedges', 'hedges'),
    ],
  },
  {
    caption: 'Availability',
    at: ['availability'],
    rowName: (row) => `${row.scope} ${row.name}`,
    columns: [
      share('target', 'target'),
      share('this run', 'achieved'),
      share('clients saw', 'clientView'),
      share('30-day month', 'monthly'),
      share('month, clients saw', 'clientMonthly'),
      ['budget', 'budgetMinutes', 'minutes'],
      ['used', 'budgetUsedMinutes', 'minutes'],
      share('share used', 'budgetUsedShare'),
    ],
  },
  {
    caption: 'Isolation: what neighbours cost, in ms',
    at: ['isolation'],
    rowName: classRow,
    columns: [
      ms('p50 alone', 'p50AloneMs'),
      ms('p50 shared', 'p50SharedMs'),
      ms('p99 alone', 'p99AloneMs'),
      ms('p99 shared', 'p99SharedMs'),
      ['p99 ratio', 'ratio', 'times'],
      ['95 % from', 'ratioLow', 'plain'],
      ['to', 'ratioHigh', 'plain'],
    ],
  },
  {
    caption: 'Stale eventual reads, and by how much in ms',
    at: ['staleness'],
    rowName: ofTenant,
    columns: [
      counted('reads', 'reads'),
      counted('stale', 'stale'),
      share('share', 'share'),
      ms('p50', 'p50Ms'),
      ms('p99', 'p99Ms'),
      ms('max', 'maxMs'),
    ],
  },
  {
    caption: 'Units used by tenants',
    at: ['usage'],
    rowName: (row) => `${row.tenant} on ${row.table}`,
    columns: [
      units('read units', 'consumedReadUnits'),
      units('write units', 'consumedWriteUnits'),
      units('burst reads', 'burstReadUnits'),
      units('burst writes', 'burstWriteUnits'),
      units('units throttled', 'throttledUnits'),
      share('attempts throttled', 'throttledShare'),
    ],
  },
  {
    caption: 'Tables',
    at: ['tables'],
    rowName: named('table'),
    columns: [
      counted('partitions at start', 'partitionsAtStart'),
      counted('at end', 'partitionsAtEnd'),
      units('read units', 'consumedReadUnits'),
      units('write units', 'consumedWriteUnits'),
      units('reads provisioned', 'provisionedReadUnits'),
      units('writes provisioned', 'provisionedWriteUnits'),
      share('provision wasted', 'wastedShare'),
      ['busiest / mean', 'skew', 'times'],
    ],
  },
  ...(['partitions', 'nodes', 'throttledPartitions'] as const).map((list): Shown => {
    const captions = {
      partitions: 'Busiest partitions',
      nodes: 'Busiest storage nodes',
      throttledPartitions: 'Partitions that were refused most',
    };
    return {
      caption: captions[list],
      at: ['busiest', list],
      rowName: named('name'),
      columns: [units('read units', 'readUnits'), units('write units', 'writeUnits')],
    };
  }),
  {
    caption: 'Nodes taken for slow though alive',
    at: ['grayNodes'],
    rowName: named('node'),
    columns: [
      ['judged', 'judgedS', 'seconds'],
      ['fault since', 'troubledSinceS', 'seconds'],
      ['without a replica', 'emptiedS', 'seconds'],
      ['trusted again', 'trustedS', 'seconds'],
    ],
  },
  {
    caption: 'From region to region: when a write was elsewhere',
    at: ['globalTables', 'links'],
    rowName: ({ from, to }) => `${from} to ${to}`,
    columns: [
      counted('changes', 'applied'),
      ms('p50 ms', 'lagP50Ms'),
      ms('p99 ms', 'lagP99Ms'),
      ms('max ms', 'lagMaxMs'),
      counted('writes overruled', 'overruled'),
      counted('waiting at the end', 'waiting'),
      ms('oldest ms', 'oldestWaitingMs'),
    ],
  },
  {
    caption: 'Writes that lost to a concurrent one of another region',
    at: ['globalTables', 'overruled'],
    rowName: ({ table, item, region, byRegion }) => `item ${item} of ${table}, ${region} to ${byRegion}`,
    columns: [counted('write', 'writeId'), counted('to write', 'byWriteId'), ['at', 'atS', 'seconds']],
  },
  {
    caption: 'Regions lost whole: what others did not have',
    at: ['globalTables', 'regionLosses'],
    rowName: ({ region, to }) => `${region}, of ${to}`,
    columns: [
      ['lost', 'atS', 'seconds'],
      ['back', 'backS', 'seconds'],
      counted('writes untold', 'untold'),
      ms('oldest ms', 'oldestMs'),
    ],
  },
  {
    caption: 'Regions added to a table in use',
    at: ['globalTables', 'additions'],
    rowName: ({ table, region }) => `${region} to ${table}`,
    columns: [
      ['ordered', 'atS', 'seconds'],
      ['usable', 'filledS', 'seconds'],
      counted('items copied', 'items'),
      counted('of', 'itemsToCopy'),
      counted('bytes', 'bytes'),
    ],
  },
  {
    caption: 'Clients that fail over',
    at: ['failover', 'tenants'],
    rowName: named('tenant'),
    columns: [
      counted('left', 'failovers'),
      counted('came back', 'failbacks'),
      ['first left', 'firstLeftS', 'seconds'],
      ['last left', 'lastLeftS', 'seconds'],
      counted('stale reads', 'staleReadsAfterFailover'),
      counted('own writes unread', 'ownWritesUnread'),
      counted('requests repeated', 'requestsRepeated'),
      counted('writes made twice', 'writesMadeTwice'),
    ],
  },
  {
    caption: 'Client instances that went to another region',
    at: ['failover', 'list'],
    rowName: ({ tenant, instance, from, to, reason }) => `${instance} of ${tenant}, ${from} to ${to}: ${reason}`,
    columns: [['at', 'atS', 'seconds']],
  },
  {
    caption: 'Stations: queues and what they served',
    at: ['stations'],
    rowName: named('station'),
    columns: [
      counted('stations', 'count'),
      counted('jobs', 'jobs'),
      counted('rejected', 'rejected'),
      share('utilisation', 'utilisation'),
      share('busiest', 'utilisationMax'),
      ms('wait ms', 'meanWaitMs'),
      ms('service ms', 'meanServiceMs'),
    ],
  },
];

export function tablesSection(figures: Figures): Html {
  return html`<section id="figures"><h2>Figures</h2>${latencyTable(figures, 'latency', 'Latency of successful requests in ms, as clients saw it')}${latencyTable(figures, 'serviceLatency', 'The same as routers saw it')}${shownTables.map((shown) => tableOf(figures, shown))}${facts(figures)}</section>`;
}

function latencyTable(figures: Figures, section: 'latency' | 'serviceLatency', caption: string): Html {
  const rows = figures.result[section];
  const titles = ['requests', ...percentileColumns.map(([title]) => title), 'max', 'mean'];
  const markOf = (figure: string, row: LatencyRow & { readonly failed?: number }) =>
    marksAlone(figure, { succeeded: row.requests, failed: row.failed ?? 0 });
  const doubts = wordsAlone(rows.flatMap((row) => percentileColumns.map(([figure]) => `${markOf(figure, row)}0`)));
  return dataTable(
    caption,
    [...names('operation'), ...numbers(...titles)],
    rows.map((row, index) => ({
      cells: [
        classOf(row),
        figures.at([section, index, 'requests'], 'count'),
        ...percentileColumns.map(([figure, field]) =>
          figures.at([section, index, field], 'plain', markOf(figure, row)),
        ),
        figures.at([section, index, 'maxMs'], 'plain'),
        figures.at([section, index, 'meanMs'], 'plain'),
      ],
    })),
    doubts === '' ? [] : [doubts],
  );
}

function tableOf(figures: Figures, { caption, at, rowName, columns }: Shown): Html {
  const rows = (at.reduce<unknown>((part, key) => (part as Row)[key], figures.result) ?? []) as readonly Row[];
  const heads: TableColumn[] = [...names(''), ...numbers(...columns.map(([title]) => title))];
  return dataTable(
    caption,
    heads,
    rows.map((row, index) => ({
      cells: [
        printable(rowName(row)),
        ...columns.map(([, field, reading]): Part => figures.at([...at, index, field], reading)),
      ],
    })),
  );
}

const sections = [
  'elections',
  'routing',
  'controlPlane',
  'healing',
  'archive',
  'integrity',
  'losses',
  'backups',
  'restores',
  'globalTables',
  'failover',
] as const satisfies readonly (keyof Result)[];

/** Whatever the mechanisms counted and is not zero. */
function facts(figures: Figures): Html {
  const rows = sections.flatMap((section) =>
    Object.entries(figures.result[section])
      .filter(([, value]) => typeof value === 'number' && value !== 0)
      .map(([name]) => ({
        cells: [
          inWords(name.replace(/Ms$/, '')),
          inWords(section),
          figures.at([section, name], name.endsWith('Share') ? 'percent' : name.endsWith('Ms') ? 'duration' : 'count'),
        ],
      })),
  );
  return dataTable('Counted and timed by the mechanisms', [...names('', 'of'), ...numbers('figure')], rows);
}

/** `splitsForSize`: "splits for size". */
function inWords(name: string): string {
  return name
    .split(/(?=[A-Z])/)
    .join(' ')
    .toLowerCase();
}
