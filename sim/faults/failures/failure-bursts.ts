/**
 * Bursts among the nodes of a rack (Ford OSDI 2010): a failure of one takes others with it at random, so many and as often
 * that the share of failures in bursts is as said. Whom it takes is decided by a draw for each of the others, by number: a
 * node more changes nothing, unless it is taken itself.
 */
import type { NumberedStreams, RandomStream } from '../../engine/random-stream.js';
import { hostsInRack, numbersInRack, rackOf, racksPerZone } from '../../infrastructure/racks.js';
import type { RegionSpec } from '../../infrastructure/roles.js';
import type { BurstSpec } from '../failure-class.js';

interface Taken {
  /** Of the node in its zone. */
  readonly number: number;
  readonly afterNs: number;
  /** For whatever else is drawn of this failure. */
  readonly stream: RandomStream;
}

export class RackBursts {
  /** How many others a burst takes: as many as it should, or all that the rack has. */
  private readonly taken: number;
  /** That a failure begins a burst. */
  private readonly odds: number;

  constructor(
    private readonly bursts: BurstSpec,
    private readonly number: number,
    private readonly region: RegionSpec,
    private readonly streams: NumberedStreams,
  ) {
    const racks = racksPerZone(region);
    const others = hostsInRack(rackOf(number, racks), racks, region.storageNodesPerZone) - 1;
    this.taken = Math.min(bursts.hosts - 1, others);
    this.odds = burstOdds(bursts.inBursts, this.taken);
  }

  /** Of all failures of a node to those of its own. */
  get failuresPerOwn(): number {
    return 1 + this.odds * this.taken;
  }

  /** The others that the node takes with its nth failure. */
  takenWith(failure: number): Taken[] {
    if (this.taken === 0 || this.streams.of(failure).next() >= this.odds) return [];
    const racks = racksPerZone(this.region);
    const inRack = numbersInRack(rackOf(this.number, racks), racks, this.region.storageNodesPerZone);
    const others = inRack.filter((number) => number !== this.number);
    const drawn = others.map((number) => {
      const stream = this.streams.of(failure, number);
      return { number, rank: stream.next(), stream };
    });
    drawn.sort((a, b) => a.rank - b.rank || a.number - b.number);
    return drawn
      .slice(0, this.taken)
      .map(({ number, stream }) => ({ number, afterNs: stream.below(this.bursts.withinNs + 1), stream }));
  }
}

/** p, where 1 + p n failures follow from one and (1 + n) p of them are in a burst. */
function burstOdds(inBursts: number, taken: number): number {
  return taken === 0 ? 0 : inBursts / (1 + taken - inBursts * taken);
}
