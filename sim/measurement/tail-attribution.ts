/**
 * Where the slow requests spent their time. Which request is slow is known only at the end, so stage times are summed in
 * latency buckets an eighth of an octave wide; the bands between percentiles are then put together from buckets. A band has
 * exactly the requests of its ranks; those of a bucket that a percentile divides are taken for alike, which is wrong by
 * less than a tenth of their latency. Memory is fixed, and attributions of different runs can be added.
 */
import { highWord } from '../engine/exact-math.js';
import { nearestRank } from '../engine/histogram.js';
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
    let takenOfBucket = 0;
    let before = 0;
    for (const { name, to } of bandEdges) {
      const requests = total === 0 ? 0 : nearestRank(to, total) - before;
      before += requests;
      if (requests === 0) continue;
      const stageNs = new Array<number>(stageCount).fill(0);
      let latencyNs = 0;
      for (let missing = requests; missing > 0; ) {
        const here = this.requestsIn(bucket);
        const taken = Math.min(missing, here - takenOfBucket);
        if (taken > 0) {
          const share = taken / here;
          for (let stage = 0; stage < stageCount; stage++)
            stageNs[stage] += share * this.sums[bucket * columns + stage];
          latencyNs += share * this.sums[bucket * columns + stageCount];
        }
        missing -= taken;
        takenOfBucket += taken;
        if (takenOfBucket === here) {
          bucket++;
          takenOfBucket = 0;
        }
      }
      bands.push({ name, requests, meanNs: latencyNs / requests, stageNs });
    }
    return bands;
  }

  private requestsIn(bucket: number): number {
    return this.sums[bucket * columns + stageCount + 1];
  }
}
