/** Arrivals and profiles as people write them. */
import { expect, test } from 'vitest';
import { formatProblems, ScenarioError } from '../../../sim/scenario/reading/problem.js';
import { smallRegion, type Text, tenantText } from '../../small-region.js';

const tenant = (text: Text) => smallRegion({ tenants: { a: tenantText(text) } }).tenants[0];

function problemOf(text: Text): string {
  try {
    tenant(text);
  } catch (error) {
    if (error instanceof ScenarioError) return formatProblems(error).replace(/^[^ ]+ /, '');
    throw error;
  }
  return 'none';
}

test('spikes and steps come again and again where `every` says so', () => {
  const profile = [
    { spike: '3x', at: '10s', for: '1s', every: '1m' },
    { step: '1.1x', at: '5s', every: '1h' },
    { step: '2x', at: '5s' },
    { ramp: '2x', at: '5s', over: '1s' },
  ];
  expect(tenant({ profile }).profile).toEqual([
    { kind: 'spike', factor: 3, atNs: 10e9, forNs: 1e9, everyNs: 60e9 },
    { kind: 'step', factor: 1.1, atNs: 5e9, everyNs: 3600e9 },
    { kind: 'step', factor: 2, atNs: 5e9, everyNs: null },
    { kind: 'ramp', factor: 2, atNs: 5e9, overNs: 1e9 },
  ]);
});

test.each([
  [{ spike: '3x', at: '1s', for: '5s', every: '2s' }, 'found spikes that overlap; expected `every` of at least `for`'],
  [{ spike: '3x', at: '1s', every: '2s' }, 'found no "for"; expected a spike with at and for'],
  [{ ramp: '3x', at: '1s', over: '1s', every: '2s' }, 'found every for a ramp; expected a ramp with at and over'],
  [{ wave: '30%', period: '1s', every: '2s' }, 'found every for a wave; expected a wave with period'],
  [{ step: '3x', at: '1s', every: '0s' }, 'found "0s"; expected a duration of at least 1ns'],
])('%j is refused', (change, problem) => {
  expect(problemOf({ profile: [change] })).toBe(problem);
});

test('workers of a closed loop begin spread, or together where that is said', () => {
  const startsTogether = (closed: object) => tenant({ arrivals: { closed } }).arrivals;
  expect(startsTogether({ workers: 5 })).toMatchObject({ startsTogether: false });
  expect(startsTogether({ workers: 5, start: 'together' })).toMatchObject({ startsTogether: true });
  expect(problemOf({ arrivals: { closed: { workers: 5, start: 'now' } } })).toMatch(
    /expected one of spread, together$/,
  );
});
