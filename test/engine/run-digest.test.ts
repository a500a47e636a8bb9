import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunDigest } from '../../sim/engine/run-digest.js';

const event = fc.tuple(fc.maxSafeNat(), fc.nat({ max: 4095 }), fc.integer());

function digestOf(events: readonly (readonly [timeNs: number, type: number, payload: number])[]): string {
  const digest = new RunDigest();
  for (const [timeNs, type, payload] of events) digest.fold(timeNs, type, payload);
  return digest.toString();
}

/** Folds `count` events that depend on their number alone. */
function foldMany(digest: RunDigest, count: number): RunDigest {
  for (let i = digest.events; i < count; i++) digest.fold(i * 977, i % 11, i % 1009);
  return digest;
}

describe('RunDigest', () => {
  it('is 16 hexadecimal digits, the same for the same events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        expect(digestOf(events)).toMatch(/^[0-9a-f]{16}$/);
        expect(digestOf(events)).toBe(digestOf(events));
      }),
    );
  });

  it('tells any two runs apart that differ in the time, type or payload of one event, or in the order of two', () => {
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 2, maxLength: 20 }),
        fc.nat(),
        fc.nat({ max: 2 }),
        fc.nat({ max: 11 }),
        (events, at, field, bit) => {
          const changed = events.map((e) => [...e] as [number, number, number]);
          changed[at % events.length][field] ^= 1 << bit;
          expect(digestOf(changed)).not.toBe(digestOf(events));
          const [first, second, ...rest] = events;
          if (first.join() !== second.join()) expect(digestOf([second, first, ...rest])).not.toBe(digestOf(events));
          expect(digestOf(events.slice(1))).not.toBe(digestOf(events));
        },
      ),
    );
  });

  it('takes in what a run ends with', () => {
    const finals = [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52].map((value) => {
      const digest = foldMany(new RunDigest(), 10);
      digest.foldFinal(value);
      return digest.toString();
    });
    expect(new Set(finals).size).toBe(finals.length);
  });

  it('takes checkpoints at regular counts that two runs share up to where they part', () => {
    const whole = foldMany(new RunDigest(), 20_000);
    const parted = foldMany(new RunDigest(), 10_000);
    parted.fold(1, 2, 3);
    foldMany(parted, 20_000);
    expect(whole.checkpointInterval).toBe(4096);
    expect(whole.listCheckpoints()).toHaveLength(4);
    expect(parted.listCheckpoints().slice(0, 2)).toEqual(whole.listCheckpoints().slice(0, 2));
    expect(parted.listCheckpoints()[2]).not.toBe(whole.listCheckpoints()[2]);
    expect(foldMany(new RunDigest(), 4096).toString()).toBe(whole.listCheckpoints()[0]);
  });

  it('keeps every checkpoint on the grid of its interval however often it has thinned them', () => {
    const checkpointsMax = 8;
    for (const thousands of [20, 40, 100, 300, 700]) {
      const digest = foldMany(new RunDigest(checkpointsMax), thousands * 1000);
      const checkpoints = digest.listCheckpoints();
      expect(checkpoints).toHaveLength(Math.floor((thousands * 1000) / digest.checkpointInterval));
      expect(checkpoints.length).toBeLessThan(checkpointsMax);
      checkpoints.forEach((checkpoint, i) => {
        const prefix = foldMany(new RunDigest(), (i + 1) * digest.checkpointInterval);
        expect(prefix.toString()).toBe(checkpoint);
      });
    }
  });
});
