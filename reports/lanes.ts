/**
 * What the control plane and the leaders' groups did, and what was lost for good: a lane for each kind of act that occurred, with its moments. A result
 * lists only so many: of acts every n-th, and of elections the first; a lane that has not all of them says so.
 *
 * Leaves out what was only asked for, begun or given up: those are in the result.
 */
import type { Result } from '../sim/result.js';
import { count, plural } from './format.js';

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

export interface Lane {
  /** Such as "8 elections". */
  readonly name: string;
  readonly atS: readonly number[];
}

export function lanesOf(result: Result): readonly Lane[] {
  return actsOf(result)
    .filter(({ atS }) => atS.length > 0)
    .map((acts) => ({ name: nameOf(acts), atS: acts.atS }));
}

function actsOf({ elections, controlPlane, losses, backups, restores }: Result): readonly Acts[] {
  const changes = (cause: Result['elections']['list'][number]['cause']) =>
    elections.list.filter((each) => each.cause === cause).map(({ servingS }) => servingS);
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
      atS: losses.list.map(({ atS }) => atS),
      total: Math.max(losses.partitionsLost, losses.list.length),
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
