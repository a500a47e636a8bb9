/** What is wrong with a search is told before anything runs, all of it at once, a line each. */
import { expect, test } from 'vitest';
import { fixture } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const scenario = fixture('vary');
const path = 'tenants.storefront.arrivals.poisson';
const vary = ['--vary', `${path}=1/s..2/s`];

test.each([
  ['nothing that varies', [], /^dynamosim: found no --vary; expected --vary path=from\.\.to, such as/],
  ['a list', ['--vary', `${path}=1/s,2/s`], /found --vary "tenants.*=1\/s,2\/s"; expected --vary path=from\.\.to/],
  [
    'words',
    ['--vary', 'tables.orders.capacity.mode=static..global'],
    /found static\.\.global; expected two amounts of one kind/,
  ],
  ['an unknown path', ['--vary', 'tables.order.partitions=1..2'], /^tables\.order\.partitions:1:1: found "order"; /],
  ['a value of another kind', ['--vary', `${path}=1ms..2ms`], /expected a rate with a unit/],
  ['the seed', ['--vary', 'seed=1..9'], /found --vary seed; expected another setting, and --seeds/],
  [
    'a setting that is fixed too',
    [...vary, '--set', `${path}=3/s`],
    /found --set tenants\.storefront\.arrivals\.poisson beside/,
  ],
  [
    'no room',
    [...vary, '--within', '1ms'],
    /found --within 1ms; expected a share of the value such as 5%, or a rate above zero/,
  ],
  [
    'too many values',
    ['--vary', 'tables.orders.partitions=1..1M'],
    /found 1,000,000 values from 1 to 1M; expected at most 100,000/,
  ],
  ['too many seeds', [...vary, '--seeds', '1..1001'], /found 1001 seeds; expected at most 1000$/],
  ['no share', [...vary, '--min-share', '2'], /found --min-share 2; expected a share from 0% to 100%, such as 95%$/],
  [
    'an unknown promise',
    [...vary, '--meets', 'tenants.storefrnt'],
    /found --meets "tenants\.storefrnt"; expected .*: expect, durability\.lostWrites$/,
  ],
  [
    'a misspelt promise',
    [...vary, '--meets', 'durability.lostWrite'],
    /found --meets "durability\.lostWrite"; .* \(did you mean "durability\.lostWrites"\?\)$/,
  ],
  ['an objective that nobody has', [...vary, '--meets', 'tenants.shop.success >= 9%'], /^--meets:1:\d+: found .*shop/],
])('%s', async (_, words, message) => {
  const { code, stdout, stderr } = await dynamosimInProcess(['search', scenario, ...words]);
  expect(stderr.split('\n')[0]).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('several mistakes are told together', async () => {
  const words = ['--seeds', '5..1', '--vary', 'duration', '--threads', '0'];
  const { code, stderr } = await dynamosimInProcess(['search', scenario, ...words]);
  expect(code).toBe(2);
  for (const found of ['--seeds 5..1', '--vary "duration"', '--threads 0']) expect(stderr).toContain(`found ${found}`);
});
