/** Stage times: every instant of an attempt belongs to one stage, rows apart from each other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StageTimes, stageEndsMax } from '../../sim/protocol/stage-times.js';

const [network, queue, service] = [0, 1, 2];

const tookOf = (times: StageTimes, row: number) =>
  times.spansOf(row).map(({ stage, fromNs, toNs }) => [stage, toNs - fromNs]);

test('time since the last mark goes to the stage, and that of a visit to waiting and service', () => {
  const times = new StageTimes();
  times.open(3, 1_000);
  times.mark(3, network, 1_100);
  times.markVisit(3, queue, service, 30, 1_250);
  times.mark(3, network, 1_260);
  expect(tookOf(times, 3)).toEqual([
    [network, 100],
    [queue, 120],
    [service, 30],
    [network, 10],
  ]);
});

test('a row that is opened again forgets its last user', () => {
  const times = new StageTimes();
  times.open(0, 0);
  times.mark(0, queue, 500);
  times.open(0, 800);
  times.mark(0, network, 900);
  expect(tookOf(times, 0)).toEqual([[network, 100]]);
});

test('the stages of a row sum to its time, however many rows and marks there are', () => {
  const visit = fc.record({ row: fc.nat({ max: 200 }), stage: fc.nat({ max: 2 }), tookNs: fc.nat() });
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 300 }), (visits) => {
      const times = new StageTimes();
      const nowNs = new Map<number, number>();
      for (const { row, stage, tookNs } of visits) {
        if (!nowNs.has(row)) {
          times.open(row, 0);
          nowNs.set(row, 0);
        }
        const untilNs = nowNs.get(row)! + tookNs;
        nowNs.set(row, untilNs);
        if (stage === service) times.markVisit(row, queue, service, Math.floor(tookNs / 3), untilNs);
        else times.mark(row, stage, untilNs);
      }
      for (const [row, tookNs] of nowNs) {
        const sums = new Float64Array(3);
        times.addTo(sums, 0, row);
        expect(sums.reduce((sum, ns) => sum + ns)).toBe(tookNs);
        const ends = times.spansOf(row);
        for (const [at, { fromNs, toNs }] of ends.entries()) {
          expect(fromNs).toBe(at === 0 ? 0 : ends[at - 1].toNs);
          expect(toNs).toBeGreaterThan(fromNs);
        }
        expect(ends.at(-1)?.toNs ?? 0).toBe(tookNs);
      }
    }),
    { seed: 1 },
  );
});

test('what is beyond the marks that a row remembers is time of the last of them', () => {
  const times = new StageTimes();
  times.open(0, 0);
  for (let mark = 1; mark <= stageEndsMax + 5; mark++) times.mark(0, mark, 10 * mark);
  expect(times.spansOf(0)).toHaveLength(stageEndsMax);
  expect(tookOf(times, 0).at(-1)).toEqual([stageEndsMax, 60]);
});
