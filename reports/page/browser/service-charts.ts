/** Charts of counts, shares and budgets over time: each says which series it draws, on which axis, in which colours. */
import type { PageData, TenantData } from '../page-data.js';
import {
  type ChartPlan,
  type Column,
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
const lineColour = (at: number) => lineColours[at % lineColours.length];
/** The axis of availability ends at so many nines: more are "100 %". */
const unavailabilityMin = 1e-6;

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

/** Rows of tenants that are switched off have no line. */
const shownRows = ({ page, isOn }: Shown) =>
  page.availability.map((row) => ({ ...row, isShown: row.tenant === null || isOn[row.tenant] }));

/** Drawn as what is missing to 100 %, downwards, on a scale of nines. */
export function availabilityPlan(shown: Shown): ChartPlan {
  const rows = shownRows(shown);
  const windows = rows[0].windows;
  const timeS = [...windows.map(({ fromS }) => fromS), windows[windows.length - 1].toS];
  const missing = rows.map((row) =>
    held(row.windows.map(({ availability }) => Math.max(unavailabilityMin, 1 - availability))),
  );
  const worst = Math.max(1e-4, ...missing.flat());
  const high = Math.min(1, 10 ** Math.ceil(Math.log10(worst * 1.05)));
  const ticks = Array.from({ length: 7 }, (_, nines) => 10 ** -nines).filter((tick) => tick <= high);
  const columns = rows.flatMap(({ name, isShown, windows: own }, at): Column[] =>
    isShown
      ? [
          column(
            name,
            lineColour(at),
            own.map(({ availability }) => availability),
            inPercent,
          ),
        ]
      : [],
  );
  return {
    heightPx,
    timeS,
    lines: rows.map(({ name, isShown }, at) => ({
      label: name,
      colour: lineColour(at),
      values: isShown ? missing[at] : missing[at].map(() => null),
      widthPx: 2,
    })),
    y: {
      low: unavailabilityMin,
      high,
      isLogarithmic: true,
      isReversed: true,
      ticks,
      tick: (value) => (value <= unavailabilityMin * 1.5 ? '100 %' : inPercent(Number((1 - value).toPrecision(7)))),
    },
    rows: windows,
    columns,
  };
}

/** Straight lines from the end of one window to that of the next. */
export function budgetPlan(shown: Shown): ChartPlan {
  const rows = shownRows(shown).filter(({ budgetMinutes }) => budgetMinutes > 0);
  const windows = shown.page.availability[0].windows;
  const left = rows.map((row) => leftOf(row));
  const least = Math.min(0, ...left.flat());
  return {
    heightPx: 130,
    timeS: [windows[0]?.fromS ?? 0, ...windows.map(({ toS }) => toS)],
    lines: rows.map(({ name, isShown }, at) => ({
      label: name,
      colour: lineColour(at),
      values: isShown ? left[at] : left[at].map(() => null),
      widthPx: 2,
      isSloped: true,
    })),
    y: {
      low: least < 0 ? least * 1.1 : 0,
      high: 1.05,
      tick: (value) => (value > 1.001 ? '' : inPercent(Number(value.toPrecision(7)))),
    },
    rows: windows,
    columns: rows.flatMap(({ name, isShown }, at) =>
      isShown ? [column(`left of ${name}`, lineColour(at), left[at].slice(1), inPercent)] : [],
    ),
  };
}

/** Of the budget of a month, before the first window and after each. */
function leftOf({ windows, budgetMinutes }: PageData['availability'][number]): readonly number[] {
  let left = 1;
  return [
    left,
    ...windows.map(({ fromS, toS, availability }) => {
      left -= ((1 - availability) * (toS - fromS)) / 60 / budgetMinutes;
      return left;
    }),
  ];
}
