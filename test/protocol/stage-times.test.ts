import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StageTimes } from '../../sim/protocol/stage-times.js';

const stages = 4;
const [network, queue, service] = [0, 1, 2];

const totalsOf = (stageTimes: StageTimes, row: number) =>
  Array.from({ length: stages }, (_, stage) => stageTimes.total(row, stage));

describe('StageTimes', () => {
  it('gives the time since the last mark to the stage that ends', () => {
    const stageTimes = new StageTimes(stages);
    stageTimes.open(3, 1_000);
    stageTimes.mark(3, network, 1_050);
    stageTimes.markVisit(3, queue, service, 30, 1_200);
    stageTimes.mark(3, network, 1_260);
    expect(totalsOf(stageTimes, 3)).toEqual([110, 120, 30, 0]);
  });

  it('begins a row anew for its next user', () => {
    const stageTimes = new StageTimes(stages);
    stageTimes.open(0, 0);
    stageTimes.mark(0, service, 500);
    stageTimes.open(0, 800);
    stageTimes.mark(0, network, 900);
    expect(totalsOf(stageTimes, 0)).toEqual([100, 0, 0, 0]);
  });

  it('splits the latency of every request without rest, rows apart from each other', () => {
    const visit = fc.record({ row: fc.nat({ max: 200 }), stage: fc.nat({ max: stages - 1 }), tookNs: fc.nat() });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 60 }), (visits) => {
        const stageTimes = new StageTimes(stages);
        const nowNs = new Map<number, number>();
        for (const { row, stage, tookNs } of visits) {
          if (!nowNs.has(row)) {
            stageTimes.open(row, 0);
            nowNs.set(row, 0);
          }
          const untilNs = nowNs.get(row)! + tookNs;
          nowNs.set(row, untilNs);
          if (stage === service) stageTimes.markVisit(row, queue, service, Math.floor(tookNs / 3), untilNs);
          else stageTimes.mark(row, stage, untilNs);
        }
        for (const [row, latencyNs] of nowNs) {
          expect(totalsOf(stageTimes, row).reduce((sum, ns) => sum + ns)).toBe(latencyNs);
        }
      }),
    );
  });
});
