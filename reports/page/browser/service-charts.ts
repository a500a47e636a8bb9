/** Charts of counts and shares over time: each says which series it draws, on which axis, in which colours. */
import type { PageData, TenantData } from '../page-data.js';
import {
  type ChartPlan,
  column,
  countColumn,
  edgesOf,
  fromZero,
  held,
  inCount,
  inPercent,
  rateInWords,
  ratesOf,
  type Shown,
  windowsOf,
} from './chart-plan.js';

const heightPx = 150;
const tallPx = 180;
/** Lines of one chart, told apart by colour. */
export const lineColours = ['line-1', 'line-2', 'line-3', 'line-4', 'line-5', 'line-6'] as const;
export const lineColour = (at: number) => lineColours[at % lineColours.length];

const endings = [
  { label: 'succeeded', colour: 'succeeded', key: 'succeeded' },
  { label: 'throttled', colour: 'throttled', key: 'throttled' },
  { label: 'server errors', colour: 'server-errors', key: 'serverErrors' },
  { label: 'timed out', colour: 'timed-out', key: 'timedOut' },
] as const;

/** Stacked: each area is drawn over the ones that hold it. */
export function outcomesPlan({ page, isOn }: Shown): ChartPlan {
  const tenants = page.tenants.filter((_, at) => isOn[at]);
  const counts = endings.map(({ key }) => sum(page, tenants, key));
  const upTo = counts.map((_, at) =>
    page.timeS.map((_, window) => counts.slice(0, at + 1).reduce((total, each) => total + each[window], 0)),
  );
  const rates = upTo.map((each) => held(ratesOf(page, each)));
  return {
    heightPx: tallPx,
    timeS: edgesOf(page),
    lines: endings
      .map(({ label, colour }, at) => ({ label, colour, values: rates[at], isFilled: true, widthPx: 0 }))
      .reverse(),
    y: { ...fromZero(rates), tick: rateInWords },
    rows: windowsOf(page),
    columns: endings.map(({ label, colour }, at) => countColumn(page, label, colour, counts[at])),
  };
}

function sum(page: PageData, tenants: readonly TenantData[], key: (typeof endings)[number]['key']): readonly number[] {
  return page.timeS.map((_, at) => tenants.reduce((total, tenant) => total + tenant[key][at], 0));
}

export function throttlesPlan({ page, isOn }: Shown): ChartPlan {
  const tenants = page.tenants.filter((each, at) => isOn[at] && each.throttled.some((one) => one > 0));
  const rates = tenants.map(({ throttled }) => held(ratesOf(page, throttled)));
  return {
    heightPx,
    timeS: edgesOf(page),
    // A chart keeps its lines: whoever is switched off has one without values.
    lines: page.tenants.map(({ name }, at) => {
      const place = tenants.indexOf(page.tenants[at]);
      return {
        label: name,
        colour: lineColour(at),
        values: place === -1 ? edgesOf(page).map(() => null) : rates[place],
      };
    }),
    y: { ...fromZero(rates), tick: rateInWords },
    rows: windowsOf(page),
    columns: tenants.map((tenant) =>
      countColumn(page, tenant.name, lineColour(page.tenants.indexOf(tenant)), tenant.throttled),
    ),
  };
}

/** Of the tenants that are switched on, all together. */
export function refusalsPlan({ page, isOn }: Shown): ChartPlan {
  const reasons = [...new Set(page.refusals.map(({ reason }) => reason))];
  const counts = reasons.map((reason) => {
    const rows = page.refusals.filter((row) => row.reason === reason && isOn[row.tenant]);
    return page.timeS.map((_, at) => rows.reduce((total, { attempts }) => total + attempts[at], 0));
  });
  const rates = counts.map((each) => held(ratesOf(page, each)));
  return {
    heightPx,
    timeS: edgesOf(page),
    lines: reasons.map((label, at) => ({ label, colour: lineColour(at), values: rates[at] })),
    y: { ...fromZero(rates), tick: rateInWords },
    rows: windowsOf(page),
    columns: reasons.map((label, at) => countColumn(page, label, lineColour(at), counts[at])),
  };
}

export function unitsPlan({ page, of }: Shown): ChartPlan {
  const table = page.tables[of];
  const provisioned = (units: readonly number[]) => units.some((each) => each > 0);
  const kinds = [
    { label: 'reads', colour: 'line-1', units: table.readUnits },
    { label: 'writes', colour: 'line-3', units: table.writeUnits },
    { label: 'refused', colour: 'server-errors', units: table.throttledUnits },
    { label: 'reads provisioned', colour: 'line-1', units: table.provisionedReadUnits, dash: [5, 4] },
    { label: 'writes provisioned', colour: 'line-3', units: table.provisionedWriteUnits, dash: [5, 4] },
  ].filter(({ units, dash }) => dash === undefined || provisioned(units));
  const rates = kinds.map(({ units }) => held(ratesOf(page, units)));
  return {
    heightPx: tallPx,
    timeS: edgesOf(page),
    lines: kinds.map(({ label, colour, dash }, at) => ({
      label,
      colour,
      values: rates[at],
      ...(dash === undefined ? {} : { dash }),
    })),
    y: { ...fromZero(rates), tick: rateInWords },
    rows: windowsOf(page),
    columns: [
      ...kinds.map(({ label, colour, units }) => countColumn(page, label, colour, units)),
      column('partitions', 'faint', table.partitions, inCount),
    ],
  };
}

export function leaderlessPlan({ page }: Shown): ChartPlan {
  const values = page.leaderlessPartitions;
  const rows = windowsOf(page);
  return {
    heightPx: 110,
    // Counted at the end of each window, and taken to hold until the next.
    timeS: [...rows.map(({ toS }) => toS), page.endS],
    lines: [{ label: 'without a leader', colour: 'server-errors', values: held(values), widthPx: 1.8 }],
    y: { ...fromZero([values]), tick: (value) => (Number.isInteger(value) ? String(value) : '') },
    rows,
    columns: [column('without a leader', 'server-errors', values, inCount)],
  };
}

/** In the order in which they get worse. */
const lackingColours = ['throttled', 'timed-out', 'server-errors'] as const;

/** Stacked, the fewest copies at the bottom. */
export function copiesPlan({ page }: Shown): ChartPlan {
  const rows = windowsOf(page);
  const worst = lackingColours.length - 1;
  const kinds = page.copies.map(({ copies, partitions }) => ({
    label: copies === 0 ? 'no copy' : copies === 1 ? '1 copy' : `${copies} copies`,
    colour: lackingColours[Math.max(0, worst - copies)],
    partitions,
  }));
  const upTo = kinds.map((_, at) =>
    page.timeS.map((_, window) =>
      kinds.slice(at).reduce((total, { partitions }) => total + (partitions[window] ?? 0), 0),
    ),
  );
  return {
    heightPx,
    // Counted at the end of each window, and taken to hold until the next.
    timeS: [...rows.map(({ toS }) => toS), page.endS],
    lines: kinds.map(({ label, colour }, at) => ({
      ...{ label, colour, values: held(upTo[at]) },
      ...{ isFilled: true, widthPx: 0 },
    })),
    y: { ...fromZero(upTo), tick: (value) => (Number.isInteger(value) ? String(value) : '') },
    rows,
    columns: kinds.map(({ label, colour, partitions }) => column(label, colour, partitions, inCount)),
  };
}

export function utilisationPlan({ page }: Shown): ChartPlan {
  const lines = [
    { label: 'busiest storage node', colour: 'line-1', values: page.maxStorageUtilisation },
    { label: 'busiest router', colour: 'line-3', values: page.maxRouterUtilisation },
    { label: 'busiest partition', colour: 'line-2', values: page.maxPartitionUtilisation },
  ].filter(({ values }) => values.length > 0);
  const { high } = fromZero(
    lines.map(({ values }) => values),
    0.05,
  );
  return {
    heightPx,
    timeS: edgesOf(page),
    lines: lines.map((line) => ({ ...line, values: held(line.values) })),
    // A partition that has saved up may serve more than its limit for a while.
    y: { low: 0, high: page.maxPartitionUtilisation.length > 0 ? high : Math.min(1, high), tick: inPercent },
    rows: windowsOf(page),
    columns: lines.map(({ label, colour, values }) => column(label, colour, values, inPercent)),
  };
}
