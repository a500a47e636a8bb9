import { expect, test } from 'vitest';
import { defects } from '../../sim/protocol/defects.js';
import { dynamosim, fixture } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const codeOf = async (...args: string[]) => (await dynamosimInProcess(args)).code;
const codeOfProcess = (...args: string[]) => dynamosim(args).code;

test('0 when objectives and expectations are met', () => {
  expect(codeOfProcess('run', fixture('steady'))).toBe(0);
});

test('1 when an objective is missed', () => {
  expect(codeOfProcess('run', fixture('steady'), '--set', 'objectives.storefront.getItem.p99=1us')).toBe(1);
});

test('1 when an expectation is missed', async () => {
  expect(await codeOf('run', fixture('steady'), '--set', 'expect.0.is=1')).toBe(1);
});

test('2 for a bad scenario and for bad usage', async () => {
  expect(await codeOf('run', fixture('steady'), '--set', 'seed=x')).toBe(2);
  expect(codeOfProcess('run')).toBe(2);
});

test.each(Object.keys(defects))('1 when a checker catches %s', async (defect) => {
  expect(await codeOf('run', `negative/${defect}`)).toBe(1);
});
