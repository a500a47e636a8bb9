/**
 * Reads a trace by another library than it is written with, after the parts of Perfetto's published schema that it uses
 * (github.com/google/perfetto, protos/perfetto/trace; names and numbers as there).
 */
import protobuf from 'protobufjs';

const schema = `
syntax = "proto2";
message Trace { repeated TracePacket packet = 1; }
message TracePacket {
  optional uint64 timestamp = 8;
  optional uint32 trusted_packet_sequence_id = 10;
  optional TrackEvent track_event = 11;
  optional TrackDescriptor track_descriptor = 60;
}
message TrackDescriptor {
  optional uint64 uuid = 1;
  optional string name = 2;
  optional uint64 parent_uuid = 5;
  optional CounterDescriptor counter = 8;
  enum ChildTracksOrdering { UNKNOWN = 0; LEXICOGRAPHIC = 1; CHRONOLOGICAL = 2; EXPLICIT = 3; }
  optional ChildTracksOrdering child_ordering = 11;
  optional int32 sibling_order_rank = 12;
  optional string description = 14;
}
message CounterDescriptor { optional string unit_name = 6; }
message TrackEvent {
  repeated DebugAnnotation debug_annotations = 4;
  enum Type { TYPE_UNSPECIFIED = 0; TYPE_SLICE_BEGIN = 1; TYPE_SLICE_END = 2; TYPE_INSTANT = 3; TYPE_COUNTER = 4; }
  optional Type type = 9;
  optional uint64 track_uuid = 11;
  repeated string categories = 22;
  optional string name = 23;
  optional double double_counter_value = 44;
  repeated fixed64 flow_ids = 47;
  repeated fixed64 terminating_flow_ids = 48;
}
message DebugAnnotation {
  optional string name = 10;
  oneof value { bool bool_value = 2; uint64 uint_value = 3; int64 int_value = 4; double double_value = 5; string string_value = 6; }
}`;

export interface Track {
  readonly uuid: number;
  readonly parent: number;
  readonly name: string;
  readonly isCounter: boolean;
}

export interface Slice {
  readonly track: Track;
  readonly name: string;
  readonly category: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly flows: readonly number[];
  readonly endedFlows: readonly number[];
  readonly fromNs: number;
  /** That of an instant is its beginning. */
  toNs: number;
  readonly isInstant: boolean;
  /** Of the slices of its track. */
  readonly within: Slice | null;
}

export interface ReadTrace {
  readonly tracks: ReadonlyMap<number, Track>;
  /** In the order of their beginnings. */
  readonly slices: readonly Slice[];
  readonly values: readonly { readonly track: Track; readonly atNs: number; readonly value: number }[];
}

interface Packet {
  readonly timestamp: number;
  readonly trusted_packet_sequence_id: number;
  readonly track_event?: Event;
  readonly track_descriptor?: {
    readonly uuid: number;
    readonly name: string;
    readonly parent_uuid?: number;
    readonly counter?: object;
  };
}

interface Event {
  readonly type: string;
  readonly track_uuid: number;
  readonly name: string;
  readonly categories?: readonly string[];
  readonly debug_annotations?: readonly { readonly name: string; readonly value: string }[];
  readonly double_counter_value: number;
  readonly flow_ids?: readonly number[];
  readonly terminating_flow_ids?: readonly number[];
}

/** Throws where a packet is not of the schema, a time goes back, or slices do not nest. */
export function readTrace(bytes: Uint8Array): ReadTrace {
  const Trace = protobuf.parse(schema, { keepCase: true }).root.lookupType('Trace');
  const decoded = Trace.decode(bytes);
  if (Trace.encode(decoded).finish().length !== bytes.length)
    throw new Error('it has fields beside those of the schema');
  const plain = Trace.toObject(decoded, { longs: Number, enums: String, oneofs: true });
  return new Reader().read(plain.packet as readonly Packet[]);
}

class Reader {
  private readonly tracks = new Map<number, Track>();
  private readonly slices: Slice[] = [];
  private readonly values: ReadTrace['values'][number][] = [];
  private readonly open = new Map<Track, Slice[]>();

  read(packets: readonly Packet[]): ReadTrace {
    let nowNs = 0;
    for (const { timestamp, trusted_packet_sequence_id, track_event, track_descriptor } of packets) {
      if (trusted_packet_sequence_id !== 1) throw new Error('a packet of no sequence');
      if (track_descriptor !== undefined) this.addTrack(track_descriptor);
      if (track_event === undefined) continue;
      if (timestamp < nowNs) throw new Error(`time goes back from ${nowNs} to ${timestamp} ns`);
      nowNs = timestamp;
      this.take(timestamp, track_event);
    }
    for (const [{ name }, slices] of this.open)
      if (slices.length > 0) throw new Error(`a slice of ${name} does not end`);
    return { tracks: this.tracks, slices: this.slices, values: this.values };
  }

  private addTrack({ uuid, name, parent_uuid: parent = 0, counter }: NonNullable<Packet['track_descriptor']>): void {
    if (this.tracks.has(uuid)) throw new Error(`two tracks ${uuid}`);
    if (parent !== 0 && !this.tracks.has(parent)) throw new Error(`${name} has no parent`);
    this.tracks.set(uuid, { uuid, name, parent, isCounter: counter !== undefined });
  }

  private take(atNs: number, event: Event): void {
    const track = this.tracks.get(event.track_uuid);
    if (track === undefined) throw new Error(`nothing is known of track ${event.track_uuid}`);
    if (track.isCounter !== (event.type === 'TYPE_COUNTER')) throw new Error(`${event.type} on ${track.name}`);
    const open = this.open.get(track) ?? [];
    this.open.set(track, open);
    if (event.type === 'TYPE_COUNTER') this.values.push({ track, atNs, value: event.double_counter_value });
    else if (event.type === 'TYPE_SLICE_END') {
      const ended = open.pop();
      if (ended === undefined) throw new Error(`${track.name} ends what it did not begin`);
      ended.toNs = atNs;
    } else {
      const slice = sliceOf(track, atNs, event, open.at(-1) ?? null);
      this.slices.push(slice);
      if (!slice.isInstant) open.push(slice);
    }
  }
}

function sliceOf(track: Track, atNs: number, event: Event, within: Slice | null): Slice {
  const { name, categories = [], debug_annotations: args = [], flow_ids, terminating_flow_ids, type } = event;
  const argument = (each: Readonly<Record<string, unknown>>) => each[String(each.value)];
  return {
    ...{
      track,
      name,
      category: categories.join(),
      fromNs: atNs,
      toNs: atNs,
      within,
      isInstant: type === 'TYPE_INSTANT',
    },
    args: Object.fromEntries(args.map((each) => [each.name, argument(each)])),
    ...{ flows: flow_ids ?? [], endedFlows: terminating_flow_ids ?? [] },
  };
}
