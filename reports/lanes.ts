/**
 * What the control plane and the leaders' groups did, and what was lost for good: a lane for each kind of act that occurred, with its moments. A result
 * lists only so many: of acts every n-th, and of elections the first; a lane that has not all of them says so.
 *
 * Leaves out what was only asked for, begun or given up: those are in the result.
 */
import type { Result } from '../sim/result.js';
import { stretchesAway } from './away-from-home.js';
import { count, plural } from './format.js';
import { printable } from './safe-text.js';

type Journal = Result['controlPlane']['list'];

interface Acts {
  readonly name: string;
  /** Where it is not the name with an s. */
  readonly plural?: string;
  readonly atS: readonly number[];
  /** Also those that the result does not list. */
  readonly total: number;
  /** Those listed are spread over the run, or the first. */
  readonly isSpread: boolean;
}

/** What lasts: of whom, and from when to when. */
export interface LaneBar {
  readonly name: string;
  readonly fromS: number;
  readonly toS: number;
  /** From when on nothing is at stake any more; null: all the time something is. */
  readonly paleFromS: number | null;
}

export interface Lane {
  /** Such as "8 elections"; nothing where the lane above goes on. */
  readonly name: string;
  /** Beside the lane, where there is no room for more than "312 hand-overs"; the name where it is left out. */
  readonly beside?: string;
  readonly atS: readonly number[];
  readonly bars?: readonly LaneBar[];
}

export function lanesOf(result: Result): readonly Lane[] {
  const acts = actsOf(result)
    .filter(({ atS }) => atS.length > 0)
    .map((acts) => ({ name: nameOf(acts), atS: acts.atS }));
  return [...acts, ...grayLanes(result), ...additionLanes(result), ...failoverLanes(result)];
}

/** Of nodes that are slow at the same time; more share the last. */
const grayLanesMax = 3;

/** Nodes taken for slow, each with a bar for as long as it is, paler from when on it has no replica. */
function grayLanes({ grayNodes = [], healing, run }: Result): readonly Lane[] {
  const lanes: { bars: LaneBar[]; atS: readonly number[] }[] = [];
  for (const { node, judgedS, trustedS, emptiedS } of grayNodes) {
    const free = lanes.find(({ bars }) => bars[bars.length - 1].toS <= judgedS);
    const lane = free ?? (lanes.length < grayLanesMax ? { bars: [], atS: [] } : lanes[lanes.length - 1]);
    if (!lanes.includes(lane)) lanes.push(lane);
    lane.bars.push({
      name: printable(node),
      fromS: judgedS,
      toS: trustedS ?? run.simulatedSeconds,
      paleFromS: emptiedS,
    });
  }
  const total = Math.max(healing.nodesJudgedGray, grayNodes.length);
  const judged = grayNodes.map(({ judgedS }) => judgedS);
  const name = nameOf({ name: 'slow node', atS: judged, total, isSpread: false });
  return lanes.map((lane, at) => ({ name: at === 0 ? name : '', ...lane }));
}

/** Of tenants whose clients fail over: more share the last. */
const failoverLanesMax = 3;

/** For each tenant, a stroke where a client left its region, and a bar as long as any is elsewhere. */
function failoverLanes(result: Result): readonly Lane[] {
  const { tenants, list } = result.failover;
  const stretches = stretchesAway(result);
  const moved = tenants.filter(({ failovers }) => failovers > 0);
  return moved.slice(0, failoverLanesMax).map(({ tenant }, at) => {
    const sharing = at === failoverLanesMax - 1 ? moved.slice(at) : [moved[at]];
    const isOfLane = (each: { readonly tenant: string }) => sharing.some((one) => one.tenant === each.tenant);
    const atS = list.filter((move) => isOfLane(move) && move.reason !== 'return').map((move) => move.atS);
    const total = sharing.reduce((sum, one) => sum + one.failovers, 0);
    const whose = sharing.length === 1 ? tenant : `${sharing.length} tenants`;
    // Whose they are, its bars say.
    const beside = nameOf({ name: 'fail-over', atS, total, isSpread: false });
    return {
      ...{ name: printable(`${beside} of ${whose}`), beside },
      atS,
      bars: stretches.filter(isOfLane).map(({ tenant: who, home, fromS, toS }) => {
        return { name: printable(`${who} away from ${home}`), fromS, toS, paleFromS: null };
      }),
    };
  });
}

/** Regions that are added, each with a bar until they have all of the table. */
function additionLanes({ globalTables: { additions }, run }: Result): readonly Lane[] {
  const begun = additions.filter(({ from }) => from !== null);
  if (begun.length === 0) return [];
  const bars = begun.map(({ region, atS, filledS }) => {
    return { name: printable(region), fromS: atS, toS: filledS ?? run.simulatedSeconds, paleFromS: null };
  });
  return [{ name: `${plural(begun.length, 'region')} added`, atS: begun.map(({ atS }) => atS), bars }];
}

function actsOf({ elections, controlPlane, losses, backups, restores }: Result): readonly Acts[] {
  const changes = (cause: Result['elections']['list'][number]['cause']) =>
    elections.list.filter((each) => each.cause === cause).map(({ servingS }) => servingS);
  const lossesOf = (kind: Result['losses']['list'][number]['kind']) =>
    losses.list.filter((each) => each.kind === kind).map(({ atS }) => atS);
  const acts = (isOne: (what: Journal[number]['what']) => boolean) =>
    controlPlane.list.filter(({ what }) => isOne(what)).map(({ atS }) => atS);
  const { splitsForSize, splitsForConsumption, provisionsRaised, provisionsLowered } = controlPlane;
  return [
    { name: 'election', atS: changes('suspicion'), total: elections.elections, isSpread: false },
    { name: 'hand-over', atS: changes('handover'), total: elections.handovers, isSpread: false },
    {
      name: 'split',
      atS: acts((what) => what === 'split for size' || what === 'split for consumption'),
      total: splitsForSize + splitsForConsumption,
      isSpread: true,
    },
    { name: 'move', atS: acts((what) => what === 'replica moved'), total: controlPlane.replicasMoved, isSpread: true },
    {
      name: 'raise',
      atS: acts((what) => what === 'allocation raised'),
      total: controlPlane.allocationsRaised,
      isSpread: true,
    },
    {
      name: 'scaling',
      atS: acts((what) => what.includes(' provision ')),
      total: provisionsRaised + provisionsLowered,
      isSpread: true,
    },
    {
      name: 'total loss',
      plural: 'total losses',
      atS: lossesOf('lastCopy'),
      total: Math.max(losses.partitionsLost, lossesOf('lastCopy').length),
      isSpread: false,
    },
    {
      name: 'lost majority',
      plural: 'lost majorities',
      atS: lossesOf('majority'),
      total: Math.max(losses.majoritiesLost, lossesOf('majority').length),
      isSpread: false,
    },
    {
      name: 'backup',
      atS: momentsIn(backups.list.map(({ availableS }) => availableS)),
      total: backups.backupsAvailable,
      isSpread: false,
    },
    {
      name: 'restore',
      atS: momentsIn(restores.list.map(({ readyS }) => readyS)),
      total: restores.tablesRestored,
      isSpread: false,
    },
  ];
}

const momentsIn = (timesS: readonly (number | null)[]) => timesS.filter((timeS) => timeS !== null);

function nameOf({ name, plural: several, atS, total, isSpread }: Acts): string {
  const all = several === undefined || total === 1 ? plural(total, name) : `${count(total)} ${several}`;
  if (atS.length >= total) return all;
  return isSpread ? `${all}, 1 in ${count(Math.round(total / atS.length))}` : `first ${count(atS.length)} of ${all}`;
}
