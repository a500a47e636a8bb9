/** The sentence on a fault gives figures of exactly the time that it names: each is added up here from the seconds named. */
import { describe, expect, test } from 'vitest';
import { latencyFinding } from '../../reports/charts/latency-finding.js';
import { percent } from '../../reports/format.js';
import type { FaultRow, RecoveryRow, Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

const issued = 1000;

interface Course {
  /** Of the 1000 requests of a second. */
  readonly succeeded: (second: number) => number;
  readonly p99Ms: (second: number) => number;
}

/** The outage az-2, 40 to 70 s of 120 s, unless told otherwise: 10 s of warm-up, 5 ms before. */
function resultOf(course: Course, recovery: Partial<RecoveryRow>, fault: Partial<FaultRow> = {}): Result {
  const result = resultFixture();
  const [tenant] = result.series.tenants;
  const seconds = result.series.timeS;
  const succeeded = seconds.map(course.succeeded);
  const changed = {
    ...tenant,
    issued: seconds.map(() => issued),
    succeeded,
    throttled: seconds.map(() => 0),
    serverErrors: seconds.map(() => 0),
    timedOut: succeeded.map((each) => issued - each),
    p99Ms: seconds.map((second) => (course.succeeded(second) === 0 ? null : course.p99Ms(second))),
  };
  return {
    ...result,
    series: { ...result.series, tenants: [changed] },
    faults: [{ ...result.faults[0], ...fault }],
    recovery: [{ state: 'recovered', atS: null, afterS: null, untilS: 120, ...recovery }],
  };
}

const shareOf = ({ succeeded }: Course, fromS: number, toS: number) => {
  const seconds = Array.from({ length: toS - fromS }, (_, at) => succeeded(fromS + at));
  return percent(seconds.reduce((sum, each) => sum + each, 0) / (issued * seconds.length));
};
const worstOf = ({ p99Ms }: Course, fromS: number, toS: number) =>
  Math.max(...Array.from({ length: toS - fromS }, (_, at) => p99Ms(fromS + at)));
const during = (fromS: number, toS: number, then: number, otherwise: number) => (second: number) =>
  second >= fromS && second < toS ? then : otherwise;

describe('a fault that is recovered from', () => {
  test('while it lasts: its beginning is named, and no figure is of the healthy rest', () => {
    const course = { succeeded: during(40, 45, 600, 1000), p99Ms: during(41, 43, 900, 5) };
    expect(shareOf(course, 40, 45)).toBe('60 %');
    expect(latencyFinding(resultOf(course, { atS: 45 }))).toMatch(
      /^p99 rose from 5 ms to 900 ms in the worst second and only 60 % of requests succeeded in the first 5 s that us-east-1\/az-2 was dark, then recovered/,
    );
  });

  test('while it lasts, yet slow once more before its end: all of its time is', () => {
    const course = { succeeded: during(40, 45, 600, 1000), p99Ms: during(60, 61, 900, 5) };
    const share = shareOf(course, 40, 70);
    expect(latencyFinding(resultOf(course, { atS: 45 }))).toMatch(
      new RegExp(`to 900 ms .* only ${share} of requests succeeded while us-east-1/az-2 was dark, recovered in 5 s`),
    );
  });

  test('after it: what was slower and failed when it was over is none of its time', () => {
    const course = {
      succeeded: (second: number) => (second >= 70 ? during(70, 90, 990, 1000) : during(40, 70, 400, 1000))(second),
      p99Ms: (second: number) => (second >= 70 ? during(70, 90, 2000, 5) : during(40, 70, 300, 5))(second),
    };
    expect([shareOf(course, 40, 70), worstOf(course, 40, 70), worstOf(course, 40, 90)]).toEqual(['40 %', 300, 2000]);
    expect(latencyFinding(resultOf(course, { atS: 90 }))).toMatch(
      /to 300 ms in the worst second and only 40 % of requests succeeded while us-east-1\/az-2 was dark, recovered 20 s after that/,
    );
  });

  test('after it, where nothing was felt before: the time after is named', () => {
    const course = { succeeded: during(70, 80, 500, 1000), p99Ms: during(70, 80, 700, 5) };
    const share = shareOf(course, 40, 80);
    expect(latencyFinding(resultOf(course, { atS: 80 }))).toMatch(
      new RegExp(
        `to 700 ms in the worst second and only ${share} of requests succeeded while us-east-1/az-2 was dark and in the 10 s after, then recovered`,
      ),
    );
    const instant = { kind: 'leader-handover', target: 'orders/7', condition: null, fromS: 70, toS: 70 };
    expect(latencyFinding(resultOf(course, { atS: 80 }, instant))).toMatch(
      /only 50 % of requests succeeded in the 10 s after leader-handover of orders\/7, then recovered/,
    );
  });

  test('where windows do not begin with it, they are named themselves', () => {
    const course = { succeeded: during(40, 45, 600, 1000), p99Ms: during(40, 45, 900, 5) };
    expect(latencyFinding(resultOf(course, { atS: 45 }, { fromS: 40.5 }))).toMatch(
      /only 60 % of requests succeeded from 40 to 45 s, about when us-east-1\/az-2 was dark, then recovered/,
    );
  });
});

test('a fault that is not recovered from is spoken of to the end, a silence with the time that it lasted', () => {
  const course = { succeeded: during(50, 120, 0, 1000), p99Ms: during(40, 50, 200, 5) };
  expect(latencyFinding(resultOf(course, { state: 'notRecovered' }))).toMatch(
    /to 200 ms in the worst second and nothing succeeded for 70 s while us-east-1\/az-2 was dark and in the 50 s after, not recovered by 120 s/,
  );
});

test('of a stretch that phases are made of, figures are those of the table of phases', () => {
  const course = { succeeded: during(40, 70, 600, 1000), p99Ms: during(40, 70, 900, 5) };
  const row = { tenant: 'storefront', throttled: 0, serverErrors: 0, p50Ms: 2, p99_9Ms: 9, maxMs: 9 };
  const phase = (fromS: number, toS: number, faults: number[], ended: number, succeeded: number, p99Ms: number) => ({
    ...{ fromS, toS, faults },
    tenants: [{ ...row, ended, succeeded, timedOut: ended - succeeded, failedShare: 1 - succeeded / ended, p99Ms }],
  });
  const phases = [phase(10, 40, [], 30_000, 30_000, 6), phase(40, 70, [0], 200, 50, 800), phase(70, 120, [], 9, 9, 6)];
  const result = resultOf(course, { atS: 75 });
  expect(latencyFinding({ ...result, phases })).toMatch(/^p99 rose from 6 ms to 900 ms .* only 25 % of requests/);
  expect(latencyFinding(result), 'of a result without phases, its windows').toMatch(/ only 60 % of requests /);
});

test('of several faults the one that lost more is told, not the one with the slowest second', () => {
  const course = {
    succeeded: (second: number) => (second < 60 ? during(40, 45, 900, 1000) : during(60, 70, 300, 1000))(second),
    p99Ms: during(41, 42, 2000, 5),
  };
  const result = resultOf(course, {});
  const [fault] = result.faults;
  const [row] = result.recovery;
  const faults = [fault, { ...fault, target: 'us-east-1/az-3', fromS: 60 }];
  const recovery = [
    { ...row, atS: 45, untilS: 60 },
    { ...row, atS: 70 },
  ];
  expect(latencyFinding({ ...result, faults, recovery })).toMatch(
    /^Only 30 % of requests succeeded while us-east-1\/az-3/,
  );
});

test('a limit for all requests is that of the slowest tenant; asked about one, it names that one', () => {
  const result = resultFixture({ tenants: ['a', 'b'], faults: [] });
  const few = (ms: number) => (tenant: Result['series']['tenants'][number]) => ({
    ...tenant,
    succeeded: tenant.succeeded.map(() => 50),
    maxMs: tenant.maxMs.map(() => ms),
    p99Ms: tenant.p99Ms.map(() => ms),
  });
  const [a, b] = result.series.tenants;
  const tenants = [few(4.79)(a), few(2.68)(b)];
  const objectives = [{ ...result.objectives[0], tenant: 'b', met: false }];
  const quiet = { ...result, objectives, series: { ...result.series, tenants }, outcomes: [] };
  expect(latencyFinding(quiet)).toBe('No request took longer than 4.79 ms, which was one of a');
  expect(latencyFinding(quiet, tenants[1])).toBe('No request of b took longer than 2.68 ms');
});
