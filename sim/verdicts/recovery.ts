/**
 * Whether the service came back after each fault. A fault is recovered from at the first moment from which on every tenant
 * fares as before the faults (faring.ts says when it does not).
 *
 * A tenant's windows are looked at in stretches of a second and of 100 requests at least. A single doubtful stretch between
 * two good ones is no outage, and neither are scarce ones in a row between good ones or at an end that chance may have. "Before" is from the end of the warm-up to the first fault, or from the beginning where that
 * leaves too few requests.
 *
 * What follows the next fault is that fault's, and what follows a load that no tenant put on the service before is the
 * load's: a table that is asked for more than its provision refuses the rest, whatever happened to it earlier. Both end
 * what can be said of a fault; where more load comes with the fault itself, nothing can.
 *
 * Left out: tenants that sent too few requests before, and random changes of load.
 */
import type { FaultRow, RecoveryRow, RunFacts } from '../result.js';
import type { Series } from '../series.js';
import {
  type Calm,
  calmOf,
  faringOf,
  hairS,
  isChance,
  isSlow,
  silentWindows,
  stretchesOf,
  type Window,
  windowsOf,
} from './faring.js';
import type { PlannedLoads } from './planned-load.js';

/** A load of a tenth more than ever before is another load. */
const otherLoadMin = 1.1;

/**
 * One a fault, in the order of the faults.
 * @param loads in the order of the tenants, none of which changes its load where they are not given
 */
export function recoveries(
  { tenants, timeS, windowSeconds }: Series,
  { simulatedSeconds, warmupSeconds }: Pick<RunFacts, 'simulatedSeconds' | 'warmupSeconds'>,
  faults: readonly FaultRow[],
  loads: PlannedLoads = [],
): readonly RecoveryRow[] {
  const firstS = Math.min(...faults.map(({ fromS }) => fromS));
  const all = tenants.map((tenant, at) => {
    const windows = windowsOf(tenant, timeS, windowSeconds, simulatedSeconds, loads[at]);
    const earlier = windows.filter(({ toS }) => toS <= firstS + hairS);
    const settled = earlier.filter(({ fromS }) => fromS >= warmupSeconds - hairS);
    const before = calmOf(settled) === null ? earlier : settled;
    return { windows, before, calm: calmOf(before) };
  });
  const known = all.flatMap(({ windows, calm }) => (calm === null ? [] : [{ windows, calm }]));
  const most = all.map(({ before }) => before.reduce((high, { load }) => Math.max(high, load), 0));
  const heavier = timeS.map((_, at) =>
    all.some(({ windows }, tenant) => windows[at].load > otherLoadMin * most[tenant]),
  );
  return faults.map(({ fromS, toS }) => {
    const laterS = faults.map((other) => other.fromS).filter((otherS) => otherS > fromS);
    const heavierS = timeS.find((windowS, at) => heavier[at] && windowS + windowSeconds > fromS + hairS);
    const untilS = Math.max(fromS, Math.min(simulatedSeconds, heavierS ?? simulatedSeconds, ...laterS));
    const goodFromS = known.map(({ windows, calm }) => goodFrom(between(windows, fromS, untilS), calm));
    if (goodFromS.length === 0 || fromS >= untilS) return { state: 'unknown', atS: null, afterS: null, untilS };
    if (goodFromS.includes(null)) return { state: 'notRecovered', atS: null, afterS: null, untilS };
    const atS = Math.max(fromS, ...goodFromS.map((each) => each ?? fromS));
    const state = goodFromS.every((each) => each === undefined) ? 'undisturbed' : 'recovered';
    return { state, atS, afterS: Math.max(0, atS - (toS ?? fromS)), untilS };
  });
}

/** Those that begin within; the one in which the fault begins belongs to both. */
function between(windows: readonly Window[], fromS: number, untilS: number): readonly Window[] {
  return windows.filter((window) => window.toS > fromS + hairS && window.fromS < untilS - hairS);
}

/** From when on all stretches are good: undefined where none is bad, null where the last one is. */
function goodFrom(windows: readonly Window[], calm: Calm): number | null | undefined {
  const silent = silentWindows(windows, calm);
  const stretches = stretchesOf(windows);
  const farings = stretches.map((stretch) => faringOf(stretch, calm, silent));
  const isAlone = (at: number) =>
    farings[at] !== 'bad' && at > 0 && farings[at - 1] === 'usual' && farings[at + 1] === 'usual';
  const isStray = (at: number) => {
    if (isAlone(at) || farings[at] !== 'scarce') return isAlone(at);
    const from = farings.findLastIndex((faring, before) => before < at && faring !== 'scarce') + 1;
    const after = farings.findIndex((faring, later) => later > at && faring !== 'scarce');
    const to = after < 0 ? farings.length : after;
    const isAmongUsual = [from - 1, to].every((beside) => (farings[beside] ?? 'usual') === 'usual');
    return isAmongUsual && isChance(stretches.slice(from, to), calm);
  };
  const last = farings.findLastIndex((faring, at) => faring !== 'usual' && !isStray(at));
  if (last < 0) return undefined;
  if (last === stretches.length - 1) return null;
  const worse = stretches[last].filter(
    (window) => isSlow(window, calm) || faringOf([window], calm, silent) !== 'usual',
  );
  return worse.length === 0 ? stretches[last + 1][0].fromS : worse[worse.length - 1].toS;
}
