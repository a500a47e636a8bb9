/**
 * Load that rises and falls with the day of those who ask: a wave of the rate whose crest comes at a time of their clocks.
 * A run begins at midnight of universal time, and its days may be shorter than the earth's, so that a run sees several.
 *
 * Offsets from universal time are those of the regions' cities in winter (IANA time zones). Left out: summer time, weekends,
 * and that mornings rise faster than nights fall.
 */
import type { Judgement } from '../reading/judgement.js';
import type { Path } from '../reading/yaml-document.js';
import type { RateChange } from '../scenario.js';

export interface DailyWave {
  readonly kind: 'daily';
  readonly amplitude: number;
  /** Of the crest, in a day of 24 hours. */
  readonly peakNs: number;
  /** How long a day is in the run. */
  readonly dayNs: number;
  /** Null: of the tenant's region, by its name. */
  readonly utcOffsetNs: number | null;
}

export const hourNs = 3600e9;
export const dayNs = 24 * hourNs;

/** Hours, of regions of known names. */
const utcOffsets: Readonly<Record<string, number>> = {
  'af-south-1': 2,
  'ap-east-1': 8,
  'ap-northeast-1': 9,
  'ap-northeast-2': 9,
  'ap-northeast-3': 9,
  'ap-south-1': 5.5,
  'ap-southeast-1': 8,
  'ap-southeast-2': 10,
  'ca-central-1': -5,
  'eu-central-1': 1,
  'eu-north-1': 1,
  'eu-south-1': 1,
  'eu-west-1': 0,
  'eu-west-2': 0,
  'eu-west-3': 1,
  'me-south-1': 3,
  'sa-east-1': -3,
  'us-east-1': -5,
  'us-east-2': -5,
  'us-west-1': -8,
  'us-west-2': -8,
};

export function waveOf(daily: DailyWave, region: string, path: Path, judgement: Judgement): RateChange {
  const offsetNs = daily.utcOffsetNs ?? offsetOf(region, path, judgement);
  // It rises through its middle a quarter of a day before its crest.
  const riseShare = (daily.peakNs - offsetNs) / dayNs - 0.25;
  // The last such moment before the run, or at its beginning.
  const atNs = Math.round((riseShare - Math.ceil(riseShare)) * daily.dayNs);
  return { kind: 'wave', amplitude: daily.amplitude, periodNs: daily.dayNs, atNs };
}

function offsetOf(region: string, path: Path, judgement: Judgement): number {
  if (Object.hasOwn(utcOffsets, region)) return utcOffsets[region] * hourNs;
  const isSaid = judgement.isBroken([...path, 'utcOffset']) || region === '';
  const expected = `one, such as 9h, as ${region} is not a region whose clocks are known`;
  if (!isSaid) judgement.report([...path, 'utcOffset'], { found: 'no "utcOffset"', expected });
  return 0;
}
