/**
 * Runs a small healthy region in which one client writes an item each second, and prints the way of one such write as
 * JSON: its events in order, and the folders that are entered while each of them runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Run } from '../../sim/run.js';
import { copyInstrumented } from './instrumented.js';

export interface LifeOfAWrite {
  /** Each with the folders in the order in which they are first entered. */
  readonly events: readonly { readonly name: string; readonly folders: readonly string[] }[];
  readonly files: readonly string[];
  readonly functionsEntered: number;
  /** Calls from one folder into another, those by which the loop begins an event included. */
  readonly foldersCrossed: number;
  /** Such calls as "from > into", with how often. */
  readonly crossings: Readonly<Record<string, number>>;
}

const scenario = `
title: One write a second
duration: 20s
warmup: 0s
seriesWindow: 20s
regions:
  r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 }
tables:
  t: { partitions: 1, items: { count: 1000, size: 1KB } }
tenants:
  a: { arrivals: { constant: 1/s }, mix: { putItem: 100% }, keys: uniform, client: { timeout: 60s } }
# Longer than the run, so that no timer of another request falls among the events of this one.
parameters: { router: { callTimeout: 30s } }
`;

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-write-'));
try {
  await copyInstrumented(folder, async (sim) => (await begin(sim)).advance());
  process.stdout.write(`${JSON.stringify(trace(await begin(join(folder, 'sim'))), null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/** A run of the scenario in the simulator that stands in the folder `sim`. */
async function begin(sim: string): Promise<Run> {
  Object.assign(globalThis, { entered: () => {}, left: () => {} });
  const load = (file: string) => import(pathToFileURL(join(sim, file)).href);
  const simulator: typeof import('../../sim/run.js') = await load('run.js');
  const reader: typeof import('../../sim/scenario/read.js') = await load('scenario/read.js');
  return new simulator.Run(reader.readScenario(scenario, 'one-write.yaml'));
}

function trace(run: Run): LifeOfAWrite {
  const { simulation } = run.service;
  // In the middle of the run all is as it will be: pools are filled and code is loaded.
  const [fromNs, untilNs] = [10.5e9, 11.5e9];
  simulation.runUntil(fromNs);

  const events: { name: string; folders: string[] }[] = [];
  const files = new Set<string>();
  const crossings = new Map<string, number>();
  const stack: string[] = [];
  let functionsEntered = 0;
  const entered = (file: string) => {
    const into = folderOf(file);
    const from = stack.at(-1) ?? 'engine';
    stack.push(into);
    functionsEntered++;
    files.add(file);
    const { folders } = events[events.length - 1];
    if (!folders.includes(into)) folders.push(into);
    if (from !== into) crossings.set(`${from} > ${into}`, (crossings.get(`${from} > ${into}`) ?? 0) + 1);
  };
  Object.assign(globalThis, { entered, left: () => stack.pop() });
  for (;;) {
    const before = simulation.digest.events;
    const event = { name: '', folders: [] as string[] };
    events.push(event);
    simulation.observer = {
      observe: (_timeNs, _sequence, type) => {
        event.name = simulation.typeNames[type];
      },
    };
    const isDone = simulation.runUntil(untilNs, 1);
    if (simulation.digest.events === before || isDone) break;
  }
  return {
    events: events.filter(({ name }) => name !== ''),
    files: [...files].sort(),
    functionsEntered,
    foldersCrossed: [...crossings.values()].reduce((sum, count) => sum + count, 0),
    crossings: Object.fromEntries([...crossings].sort()),
  };
}

function folderOf(file: string): string {
  return file.split('/')[1];
}
