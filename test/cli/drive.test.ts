import { afterEach, expect, test, vi } from 'vitest';
import { drive } from '../../sim/cli/drive.js';
import type { Terminal } from '../../sim/cli/terminal.js';
import type { Work } from '../../sim/experiments/work.js';

const terminal = { progressColumns: null } as unknown as Terminal;
const progress = { share: 0, simulatedNs: 0, events: 0 };
const listeners = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
const before = listeners();
afterEach(() => expect(listeners()).toBe(before));

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
