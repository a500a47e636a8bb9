/**
 * A trace as Perfetto reads it: tracks, then what happened on them in order of time, each a packet of one sequence. The field
 * numbers are those of the .proto files that Perfetto publishes (github.com/google/perfetto, protos/perfetto/trace).
 *
 * Leaves out interned strings and a clock of its own: a trace is small, and its times are virtual, from the run's beginning.
 */
import { PbfWriter } from 'pbf';
import { printable } from '../../safe-text.js';

export interface Track {
  /** From 1; a parent comes before its children. */
  readonly id: number;
  /** Null of the root. */
  readonly parent: number | null;
  readonly name: string;
  /** Of a track that counts; null of one with slices. */
  readonly unit: string | null;
  readonly description: string;
}

/** Null is left out. */
export type Arguments = Readonly<Record<string, string | number | boolean | null>>;

interface Named {
  readonly name: string;
  readonly category: string;
  readonly args: Arguments;
  /** Flows that begin here or pass, and those that end here. */
  readonly flows?: readonly number[];
  readonly endedFlows?: readonly number[];
}

/** On a track: a begun slice lies within the one begun before it, and ends first. */
export type Happening =
  | ({ readonly type: 'begin' | 'instant' } & Named)
  | { readonly type: 'end' }
  | { readonly type: 'value'; readonly value: number };

export type TraceEvent = { readonly atNs: number; readonly track: number } & Happening;

/** Of `trace.proto`, `trace_packet.proto`, and of `track_event/`: `track_descriptor`, `counter_descriptor` and the others. */
const trace = { packet: 1 } as const;
const packet = { timestamp: 8, sequence: 10, event: 11, track: 60 } as const;
const descriptor = { uuid: 1, name: 2, parent: 5, counter: 8, childOrder: 11, rank: 12, description: 14 } as const;
const counter = { unitName: 6 } as const;
const event = { args: 4, type: 9, track: 11, category: 22, name: 23, value: 44, flows: 47, endedFlows: 48 } as const;
const eventType = { begin: 1, end: 2, instant: 3, value: 4 } as const;
const argument = { bool: 2, int: 4, double: 5, string: 6, name: 10 } as const;
/** Children in the order of their ranks. */
const explicitOrder = 3;
/** Any number but 0. */
const sequence = 1;

/** `events` in the order of each track; those of several tracks at one time stay in the order given. */
export function traceBytes(tracks: readonly Track[], events: readonly TraceEvent[]): Uint8Array {
  const writer = new PbfWriter();
  for (const each of tracks) writer.writeMessage(trace.packet, writeTrackPacket, each);
  const inOrder = [...events].sort((a, b) => a.atNs - b.atNs);
  for (const each of inOrder) writer.writeMessage(trace.packet, writeEventPacket, each);
  return writer.finish();
}

function writeTrackPacket(track: Track, writer: PbfWriter): void {
  writer.writeVarintField(packet.sequence, sequence);
  writer.writeMessage(packet.track, writeTrack, track);
}

function writeTrack({ id, parent, name, unit, description }: Track, writer: PbfWriter): void {
  writer.writeVarintField(descriptor.uuid, id);
  if (parent !== null) writer.writeVarintField(descriptor.parent, parent);
  writer.writeStringField(descriptor.name, printable(name));
  if (unit !== null) writer.writeMessage(descriptor.counter, writeCounter, unit);
  writer.writeVarintField(descriptor.childOrder, explicitOrder);
  writer.writeVarintField(descriptor.rank, id);
  if (description !== '') writer.writeStringField(descriptor.description, printable(description));
}

function writeCounter(unit: string, writer: PbfWriter): void {
  writer.writeStringField(counter.unitName, unit);
}

function writeEventPacket(happened: TraceEvent, writer: PbfWriter): void {
  writer.writeVarintField(packet.timestamp, happened.atNs);
  writer.writeVarintField(packet.sequence, sequence);
  writer.writeMessage(packet.event, writeEvent, happened);
}

function writeEvent(happened: TraceEvent, writer: PbfWriter): void {
  writer.writeVarintField(event.type, eventType[happened.type]);
  writer.writeVarintField(event.track, happened.track);
  if (happened.type === 'value') writer.writeDoubleField(event.value, happened.value);
  if (happened.type !== 'begin' && happened.type !== 'instant') return;
  const { name, category, args, flows = [], endedFlows = [] } = happened;
  writer.writeStringField(event.category, category);
  writer.writeStringField(event.name, printable(name));
  for (const [key, value] of Object.entries(args)) {
    if (value !== null) writer.writeMessage(event.args, writeArgument, { key, value });
  }
  for (const flow of flows) writer.writeFixed64Field(event.flows, flow);
  for (const flow of endedFlows) writer.writeFixed64Field(event.endedFlows, flow);
}

function writeArgument(
  { key, value }: { readonly key: string; readonly value: string | number | boolean },
  writer: PbfWriter,
): void {
  writer.writeStringField(argument.name, key);
  if (typeof value === 'string') writer.writeStringField(argument.string, printable(value));
  else if (typeof value === 'boolean') writer.writeBooleanField(argument.bool, value);
  else if (Number.isInteger(value)) writer.writeVarintField(argument.int, value);
  else writer.writeDoubleField(argument.double, value);
}
