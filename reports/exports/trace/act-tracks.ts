/**
 * What was done to the system and what it did: faults from their beginning to their end, elections from the suspicion until a
 * leader serves, and the acts of the control plane, a track for each kind. A result lists only so many of the last two; the
 * tracks say how many there were.
 */
import type { ElectionRow, Result } from '../../../sim/result.js';
import { plural } from '../../format.js';
import type { Flows } from './flows.js';
import type { Arguments } from './trace-packets.js';
import { inNs, type Strip, type Timed, type TraceTracks } from './trace-tracks.js';

export function addFaults(tracks: TraceTracks, root: number, { faults, recovery, run }: Result, flows: Flows): void {
  if (faults.length === 0) return;
  const strips = faults.map((fault, at): Strip => {
    const { kind, target, hosts, hostsHit, condition, fromS, toS } = fault;
    const recovered = { recovery: recovery[at].state, recoveredAtS: recovery[at].atS };
    const slice = {
      ...{ name: `${kind} ${target}`, category: 'fault', flows: flows.through(fault) },
      args: { kind, target, hosts: hosts.join(', '), hostsHit, condition, heals: toS !== null, ...recovered },
    };
    return strip(fromS, Math.min(toS ?? run.simulatedSeconds, run.simulatedSeconds), slice);
  });
  tracks.putInLanes(tracks.add(root, 'faults'), strips);
}

export function addElections(tracks: TraceTracks, root: number, { elections }: Result, flows: Flows): void {
  const { list, elections: won, handovers } = elections;
  if (list.length === 0) return;
  const description = `The first ${list.length} of ${plural(won, 'election')} and ${plural(handovers, 'hand-over')}.`;
  tracks.putInLanes(
    tracks.add(root, 'elections', description),
    list.map((each) => electionStrip(each, flows)),
  );
}

function electionStrip(election: ElectionRow, flows: Flows): Strip {
  const { partition, term, cause, from, to, suspectedS, electedS, servingS } = election;
  const slice = {
    ...{ name: `${cause} in ${partition}`, category: 'election', flows: flows.through(election) },
    args: { partition, term, cause, from, to },
  };
  const part = (name: string, fromS: number, toS: number) =>
    strip(fromS, toS, { name, category: 'election', args: {} }).events;
  return strip(suspectedS, servingS, slice, [
    ...part('until elected', suspectedS, electedS),
    ...part('until it serves', electedS, servingS),
  ]);
}

export function addActs(tracks: TraceTracks, root: number, { controlPlane }: Result): void {
  const { list, acts } = controlPlane;
  if (list.length === 0) return;
  const description = `${list.length} of ${plural(acts, 'act')}: where they are not all, of frequent kinds every n-th.`;
  const parent = tracks.add(root, 'control plane', description);
  const byKind = new Map<string, number>();
  for (const { atS, what, partition, because, units } of list) {
    const kind = what.replace(/ to \d.*$/, '');
    const track = byKind.get(kind) ?? tracks.add(parent, kind);
    byKind.set(kind, track);
    const args: Arguments = { because, fromUnits: units?.from ?? null, toUnits: units?.to ?? null };
    const name = `${what}: ${partition}`;
    tracks.put(track, { atNs: inNs(atS), type: 'instant', name, category: 'control plane', args });
  }
}

interface Slice {
  readonly name: string;
  readonly category: string;
  readonly args: Arguments;
  readonly flows?: readonly number[];
}

export function strip(fromS: number, toS: number, slice: Slice, within: readonly Timed[] = []): Strip {
  const [fromNs, toNs] = [inNs(fromS), inNs(toS)];
  const begin: Timed = { atNs: fromNs, type: 'begin', ...slice };
  return { fromNs, toNs, events: [begin, ...within, { atNs: toNs, type: 'end' }] };
}
