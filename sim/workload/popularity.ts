/**
 * Which item a request touches: the popularity of keys over the items 0..count-1 of a table. One class with a switch, not
 * a class for each kind, because every tenant draws here for every request. Memory is constant in the number of items.
 *
 * The kinds are those of YCSB (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", SoCC 2010), plus a single
 * item. Left out: popularity that wanders over time, and runs of requests for one item.
 */
import type { RandomStream } from '../engine/random-stream.js';
import { ItemScramble } from './item-scramble.js';
import { ZipfianRanks } from './zipfian-ranks.js';

export type PopularitySpec =
  | { readonly kind: 'uniform' }
  /** Rank r is drawn with weight r^-exponent; scrambled spreads the ranks over the key space. */
  | { readonly kind: 'zipfian'; readonly exponent: number; readonly scrambled: boolean }
  /** `share` of the requests go to the first `of` of the items. */
  | { readonly kind: 'hotspot'; readonly share: number; readonly of: number }
  /** Zipfian over age: the newest item is the most popular. */
  | { readonly kind: 'latest'; readonly exponent: number }
  | { readonly kind: 'sequential' }
  | { readonly kind: 'single'; readonly item: number };

/** In a table when a run begins; those that it appends come on top, as many as it has numbers for writes. */
export const itemsMax = 1e12;

const uniformKind = 0;
const zipfianKind = 1;
const scrambledZipfianKind = 2;
const hotspotKind = 3;
const latestKind = 4;
const sequentialKind = 5;
const singleKind = 6;

export class Popularity {
  private readonly kind: number;
  private count: number;
  /** Zipfian kinds; of exponent 0 elsewhere. */
  private readonly ranks: ZipfianRanks;
  private readonly scramble: ItemScramble;
  private readonly hotShare: number;
  private readonly hotCount: number;
  /** The next item of a sequence; the only item of a single one. */
  private item: number;

  constructor(spec: PopularitySpec, count: number) {
    if (!(Number.isSafeInteger(count) && count >= 1 && count <= itemsMax)) {
      throw new Error(`popularity needs 1..${itemsMax} items, not ${count}`);
    }
    this.kind = kindOf(spec);
    this.count = count;
    this.ranks = new ZipfianRanks('exponent' in spec ? spec.exponent : 0, count);
    this.scramble = new ItemScramble(count);
    this.hotShare = spec.kind === 'hotspot' ? shareOf(spec.share) : 0;
    this.hotCount = spec.kind === 'hotspot' ? Math.max(1, Math.round(shareOf(spec.of) * count)) : 0;
    this.item = spec.kind === 'single' ? spec.item : 0;
    if (!(Number.isSafeInteger(this.item) && this.item >= 0 && this.item < count)) {
      throw new Error(`item ${this.item} is not one of ${count}`);
    }
  }

  /** Items of the table as this tenant knows it: those it appended count. */
  get items(): number {
    return this.count;
  }

  /** An item in 0..count-1. */
  draw(stream: RandomStream): number {
    switch (this.kind) {
      case uniformKind:
        return stream.below(this.count);
      case zipfianKind:
        return this.ranks.draw(stream) - 1;
      case scrambledZipfianKind:
        return this.scramble.itemOf(this.ranks.draw(stream) - 1);
      case hotspotKind:
        return this.drawAroundHotspot(stream);
      case latestKind:
        return this.count - this.ranks.draw(stream);
      case sequentialKind: {
        const item = this.item;
        this.item = item + 1 < this.count ? item + 1 : 0;
        return item;
      }
      case singleKind:
        return this.item;
      default:
        throw new Error(`no popularity has kind ${this.kind}`);
    }
  }

  /**
   * Appends an item, and returns it. It is the most popular of `latest`, of any rank where ranks are scrambled, the least
   * popular of a zipfian otherwise, and none of the hot ones of a hotspot.
   */
  grow(): number {
    this.ranks.grow();
    this.scramble.grow();
    return this.count++;
  }

  private drawAroundHotspot(stream: RandomStream): number {
    const isHot = stream.next() < this.hotShare || this.hotCount === this.count;
    return isHot ? stream.below(this.hotCount) : this.hotCount + stream.below(this.count - this.hotCount);
  }
}

function kindOf(spec: PopularitySpec): number {
  switch (spec.kind) {
    case 'uniform':
      return uniformKind;
    case 'zipfian':
      if (spec.exponent === 0) return uniformKind;
      return spec.scrambled ? scrambledZipfianKind : zipfianKind;
    case 'hotspot':
      return hotspotKind;
    case 'latest':
      return latestKind;
    case 'sequential':
      return sequentialKind;
    case 'single':
      return singleKind;
  }
}

function shareOf(value: number): number {
  if (!(value >= 0 && value <= 1)) throw new Error(`a share lies in 0..1, not at ${value}`);
  return value;
}
