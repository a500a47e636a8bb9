/**
 * What the page of a comparison draws over time: series of A and B on one axis, window by window, of tenants that both have.
 * Long runs are drawn in fewer, wider windows: counts are summed there, percentiles and utilisations are the highest.
 *
 * Leaves out series whose windows are not equally long in both, and of several seeds all but the first.
 */
import type { Result } from '../../../sim/result.js';
import type { TenantSeries } from '../../../sim/series.js';
import { milliseconds, percent, plural } from '../../format.js';
import { faultData, type PageData, pageData, shownTenants } from '../../page/page-data.js';
import { printable } from '../../safe-text.js';
import { condense, highest } from '../../sparkline.js';
import { highestFigure } from '../../subject.js';

type Levels = readonly (number | null)[];

export interface OverlayLine {
  readonly label: string;
  /** Of the style sheet. */
  readonly colour: string;
  readonly isOfA: boolean;
  readonly values: Levels;
}

export interface OverlayData {
  /** The finding. */
  readonly title: string;
  readonly says: string;
  readonly unit: 'ms' | 'rate' | 'share' | 'count';
  readonly lines: readonly OverlayLine[];
}

/** Of the two figures of a chart: A is warm, B is cold. */
const first = { a: 'line-2', b: 'line-1' } as const;
const second = { a: 'line-5', b: 'line-3' } as const;
const tenantsMax = 6;
const windowsMax = 1500;

/** Null where nothing can be drawn on one axis. */
export function overlayPageData(a: Result, b: Result): (PageData & { overlays: readonly OverlayData[] }) | null {
  const windowSeconds = a.series.windowSeconds;
  if (b.series.windowSeconds !== windowSeconds) return null;
  const longer = b.series.timeS.length > a.series.timeS.length ? b : a;
  const windows = longer.series.timeS.length;
  if (windows === 0) return null;
  const merged = Math.ceil(windows / windowsMax);
  const faults = new Map([...faultData(a), ...faultData(b)].map((fault) => [JSON.stringify(fault), fault]));
  return {
    ...pageData({ ...longer, ...nothing(longer) }),
    endS: Math.max(a.run.simulatedSeconds, b.run.simulatedSeconds),
    windowS: windowSeconds * merged,
    merged,
    timeS: condense(longer.series.timeS, windowsMax, ([fromS]) => fromS),
    faults: [...faults.values()],
    overlays: new Overlays(a, b, windows).all(),
  };
}

/** Of what the charts of one run draw. */
const nothing = ({ series }: Result) => ({
  series: { ...series, tenants: [], tables: [] },
  ...{ availability: [], distributions: [], faults: [], objectives: [], expectations: [], isolation: [] },
});

class Overlays {
  private readonly windowS: number;

  constructor(
    private readonly a: Result,
    private readonly b: Result,
    private readonly windows: number,
  ) {
    this.windowS = a.series.windowSeconds;
  }

  all(): OverlayData[] {
    const tenants = shownTenants(this.b, tenantsMax).flatMap((ofB) => {
      const ofA = this.a.series.tenants.find(({ tenant }) => tenant === ofB.tenant);
      return ofA === undefined ? [] : [{ ofA, ofB }];
    });
    return [
      ...tenants.map(({ ofA, ofB }) => this.latency(ofA, ofB)),
      ...this.load(),
      ...this.failures(),
      ...this.leaderless(),
      this.utilisation(),
    ];
  }

  private latency(ofA: TenantSeries, ofB: TenantSeries): OverlayData {
    const figure = highestFigure(ofB);
    const of = (tenant: TenantSeries) => (figure === 'p99' ? tenant.p99Ms : tenant.maxMs);
    const name = printable(ofB.tenant);
    const [mostA, mostB] = [highest(of(ofA)), highest(of(ofB))].map(milliseconds);
    return {
      title: `${name}: ${figure} up to ${mostA} in A, ${mostB} in B`,
      says: 'Latency of its successful requests, as its clients saw it.',
      unit: 'ms',
      lines: [
        ...this.pair('p50', second, ofA.p50Ms, ofB.p50Ms, highest),
        ...this.pair(figure, first, of(ofA), of(ofB), highest),
      ],
    };
  }

  /** Only where it differs. */
  private load(): OverlayData[] {
    const [ofA, ofB] = [this.a, this.b].map((result) => sumOf(result, ({ issued }) => issued));
    if (JSON.stringify(ofA) === JSON.stringify(ofB)) return [];
    const [sentA, sentB] = [ofA, ofB].map((each) => plural(sum(each), 'request'));
    return [
      {
        title: `Clients sent ${sentA} in A, ${sentB} in B`,
        says: 'Requests of all tenants, a second.',
        unit: 'rate',
        lines: this.pair('sent', first, this.rates(ofA), this.rates(ofB), mean),
      },
    ];
  }

  private failures(): OverlayData[] {
    const lost = (each: TenantSeries) =>
      each.throttled.map((one, at) => one + each.serverErrors[at] + each.timedOut[at]);
    const [ofA, ofB] = [this.a, this.b].map((result) => sumOf(result, lost));
    const [lostA, lostB] = [ofA, ofB].map(sum);
    if (lostA + lostB === 0) return [];
    return [
      {
        title: `${plural(lostA, 'request')} did not succeed in A, ${plural(lostB, 'request')} in B`,
        says: 'Requests of all tenants that ended throttled, with an error or timed out, a second.',
        unit: 'rate',
        lines: this.pair('not succeeded', first, this.rates(ofA), this.rates(ofB), mean),
      },
    ];
  }

  private leaderless(): OverlayData[] {
    const [ofA, ofB] = [this.a, this.b].map(({ series }) => series.service.leaderlessPartitions);
    const [mostA, mostB] = [ofA, ofB].map((each) => highest(each) ?? 0);
    if (mostA + mostB === 0) return [];
    return [
      {
        title: `Up to ${plural(mostA, 'partition')} had no leader in A, ${plural(mostB, 'partition')} in B`,
        says: 'Partitions without a leader that may serve, at the end of each window.',
        unit: 'count',
        lines: this.pair('without a leader', first, ofA, ofB, highest),
      },
    ];
  }

  private utilisation(): OverlayData {
    const [storage, routers] = (['maxStorageUtilisation', 'maxRouterUtilisation'] as const).map((figure) =>
      [this.a, this.b].map(({ series }) => series.service[figure]),
    );
    const [mostA, mostB] = storage.map((each) => percent(highest(each) ?? 0));
    return {
      title: `The busiest storage node reached ${mostA} in A, ${mostB} in B`,
      says: 'Utilisation of the busiest storage node and of the busiest router in each window.',
      unit: 'share',
      lines: [
        ...this.pair('storage node', first, storage[0], storage[1], highest),
        ...this.pair('router', second, routers[0], routers[1], highest),
      ],
    };
  }

  private pair(
    label: string,
    colours: Readonly<Record<'a' | 'b', string>>,
    a: Levels,
    b: Levels,
    into: (several: Levels) => number | null,
  ): OverlayLine[] {
    const drawn = (values: Levels) =>
      condense(
        Array.from({ length: this.windows }, (_, at) => values[at] ?? null),
        windowsMax,
        into,
      );
    return [
      { label: `${label} A`, colour: colours.a, isOfA: true, values: drawn(a) },
      { label: `${label} B`, colour: colours.b, isOfA: false, values: drawn(b) },
    ];
  }

  private rates(counts: readonly number[]): Levels {
    return counts.map((each) => each / this.windowS);
  }
}

function sumOf({ series }: Result, of: (tenant: TenantSeries) => readonly number[]): readonly number[] {
  const counts = series.tenants.map(of);
  return series.timeS.map((_, at) => counts.reduce((total, each) => total + each[at], 0));
}

function mean(several: Levels): number | null {
  const known = several.filter((each) => each !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
