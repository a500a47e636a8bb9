/**
 * Which admission server keeps the tokens of which table: consistent hashing, so that a lost server's tables spread over
 * all others and nobody else's move (P22 section 4.2, facts 1.4: an independent hash ring). Each server has several points
 * on a circle of 32-bit places; a table belongs to the server of the next point, and goes on along the circle when that
 * one is silent. Nothing here depends on who is up: routers find that out by asking.
 */

interface Point {
  readonly place: number;
  readonly server: number;
}

export class AdmissionRing {
  private readonly points: readonly Point[];

  constructor(
    private readonly servers: readonly number[],
    /** Even out what each server gets. */
    private readonly pointsPerServer: number,
  ) {
    this.points = servers
      .flatMap((server) =>
        Array.from({ length: pointsPerServer }, (_, point) => ({ place: placeOf(server, point), server })),
      )
      .sort((a, b) => a.place - b.place || a.server - b.server);
  }

  /** All servers, each once, in the order in which routers ask them for this table. */
  serversOf(table: number): readonly number[] {
    const place = placeOf(table, this.pointsPerServer);
    const next = this.points.findIndex((point) => point.place >= place);
    const inOrder = [...this.points.slice(next), ...this.points.slice(0, next)];
    const found = new Set(inOrder.map(({ server }) => server));
    if (found.size !== this.servers.length) throw new Error('an admission server is on the ring twice');
    return [...found];
  }
}

/** Mixes two whole numbers to 32 bits; tables count as their own kind of point. */
function placeOf(number: number, point: number): number {
  let hash = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(point + 1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}
