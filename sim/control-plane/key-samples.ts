/**
 * The newest requests of partitions under observation: which items they used, in the order of time, and how many units
 * that took. A partition is observed only while it is hot, so that all others pay nothing.
 */

import { unitKind } from '../admission/capacity-units.js';
import type { Call } from '../protocol/call.js';
import type { AutoadminSection } from './autoadmin-parameters.js';

/** Admission at the storage nodes, as far as it lets somebody watch. */
export interface ObservableAdmission {
  /** By group. */
  readonly isObserved: Uint8Array;
  observe: ((call: Call, units: number) => void) | null;
}

/** Of all partitions observed at once, 16 bytes each. */
export const samplesInAllMax = 1 << 24;
/** Partitions observed at once / splits under way at once: so many grow hot while others are being split. */
export const observedPerSplit = 10;

export type KeySampleParameters = Pick<AutoadminSection, 'splitsMax' | 'samplesMax'>;

class Ring {
  readonly items: Float64Array;
  readonly weights: Float64Array;
  written = 0;

  constructor(samplesMax: number) {
    this.items = new Float64Array(samplesMax);
    this.weights = new Float64Array(samplesMax);
  }

  add(item: number, weight: number): void {
    const at = this.written++ % this.items.length;
    this.items[at] = item;
    this.weights[at] = weight;
  }
}

export class KeySamples {
  private readonly rings = new Map<number, Ring>();
  private readonly spare: Ring[] = [];
  private readonly observedMax: number;
  /** Kept of one partition; the oldest makes room. */
  private readonly samplesMax: number;

  constructor(
    private readonly admission: ObservableAdmission,
    /** Units per second of a partition's caps, by kind of unit: what makes reads and writes comparable. */
    private readonly caps: readonly [number, number],
    { splitsMax, samplesMax }: KeySampleParameters,
  ) {
    this.observedMax = observedPerSplit * splitsMax;
    this.samplesMax = samplesMax;
    admission.observe = (call, units) => this.observe(call, units);
  }

  /** Begins to observe the partition, unless that many are observed already. */
  arm(group: number): void {
    if (this.rings.has(group) || this.rings.size === this.observedMax) return;
    const ring = this.spare.pop() ?? new Ring(this.samplesMax);
    ring.written = 0;
    this.rings.set(group, ring);
    this.admission.isObserved[group] = 1;
  }

  /** Forgets the partition. */
  disarm(group: number): void {
    const ring = this.rings.get(group);
    if (ring === undefined) return;
    this.rings.delete(group);
    this.spare.push(ring);
    this.admission.isObserved[group] = 0;
  }

  /** Samples held of the partition. */
  count(group: number): number {
    return Math.min(this.samplesMax, this.rings.get(group)?.written ?? 0);
  }

  /** Whether they are as many as a decision needs: fewer say too little about keys. */
  areEnough(samples: number): boolean {
    return samples >= this.samplesMax / 2;
  }

  /** Visits the samples from the oldest to the newest: the item, and its units as a share of the cap. */
  forEach(group: number, visit: (item: number, weight: number) => void): void {
    const ring = this.rings.get(group);
    if (ring === undefined) return;
    const { items, weights, written } = ring;
    const { samplesMax } = this;
    for (let sample = Math.max(0, written - samplesMax); sample < written; sample++) {
      visit(items[sample % samplesMax], weights[sample % samplesMax]);
    }
  }

  private observe(call: Call, units: number): void {
    const kind = call.request.isWrite ? unitKind.write : unitKind.read;
    this.rings.get(call.group)?.add(call.request.item, units / this.caps[kind]);
  }
}
