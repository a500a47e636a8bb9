/** The lag of the archive is told at the end of each window, and of the last one at the end of the run. */
import { expect, test } from 'vitest';
import { ArchiveWindows } from '../../sim/measurement/windows/archive-windows.js';

test('the age of the oldest write and the bytes that wait, a window that the run cuts short too', () => {
  const archive = { sinceNs: -1, bytes: 0, behind: () => archive };
  const windows = new ArchiveWindows(archive, 10e6);
  windows.closeWindow(10e6);
  Object.assign(archive, { sinceNs: 12e6, bytes: 900 });
  windows.closeWindow(20e6);
  Object.assign(archive, { bytes: 1800 });
  expect(windows.series(25e6)).toEqual({ behindMs: [0, 8, 13], behindBytes: [0, 900, 1800] });
});

test('a run that ends with a window has none beyond', () => {
  const windows = new ArchiveWindows({ behind: () => ({ sinceNs: -1, bytes: 0 }) }, 10);
  windows.closeWindow(10);
  expect(windows.series(10).behindMs).toEqual([0]);
});
