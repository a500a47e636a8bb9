/**
 * Which admission server keeps the tokens of which table: consistent hashing, so that a lost server's tables spread over
 * all others and nobody else's move (P22 section 4.2: an independent hash ring). Each server has several points
 * on a circle of 32-bit places, drawn for its name; a table belongs to the server of the next point, and goes on along the circle when that
 * one is silent. Nothing here depends on who is up: routers find that out by asking.
 */
import type { RandomStreams } from '../engine/random-stream.js';

interface Point {
  readonly place: number;
  readonly server: number;
}

/** On all rings. */
export const ringPointsMax = 1 << 16;

export class AdmissionRing {
  private readonly points: readonly Point[];
  /** Host ids. */
  readonly servers: readonly number[];

  constructor(
    servers: readonly { readonly id: number; readonly name: string }[],
    /** Even out what each server gets. */
    pointsPerServer: number,
    streams: RandomStreams,
  ) {
    this.servers = servers.map(({ id }) => id);
    this.points = servers
      .flatMap(({ id, name }) => {
        const stream = streams.stream(name, 'points of the admission ring');
        return Array.from({ length: pointsPerServer }, () => ({ place: stream.uint32(), server: id }));
      })
      .sort((a, b) => a.place - b.place || a.server - b.server);
  }

  /** All servers, each once, in the order in which routers ask them for a table at this place. */
  serversOf(place: number): readonly number[] {
    const next = Math.max(
      0,
      this.points.findIndex((point) => point.place >= place),
    );
    const inOrder = [...this.points.slice(next), ...this.points.slice(0, next)];
    const found = new Set(inOrder.map(({ server }) => server));
    if (found.size !== this.servers.length) throw new Error('an admission server is on the ring twice');
    return [...found];
  }
}

/** Where on the ring a table is. */
export const placeOnRing = (tableName: string, streams: RandomStreams): number =>
  streams.stream(`table ${tableName}`, 'place on the admission ring').uint32();
