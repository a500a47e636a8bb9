/**
 * Three regions with a global table beside one region that does the same work. An operation is a request of a client or a
 * change that came from another region, which is a write there: a quorum of three replicas, unless the item has a newer
 * version. Clients read and write as often, and each write is told to two other regions, so that of four operations one is a
 * read, one a client's write, and two are changes; the one region has the same mix, with plain writes for changes. Both
 * have as many nodes, routers and partitions, and the same items: three copies of a table, or three tables. The promise is of
 * one core (`taskset -c 0 npm run bench -- --only one-region --only three-regions`): most of it is the wait for memory, and
 * a process that is moved to another core finds nothing in its caches.
 */
import { Run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { noLatency } from './bench-result.js';
import type { Work } from './turns.js';

const operationsPerSecond = 96_000;
const regions = ['us-east-1', 'eu-west-1', 'ap-northeast-1'];
/** Some ten milliseconds of work. */
const eventsAtOnce = 20_000;
/** Of a region, which is a third of all. */
const clientsPerSecond = operationsPerSecond / 2 / regions.length;

const head = (operations: number) => `
title: Three regions or one
seed: 7
duration: ${operations / operationsPerSecond}s
warmup: 0s
`;

/** `items`: of each copy or table. */
export function threeRegions(name: string, operations: number, items: number): Work {
  return workOf(
    name,
    `${head(operations)}
regions:
${regions.map((region) => `  ${region}: { zones: 3, routersPerZone: 2, storageNodesPerZone: 4 }`).join('\n')}
tables:
  orders: { regions: [${regions.join(', ')}], partitions: 40, items: { count: ${items}, size: 900B } }
tenants:
${regions.map((region) => `  ${region}: { table: orders, region: ${region}, ${load(clientsPerSecond, 'getItem: 50%, updateItem: 50%')} }`).join('\n')}
`,
  );
}

export function oneRegion(name: string, operations: number, items: number): Work {
  const mix = 'getItem: 25%, updateItem: 25%, putItem: 50%';
  return workOf(
    name,
    `${head(operations)}
regions:
  us-east-1: { zones: 3, routersPerZone: 6, storageNodesPerZone: 12 }
tables:
${regions.map((region) => `  in-${region}: { partitions: 40, items: { count: ${items}, size: 900B } }`).join('\n')}
tenants:
${regions.map((region) => `  ${region}: { table: in-${region}, ${load(2 * clientsPerSecond, mix)} }`).join('\n')}
`,
  );
}

function load(perSecond: number, mix: string): string {
  return `keys: { zipfian: 0.99 }, arrivals: { poisson: ${perSecond}/s }, mix: { ${mix} }`;
}

function workOf(name: string, text: string): Work {
  const scenario = readScenario(text, name);
  const run = new Run(scenario);
  return {
    advanceTo: (share) => {
      const isThere = () => share < 1 && run.nowNs >= share * scenario.durationNs;
      while (!isThere() && !run.advance(eventsAtOnce));
    },
    finish: (wallSeconds) => {
      const result = run.finish();
      for (const check of result.checks) {
        if (check.verdict === 'violated') throw new Error(`${name}: ${check.property} is violated: ${check.witness}`);
      }
      const { changesApplied, changesSuperseded } = result.globalTables;
      const requests = result.run.requests + changesApplied + changesSuperseded;
      return { name, requests, events: result.run.events, wallSeconds, ...noLatency, digest: result.run.digest };
    },
  };
}
