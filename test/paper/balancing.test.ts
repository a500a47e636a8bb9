/** Packed nodes: without the balancer they stay packed, and with it leaders end even over the zones. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

const utilisation = 'series.service.highest.maxStorageUtilisation';

test('a packed node stays packed when nothing is moved', () => {
  const missed = missedMetrics(runPaperScenario('balancing', 'parameters.autoadmin.balancing=false'));
  expect(missed).toEqual(expect.arrayContaining(['controlPlane.replicasMoved', utilisation, 'series.all.highest.p99']));
});

test('a node below the threshold is left as it is', () => {
  const missed = missedMetrics(runPaperScenario('balancing', 'parameters.autoadmin.balanceAbove=100%'));
  expect(missed).toEqual(expect.arrayContaining(['controlPlane.replicasMoved', utilisation]));
});

test('leaders are about even over the zones when all is done', () => {
  const text = readFileSync(new URL('../../scenarios/paper/balancing.yaml', import.meta.url), 'utf8');
  const run = new Run(readScenario(text, 'balancing.yaml'));
  run.advance();
  const { groups, topology } = run.service;
  const leaders = [0, 0, 0];
  for (let group = 0; group < groups.count; group++) leaders[topology.hosts[groups.leaderHost(group)].zone]++;
  expect(leaders).toEqual([8, 8, 8]);
});
