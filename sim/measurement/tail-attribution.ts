/**
 * Where the slow requests spent their time. Which request is slow is known only at the end, so stage times are summed in
 * latency buckets an eighth of an octave wide; the bands between percentiles are then put together from whole buckets, a
 * bucket at a band's edge going to the band that holds its middle rank. Memory is fixed, and attributions of different
 * runs can be added.
 */
import { highWord } from '../engine/exact-math.js';
import type { StageTimes } from '../protocol/stage-times.js';
import { stageCount } from '../protocol/stages.js';

/** Octaves of a 53-bit number of nanoseconds, eight buckets each. */
const bucketsPerOctave = 8;
export const latencyBuckets = 54 * bucketsPerOctave;
/** High word of 1.0, in eighths of an octave. */
const firstBucket = 1023 * bucketsPerOctave;
const columns = stageCount + 2;

/** Stages of an attempt. */
export type StageSums = Pick<StageTimes, 'addTo'>;

export interface Band {
  readonly name: string;
  readonly requests: number;
  readonly meanNs: number;
  /** Total time by stage. */
  readonly stageNs: readonly number[];
}

export const bandEdges = [
  { name: 'p0-p50', to: 0.5 },
  { name: 'p50-p90', to: 0.9 },
  { name: 'p90-p99', to: 0.99 },
  { name: 'p99-p99.9', to: 0.999 },
  { name: 'p99.9-max', to: 1 },
];

export const latencyBucket = (latencyNs: number) => (latencyNs < 1 ? 0 : (highWord(latencyNs) >>> 17) - firstBucket);

export class TailAttribution {
  /** Bucket after bucket: a total a stage, the latency, the number of requests. */
  private readonly sums = new Float64Array(latencyBuckets * columns);

  /** A request of `latencyNs` whose winning attempt has row `row`; time outside it is given apart. */
  record(latencyNs: number, stageTimes: StageSums, row: number, failedNs: number, backoffNs: number): void {
    const from = latencyBucket(latencyNs) * columns;
    const { sums } = this;
    sums[from] += failedNs;
    sums[from + 1] += backoffNs;
    stageTimes.addTo(sums, from, row);
    sums[from + stageCount] += latencyNs;
    sums[from + stageCount + 1]++;
  }

  /** Bands that hold a request, fastest first. */
  bands(): Band[] {
    let total = 0;
    for (let bucket = 0; bucket < latencyBuckets; bucket++) total += this.requestsIn(bucket);
    const bands: Band[] = [];
    let bucket = 0;
    let before = 0;
    for (const { name, to } of bandEdges) {
      const stageNs = new Array<number>(stageCount).fill(0);
      let requests = 0;
      let latencyNs = 0;
      for (; bucket < latencyBuckets; bucket++) {
        const here = this.requestsIn(bucket);
        if (here > 0 && before + here / 2 > to * total) break;
        for (let stage = 0; stage < stageCount; stage++) stageNs[stage] += this.sums[bucket * columns + stage];
        latencyNs += this.sums[bucket * columns + stageCount];
        requests += here;
        before += here;
      }
      if (requests > 0) bands.push({ name, requests, meanNs: latencyNs / requests, stageNs });
    }
    return bands;
  }

  private requestsIn(bucket: number): number {
    return this.sums[bucket * columns + stageCount + 1];
  }
}
