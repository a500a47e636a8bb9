/** Who writes into a folder looks beside it for what killed processes left, and finds what others are about to remove. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { runFolder } from '../../sim/cli/files/folder-kinds.js';
import { OutputFolder } from '../../sim/cli/files/output-folder.js';
import { scratch } from './dynamosim.js';

/** Process 1 is always there, so these are in use. */
const neighbour = `
  const { mkdirSync, rmSync } = require('node:fs');
  const { workerData: { place, hasEnded }, parentPort } = require('node:worker_threads');
  let stages = 0;
  while (Atomics.load(hasEnded, 0) === 0) {
    const stage = place + '/.dynamosim-1-' + stages++;
    mkdirSync(stage + '/new', { recursive: true });
    rmSync(stage, { recursive: true });
    if (stages === 1) parentPort.postMessage('at work');
  }`;

test('a folder is written where stages of others come and go beside it', async () => {
  const place = scratch();
  const hasEnded = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(neighbour, { eval: true, workerData: { place, hasEnded } });
  await once(worker, 'message');
  try {
    for (let at = 0; at < 2000; at++) new OutputFolder(join(place, 'run'), runFolder);
  } finally {
    Atomics.store(hasEnded, 0, 1);
    await once(worker, 'exit');
  }
  expect(readdirSync(place)).toEqual([]);
});
