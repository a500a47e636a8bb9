/**
 * Random streams: one generator for every (seed, entity, purpose), so that a further tenant, retry or fault never shifts
 * the draws of anyone else. That independence is what makes paired comparisons and shrinking sound.
 *
 * `seedrandom` (alea) turns (seed, purpose) into a root state; the entity's name is then absorbed into a copy of it.
 * Seeding alea with all three for each stream would cost five times as much, and fleets have streams by the 100,000.
 *
 * Where entities are too many to keep a stream each (a million partitions), streams are found by number instead: a numbered
 * stream is made when it is needed, begins with the same draws whenever that is, and costs nothing in between.
 *
 * The draws come from sfc32 (C. Doty-Humphrey, PractRand): 32-bit integers only. Measured on Node 20, a 53-bit draw from
 * it costs 0.8 x a 32-bit draw from alea's closure, and a 32-bit one 0.55 x. Its fourth word counts the steps, which
 * guarantees a period of at least 2^32 (about 2^127 is expected) and gives the run digest its draw count for nothing.
 */
import alea from 'seedrandom/lib/alea.js';

/** Steps after seeding until every bit of the state depends on every bit of the seed; PractRand's own choice. */
const warmupSteps = 12;
/** Up to here `below` scales a single 32-bit draw: no outcome is favoured by more than n / 2^32, that is 2^-16. */
const singleStepBelowMax = 2 ** 16;

export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private steps: number;

  constructor(a: number, b: number, c: number, entity: string) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    this.steps = 1;
    for (let i = 0; i < entity.length; i++) {
      this.a ^= entity.charCodeAt(i);
      this.uint32();
    }
    for (let i = 0; i < warmupSteps; i++) this.uint32();
    this.steps = 0;
  }

  /** A whole number in 0..2^32-1. */
  uint32(): number {
    const drawn = (this.a + this.b + this.steps) | 0;
    const c = this.c;
    this.steps = (this.steps + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  }

  /** A multiple of 2^-53 in [0, 1). */
  next(): number {
    const high = this.uint32() >>> 5;
    return (high * 2 ** 26 + (this.uint32() >>> 6)) * 2 ** -53;
  }

  /** A whole number in 0..n-1, for whole n in 1..2^53; uniform but for a bias below 2^-16 (n <= 2^16) or n / 2^53. */
  below(n: number): number {
    if (n <= singleStepBelowMax) return Math.floor(this.uint32() * n * 2 ** -32);
    return Math.floor(this.next() * n);
  }

  /** 32-bit steps taken so far, modulo 2^32; `next` takes two. */
  stepCount(): number {
    return this.steps >>> 0;
  }
}

/** Streams of one entity and purpose, told apart by up to three whole numbers; none is kept. */
export class NumberedStreams {
  private readonly a: number;
  private readonly b: number;
  private readonly c: number;

  constructor(root: RandomStream) {
    this.a = root.uint32();
    this.b = root.uint32();
    this.c = root.uint32();
  }

  /** The stream of these numbers, at its beginning. */
  of(x: number, y = 0, z = 0): RandomStream {
    return new RandomStream(this.a ^ x, this.b ^ y, this.c ^ z, '');
  }
}

export class RandomStreams {
  private readonly seed: number;
  private readonly purposes: Map<string, StreamsOfPurpose>;

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new Error(`a seed is a safe integer, not ${seed}`);
    this.seed = seed;
    this.purposes = new Map();
  }

  /** Hands out a new stream. Each has one owner: asking twice would couple two parts of the model. */
  stream(entity: string, purpose: string): RandomStream {
    let streams = this.purposes.get(purpose);
    if (streams === undefined) {
      streams = new StreamsOfPurpose(`${this.seed}/${purpose}`);
      this.purposes.set(purpose, streams);
    }
    return streams.create(entity);
  }

  /** Hands out streams by number; these, too, have one owner. */
  numbered(entity: string, purpose: string): NumberedStreams {
    return new NumberedStreams(this.stream(entity, purpose));
  }

  /** Steps taken by all streams but the numbered ones, for the run digest; walks every stream, so it belongs at checkpoints. */
  stepCount(): number {
    let total = 0;
    for (const streams of this.purposes.values()) total += streams.stepCount();
    return total;
  }
}

class StreamsOfPurpose {
  private readonly root: readonly [number, number, number];
  private readonly byEntity: Map<string, RandomStream>;

  constructor(seed: string) {
    const generator = alea(seed);
    this.root = [generator.int32(), generator.int32(), generator.int32()];
    this.byEntity = new Map();
  }

  create(entity: string): RandomStream {
    if (this.byEntity.has(entity)) throw new Error(`the random stream of ${entity} already has an owner`);
    const [a, b, c] = this.root;
    const stream = new RandomStream(a, b, c, entity);
    this.byEntity.set(entity, stream);
    return stream;
  }

  stepCount(): number {
    let total = 0;
    for (const stream of this.byEntity.values()) total += stream.stepCount();
    return total;
  }
}
