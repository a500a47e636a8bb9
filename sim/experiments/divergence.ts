/**
 * Why a replay parts from its recording at an event: what happens there, what was recorded there, and which events led to
 * each. Two more passes of the run, since only a run knows its past: one notes who scheduled whom, up to the event and on
 * to the next of the recorded kind; one puts the few events concerned into words, each while it runs.
 */

import type { EventObserver, Simulation } from '../engine/simulation.js';
import type { Run } from '../run.js';
import { type Ancestry, CausalTrace } from './causal-trace.js';

export const causesMax = 8;
/** Events after the divergence among which the recorded kind is looked for. */
const searchedEventsMax = 1 << 20;

export interface DescribedEvent {
  /** In order of execution, from 1. */
  readonly number: number;
  readonly timeNs: number;
  readonly name: string;
  /** Such as "getItem of storefront on orders/7"; empty where the name says all. */
  readonly about: string;
}

export interface Story {
  readonly event: DescribedEvent;
  /** The events that led to it, nearest first. */
  readonly causes: readonly DescribedEvent[];
  readonly end: Ancestry['end'];
}

export interface Divergence {
  /** Number of the first event that differs. */
  readonly event: number;
  /** What happens there in the replay; null when it has no more events. */
  readonly replayed: Story | null;
  /** The kind of event that was recorded there; null when the recording has no more events. */
  readonly recordedName: string | null;
  /** Where that kind comes next in the replay. */
  readonly recordedNext: Story | null;
  readonly lastCommon: DescribedEvent | null;
}

/** Yields between slices of work; `run` begins the replayed run anew and `advance` cuts it into slices. */
export function* explainDivergence(
  event: number,
  recordedNames: readonly string[],
  begin: () => Run,
  advance: (run: Run, untilEvent: number) => Generator<void, void>,
): Generator<void, Divergence> {
  const traced = begin();
  const { simulation } = traced.service;
  const types = recordedNames.map((name) => simulation.typeNames.indexOf(name));
  const search = new Search(event, new Set(types));
  simulation.observer = search;
  yield* advance(traced, event);
  const lastSearched = types.length === 0 ? event : event + searchedEventsMax;
  while (search.found === 0 && traced.events < lastSearched) {
    const before = traced.events;
    yield* advance(traced, Math.min(lastSearched, before + searchStep));
    if (traced.events === before) break;
  }

  const wanted = [search.trace.events < event ? 0 : event, search.found];
  const ancestries = wanted.map((number) => (number === 0 ? null : search.trace.ancestryOf(number, causesMax)));
  const numbers = [event - 1, ...wanted, ...ancestries.flatMap((ancestry) => ancestry?.causes ?? [])];
  const described = begin();
  const album = new Album(described.service.simulation, new Set(numbers));
  described.service.simulation.observer = album;
  yield* advance(described, Math.max(...numbers));

  const [replayed, recordedNext] = wanted.map((number, index): Story | null => {
    const ancestry = ancestries[index];
    if (ancestry === null) return null;
    return { event: album.get(number), causes: ancestry.causes.map((each) => album.get(each)), end: ancestry.end };
  });
  return {
    event,
    replayed,
    recordedName: recordedNames.length === 0 ? null : recordedNames.join(' or '),
    recordedNext,
    lastCommon: event === 1 ? null : album.get(event - 1),
  };
}

const searchStep = 1 << 12;

/** Notes causes, and the first event after `event` of one of the kinds. */
class Search implements EventObserver {
  readonly trace = new CausalTrace();
  /** Its number, or 0. */
  found = 0;

  constructor(
    private readonly event: number,
    private readonly types: ReadonlySet<number>,
  ) {}

  observe(timeNs: number, sequence: number, type: number, payload: number, nextSequence: number): void {
    this.trace.observe(timeNs, sequence, type, payload, nextSequence);
    if (this.found === 0 && this.trace.events > this.event && this.types.has(type)) this.found = this.trace.events;
  }
}

/** Takes the words of some events as they pass. */
class Album implements EventObserver {
  private readonly events = new Map<number, DescribedEvent>();
  private passed = 0;

  constructor(
    private readonly simulation: Simulation,
    private readonly wanted: ReadonlySet<number>,
  ) {}

  observe(timeNs: number, _sequence: number, type: number, payload: number): void {
    const number = ++this.passed;
    if (!this.wanted.has(number)) return;
    const { simulation } = this;
    this.events.set(number, { number, timeNs, name: simulation.nameOf(type), about: simulation.about(type, payload) });
  }

  get(number: number): DescribedEvent {
    const event = this.events.get(number);
    if (event === undefined) throw new Error(`event ${number} did not pass a second time`);
    return event;
  }
}
