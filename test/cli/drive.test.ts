import { afterEach, describe, expect, test, vi } from 'vitest';
import { drive } from '../../sim/cli/drive.js';
import type { Terminal } from '../../sim/cli/terminal.js';
import type { Work } from '../../sim/experiments/work.js';

const terminal = { progressColumns: null } as unknown as Terminal;
const prepare = vi.fn();
const progress = { share: 0, simulatedNs: 0, events: 0 };
const listeners = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
const before = listeners();
afterEach(() => {
  expect(listeners()).toBe(before);
  prepare.mockClear();
});

test('goes on until the work is done', async () => {
  const advance = vi.fn(() => advance.mock.calls.length === 3);
  expect(await drive({ progress, advance }, terminal)).toBe('done');
  expect(advance).toHaveBeenCalledTimes(3);
});

test('a signal ends the work after its slice, and leaves the next signal to the system', async () => {
  let slices = 0;
  const work: Work = {
    progress,
    advance: () => {
      slices++;
      if (slices === 2) {
        process.emit('SIGINT');
        expect(listeners()).toBe(before);
      }
      return false;
    },
  };
  expect(await drive(work, terminal)).toBe('interrupted');
  expect(slices).toBe(2);
});

test('work that breaks leaves no listener behind', async () => {
  const advance = () => {
    throw new Error('broken');
  };
  await expect(drive({ progress, advance }, terminal)).rejects.toThrow('broken');
});

/** Work whose slices end with these shares of it done; its last slice ends it. */
function workOf(shares: readonly number[], eventsOfSlice: number): Work {
  let slices = 0;
  return {
    get progress() {
      return { share: shares[slices - 1], simulatedNs: 0, events: slices * eventsOfSlice };
    },
    advance: () => slices++ === shares.length,
  };
}

describe('the compiler is prepared for long work', () => {
  test.each([
    ['that expects 19 million events', [1 / 19, 0.5, 18 / 19]],
    ['whose share is not known yet', [0, 0, 0.5]],
  ])('and not for one %s', async (_, shares) => {
    await drive(workOf(shares, 1_000_000), terminal, prepare);
    expect(prepare).not.toHaveBeenCalled();
  });

  test.each([
    ['that expects 21 million', [1 / 21, 2 / 21, 3 / 21]],
    ['that turns out to be long', Array.from({ length: 8 }, (_, slice) => 0.3 + slice / 100)],
    ['whose share stays unknown', Array.from({ length: 30 }, () => 0)],
  ])('but once for one %s', async (_, shares) => {
    await drive(workOf(shares, 1_000_000), terminal, prepare);
    expect(prepare).toHaveBeenCalledTimes(1);
  });
});
