import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StageLedger } from '../../sim/protocol/stage-times.js';

const stages = 4;
const [network, queue, service] = [0, 1, 2];

const totalsOf = (ledger: StageLedger, row: number) =>
  Array.from({ length: stages }, (_, stage) => ledger.total(row, stage));

describe('StageLedger', () => {
  it('gives the time since the last mark to the stage that ends', () => {
    const ledger = new StageLedger(stages);
    ledger.open(3, 1_000);
    ledger.mark(3, network, 1_050);
    ledger.markVisit(3, queue, service, 30, 1_200);
    ledger.mark(3, network, 1_260);
    expect(totalsOf(ledger, 3)).toEqual([110, 120, 30, 0]);
  });

  it('begins a row anew for its next user', () => {
    const ledger = new StageLedger(stages);
    ledger.open(0, 0);
    ledger.mark(0, service, 500);
    ledger.open(0, 800);
    ledger.mark(0, network, 900);
    expect(totalsOf(ledger, 0)).toEqual([100, 0, 0, 0]);
  });

  it('splits the latency of every request without rest, rows apart from each other', () => {
    const visit = fc.record({ row: fc.nat({ max: 200 }), stage: fc.nat({ max: stages - 1 }), tookNs: fc.nat() });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 60 }), (visits) => {
        const ledger = new StageLedger(stages);
        const nowNs = new Map<number, number>();
        for (const { row, stage, tookNs } of visits) {
          if (!nowNs.has(row)) {
            ledger.open(row, 0);
            nowNs.set(row, 0);
          }
          const untilNs = nowNs.get(row)! + tookNs;
          nowNs.set(row, untilNs);
          if (stage === service) ledger.markVisit(row, queue, service, Math.floor(tookNs / 3), untilNs);
          else ledger.mark(row, stage, untilNs);
        }
        for (const [row, latencyNs] of nowNs) {
          expect(totalsOf(ledger, row).reduce((sum, ns) => sum + ns)).toBe(latencyNs);
        }
      }),
    );
  });
});
