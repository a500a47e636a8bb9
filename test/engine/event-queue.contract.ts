/**
 * The promise that every pending-event set keeps, whatever is inside: the total order (time, sequence), nothing lost,
 * nothing made up, nothing taken later than asked. Pushes are never earlier than the event last popped, as in a run; so a
 * queue that once failed to give the earliest event must give it later, out of order, and a walk of ascending pops that
 * ends empty has been right throughout.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventQueue } from '../../sim/engine/event-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';

const timeMaxNs = Number.MAX_SAFE_INTEGER;

type Event = readonly [timeNs: number, sequence: number, type: number, payload: number];

const isBefore = (a: Event, b: Event) => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const lastPopped = ({ timeNs, sequence, type, payload }: EventQueue): Event => [timeNs, sequence, type, payload];

function drain(queue: EventQueue, untilNs = Number.POSITIVE_INFINITY): Event[] {
  const popped: Event[] = [];
  while (queue.pop(untilNs)) popped.push(lastPopped(queue));
  return popped;
}

/** Pops one event and expects it to follow `previous` in the total order. */
function popAfter(queue: EventQueue, previous: Event): Event {
  if (!queue.pop(Number.POSITIVE_INFINITY)) throw new Error('the queue is empty');
  const event = lastPopped(queue);
  if (!isBefore(previous, event)) throw new Error(`${event} came after ${previous}`);
  return event;
}

const beginning: Event = [-1, -1, 0, 0];

/** Ties, neighbours, a disk's and a day's distance, and all the time there is. */
const delayNs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 5_000 }),
  fc.integer({ min: 0, max: 100_000_000 }),
  fc.maxSafeNat(),
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('push' as const), delayNs }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('pop' as const), delayNs }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reserve' as const), delayNs }) },
);

export function describeEventQueue(create: () => EventQueue): void {
  describe('any event queue', () => {
    it('gives back what was pushed, by time and then by sequence', () => {
      const queue = create();
      const events: Event[] = [
        [70, 0, 3, 30],
        [20, 1, 4095, -1],
        [70, 2, 0, 2 ** 31 - 1],
        [20, 3, 1, 0],
        [0, 4, 2, 7],
      ];
      for (const event of events) queue.push(...event);
      expect(drain(queue)).toEqual([events[4], events[1], events[3], events[0], events[2]]);
    });

    it('counts the events waiting', () => {
      const queue = create();
      for (let i = 0; i < 5_000; i++) queue.push((i * 7919) % 5_000, i, 0, i);
      expect(queue.size).toBe(5_000);
      expect(drain(queue, 1_999)).toHaveLength(2_000);
      expect(queue.size).toBe(3_000);
      queue.push(timeMaxNs, 5_000, 0, 0);
      expect(queue.size).toBe(3_001);
      drain(queue);
      expect(queue.size).toBe(0);
      expect(queue.pop(Number.POSITIVE_INFINITY)).toBe(false);
    });

    it('keeps 100,000 events of one instant in sequence, with pushes at that instant between the pops', () => {
      const queue = create();
      let sequence = 0;
      while (sequence < 100_000) queue.push(1e9, sequence, 0, sequence++);
      let previous = beginning;
      while (queue.size > 0) {
        previous = popAfter(queue, previous);
        if (previous[3] !== previous[1]) throw new Error(`event ${previous[1]} carries ${previous[3]}`);
        if (previous[1] % 3 === 0) queue.push(1e9, sequence, 0, sequence++);
      }
      expect(previous[1]).toBe(sequence - 1);
    });

    it('never takes an event later than asked, and still takes earlier ones that are pushed afterwards', () => {
      const queue = create();
      queue.push(2 ** 52, 0, 0, 0);
      expect(queue.pop(2 ** 52 - 1)).toBe(false);
      expect(queue.size).toBe(1);
      // Of every magnitude, since a queue that has looked ahead may file the past by a distance it cannot hold.
      const timesNs = Array.from({ length: 52 }, (_, bit) => 2 ** bit + bit).reverse();
      timesNs.forEach((timeNs, i) => {
        queue.push(timeNs, i + 1, 0, 0);
      });
      expect(drain(queue, 2 ** 52 - 1).map(([timeNs]) => timeNs)).toEqual(timesNs.reverse());
      expect(drain(queue, 2 ** 52)).toEqual([[2 ** 52, 0, 0, 0]]);
    });

    it('reaches the end of time, and takes pushes on the way there', () => {
      const queue = create();
      const timesNs = Array.from({ length: 54 }, (_, bit) => Math.min(2 ** bit, timeMaxNs));
      timesNs.forEach((timeNs, i) => {
        queue.push(timeNs, i, 0, 0);
      });
      let sequence = timesNs.length;
      let previous = beginning;
      let popped = 0;
      for (; queue.size > 0; popped++) {
        previous = popAfter(queue, previous);
        const nextNs = Math.floor(previous[0] * 1.5) + 1;
        if (previous[1] < timesNs.length && nextNs <= timeMaxNs) queue.push(nextNs, sequence++, 0, 0);
      }
      expect(popped).toBe(sequence);
      expect(previous[0]).toBe(timeMaxNs);
    });

    it('takes an older sequence number pushed late before younger ones of the same time', () => {
      const queue = create();
      queue.push(100, 0, 0, 0);
      queue.push(500, 5, 0, 0);
      queue.push(500, 3, 0, 0);
      queue.pop(Number.POSITIVE_INFINITY);
      queue.push(500, 4, 0, 0);
      queue.push(500, 2, 0, 0);
      expect(queue.pop(Number.POSITIVE_INFINITY)).toBe(true);
      expect(queue.sequence).toBe(2);
      queue.push(500, 2.5, 0, 0);
      expect(drain(queue).map(([, sequence]) => sequence)).toEqual([2.5, 3, 4, 5]);
    });

    it('stays in order while the rate of events changes by factors of a million', () => {
      const queue = create();
      const delays = new RandomStreams(1).stream('event queue', 'delays');
      const spreadsNs = [1_000, 1e9, 1, 1e15 / 64, 50_000];
      const pending = 2_000;
      const popsPerSpread = 50_000;
      let sequence = 0;
      let previous = beginning;
      for (let i = 0; i < pending; i++) queue.push(delays.below(1_000), sequence, 0, sequence++);
      for (const spreadNs of spreadsNs) {
        for (let i = 0; i < popsPerSpread; i++) {
          previous = popAfter(queue, previous);
          queue.push(previous[0] + delays.below(spreadNs), sequence, 0, sequence++);
        }
      }
      while (queue.size > 0) previous = popAfter(queue, previous);
      expect(sequence).toBe(pending + spreadsNs.length * popsPerSpread);
    });

    it('agrees with a sorted array on any walk of pushes, pops and late pushes of reserved numbers', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
          const queue = create();
          const sorted: Event[] = [];
          const reserved: Event[] = [];
          let nowNs = 0;
          const push = (event: Event) => {
            queue.push(...event);
            const at = sorted.findIndex((other) => isBefore(event, other));
            sorted.splice(at < 0 ? sorted.length : at, 0, event);
          };
          steps.forEach(({ does, delayNs }, i) => {
            const timeNs = Math.min(nowNs + delayNs, timeMaxNs);
            const event: Event = [timeNs, i, i % 7, i - 100];
            if (does === 'push') push(event);
            else if (does === 'reserve') reserved.push(event);
            else {
              const expected = sorted.length > 0 && sorted[0][0] <= timeNs ? sorted.shift() : undefined;
              expect(queue.pop(timeNs)).toBe(expected !== undefined);
              if (expected === undefined) return;
              expect(lastPopped(queue)).toEqual(expected);
              nowNs = expected[0];
              while (reserved.length > 0 && isBefore(expected, reserved[0])) push(reserved.shift()!);
            }
            expect(queue.size).toBe(sorted.length);
          });
          expect(drain(queue)).toEqual(sorted);
        }),
        { numRuns: 300 },
      );
    });
  });
}
