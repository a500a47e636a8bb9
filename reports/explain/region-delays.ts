/**
 * When a region was behind another for a second or more, as one looks at the end of each window of the series, with the faults
 * that were at work on either of the two meanwhile.
 */
import type { FaultRow, Result } from '../../sim/result.js';
import { timeSpan, timeSpanRange } from '../format.js';
import { printable } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

export interface RegionDelay {
  readonly from: string;
  readonly to: string;
  readonly fromS: number;
  readonly toS: number;
  readonly mostMs: number;
  /** Most changes that waited. */
  readonly waiting: number;
  readonly faults: readonly Pick<FaultRow, 'kind' | 'target' | 'fromS' | 'toS'>[];
}

/** Replication usually takes less (facts 2.4). */
const behindMinMs = 1000;
const delaysMax = 5;
const faultsMax = 3;

type Paragraph = (indent: number, text: string, role?: TextLine['role']) => TextLine[];

/** In the order of time. */
export function regionDelaysOf(result: Result): RegionDelay[] {
  const { links = [], windowSeconds } = result.series;
  return links
    .flatMap(({ from, to, behindMs, waiting }) =>
      stretches(behindMs).map(([first, last]) => {
        const [fromS, toS] = [first * windowSeconds, Math.min((last + 1) * windowSeconds, result.run.simulatedSeconds)];
        return {
          ...{ from, to, fromS, toS, faults: faultsOn(result, [from, to], fromS, toS) },
          mostMs: Math.max(...behindMs.slice(first, last + 1)),
          waiting: Math.max(...waiting.slice(first, last + 1)),
        };
      }),
    )
    .sort((a, b) => a.fromS - b.fromS);
}

function stretches(behindMs: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [at, ms] of behindMs.entries()) {
    if (ms < behindMinMs) continue;
    const last = found.at(-1);
    if (last !== undefined && last[1] === at - 1) last[1] = at;
    else found.push([at, at]);
  }
  return found;
}

/** At work on one of the regions in that time, or shortly before. */
export const faultsOn = ({ faults }: Result, regions: readonly string[], fromS: number, toS: number) =>
  faults.filter(
    (fault) =>
      fault.fromS <= toS &&
      (fault.toS ?? Number.POSITIVE_INFINITY) >= fromS - behindMinMs / 1e3 &&
      fault.hosts.some((host) => regions.some((region) => host.startsWith(`${region}/`))),
  );

export function regionDelayLines(delays: readonly RegionDelay[], paragraph: Paragraph): TextLine[] {
  if (delays.length === 0) return [];
  const hidden = delays.length - delaysMax;
  return [
    line(''),
    line('When a region was behind another', 'heading'),
    ...delays
      .slice(0, delaysMax)
      .flatMap((delay) => [
        ...paragraph(2, delayInWords(delay)),
        ...(delay.faults.length === 0 ? [] : paragraph(4, `meanwhile ${faultsInWords(delay.faults)}`, 'faint')),
      ]),
    ...(hidden > 0 ? paragraph(2, `and ${hidden} more with --format json`) : []),
  ];
}

const delayInWords = ({ from, to, fromS, toS, mostMs, waiting }: RegionDelay) =>
  printable(
    `${to} behind ${from} from ${timeSpanRange(fromS, toS)}: ${timeSpan(mostMs / 1e3)} at most, with ${waiting} changes that waited`,
  );

export function faultsInWords(faults: RegionDelay['faults']): string {
  const words = faults
    .slice(0, faultsMax)
    .map(
      ({ kind, target, fromS, toS }) =>
        `${kind} of ${target} ${toS === null ? `from ${timeSpan(fromS)} on` : `from ${timeSpanRange(fromS, toS)}`}`,
    );
  const more = faults.length - words.length;
  return printable(`${words.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
}
