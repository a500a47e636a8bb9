/** Swarms that did not hold once, with what was wrong. */
import type { HealingSwarm } from './healing-swarm.js';

const lost = (target: string, at: string, lasting?: string) => ({
  ...{ kind: 'host-crash-losing-data', target, at, for: lasting },
});

export const onceBroken: readonly (readonly [string, HealingSwarm])[] = [
  [
    'a joiner died',
    {
      seed: 600765679,
      copiesLeft: 2,
      faults: [
        { kind: 'disk-failure', target: 'r/az-3/storage-3', at: '5004ms' },
        lost('r/az-3/storage-2', '5007ms', '5s'),
        { kind: 'lost-flush', target: 'r/az-3/storage-4', at: '5000ms', for: '2007ms' },
        { kind: 'host-crash', target: 'r/az-3/storage-4', at: '13044ms', for: '3999ms' },
        { kind: 'slow-cpu', at: '5002ms', for: '55ms', target: 'r/az-1', factor: 10 },
        { kind: 'host-crash', at: '6944ms', for: '5991ms', target: '1 storage nodes in r' },
        {
          ...{ kind: 'network-partition', at: '10238ms', for: '51ms', target: 'r/az-2' },
          ...{ direction: 'inbound', peer: '1 storage nodes in r' },
        },
      ],
      client: { retries: 'standard', hedgeAfter: 'none' },
    },
  ],
  [
    'a newcomer died as it joined',
    {
      seed: 1048260884,
      copiesLeft: 2,
      faults: [
        { kind: 'silent-wrong-replica', target: 'r/az-1/storage-3', at: '10590ms', items: 2 },
        { kind: 'bit-rot', target: 'r/az-1/storage-1', at: '13995ms', items: 1 },
        { kind: 'lost-flush', target: 'r/az-1/storage-4', at: '5002ms', for: '3275ms' },
        { kind: 'host-crash', target: 'r/az-1/storage-4', at: '5005ms', for: '1714ms' },
        {
          ...{ kind: 'network-partition', at: '7878ms', for: '5995ms', target: 'r/az-2' },
          ...{ direction: 'inbound', peer: 'leader of t/1' },
        },
        { kind: 'host-pause', at: '7142ms', for: '53ms', target: '2 routers in r' },
        {
          ...{ kind: 'load-balancer-flap', at: '13998ms', for: '52ms', target: '2 routers in r' },
          ...{ period: '300ms', share: '100%' },
        },
        { kind: 'slow-cpu', at: '5005ms', for: '130ms', target: 'followers of t/0', factor: 2 },
      ],
      client: { retries: 'none', hedgeAfter: '20ms' },
    },
  ],
  [
    'an old position was heard after a take-over',
    {
      seed: 795745462,
      copiesLeft: 2,
      faults: [
        { kind: 'lost-flush', target: 'r/az-1/storage-3', at: '5005ms', for: '2922ms' },
        { kind: 'host-crash', target: 'r/az-1/storage-3', at: '13994ms', for: '3286ms' },
        { kind: 'silent-wrong-replica', target: 'r/az-1/storage-2', at: '11234ms', items: 9 },
        { kind: 'bandwidth-cut', at: '8225ms', for: '287ms', target: '1 storage nodes in r', factor: 2 },
        { kind: 'network-partition', at: '10025ms', for: '1659ms', target: 'r/az-3', direction: 'outbound' },
        { kind: 'router-drain', at: '11872ms', for: '5739ms', target: 'r/az-1/router-1' },
        { kind: 'host-pause', at: '8815ms', for: '3990ms', target: 'r/az-2/storage-2' },
        { kind: 'zone-outage', at: '10791ms', for: '4271ms', target: 'r/az-2' },
      ],
      client: { retries: 'none', hedgeAfter: '20ms' },
    },
  ],
  [
    'a log replica alone had a write, and a replica whose log was cut voted for one that lacked it',
    {
      seed: 1328672771,
      copiesLeft: 2,
      faults: [
        lost('r/az-2/storage-2', '7771ms'),
        { kind: 'misdirected-write', at: '13988ms', target: 'r/az-2/storage-1', writes: 19 },
        { kind: 'lost-flush', at: '12500ms', target: 'r/az-2/storage-4', for: '1600ms' },
        { kind: 'host-crash', at: '13995ms', target: 'r/az-2/storage-4', for: '293ms' },
        { kind: 'slow-object-store', at: '8393ms', target: 'r', for: '1984ms', factor: 10 },
        { kind: 'object-store-outage', at: '11994ms', target: 'r', for: '5317ms' },
        { kind: 'host-crash', at: '12065ms', for: '3004ms', target: 'follower 2 of t/0' },
        { kind: 'host-pause', at: '7715ms', for: '687ms', target: '2 routers in r' },
        { kind: 'rack-outage', at: '7080ms', for: '5095ms', target: 'r/az-1/rack-1' },
      ],
      client: { retries: 'standard', hedgeAfter: 'none' },
    },
  ],
  [
    'the last node of a zone had stood in with a log replica, and was free again before the rest was whole',
    {
      seed: 2147483622,
      copiesLeft: 1,
      faults: [
        lost('r/az-2/storage-4', '13998ms'),
        lost('r/az-2/storage-3', '10373ms'),
        lost('r/az-2/storage-1', '12592ms', '2s'),
        lost('r/az-3/storage-2', '5009ms'),
        lost('r/az-3/storage-1', '5013ms'),
        lost('r/az-3/storage-3', '5008ms'),
        { kind: 'object-store-outage', at: '6814ms', target: 'r', for: '4629ms' },
        { kind: 'slow-disk', at: '14000ms', for: '1389ms', target: 'r/az-2/storage-2', factor: 10 },
      ],
      client: { retries: 'none', hedgeAfter: '20ms' },
    },
  ],
  [
    'a write that was tried again had two records, of which the second was lost',
    {
      seed: 1246247250,
      copiesLeft: 1,
      faults: [
        { kind: 'disk-failure', target: 'r/az-2/storage-3', at: '9028ms' },
        { kind: 'disk-failure', target: 'r/az-2/storage-1', at: '9028ms', for: '2s' },
        { kind: 'disk-failure', target: 'r/az-2/storage-4', at: '9028ms' },
        { kind: 'disk-failure', target: 'r/az-3/storage-4', at: '9028ms' },
        { kind: 'disk-failure', target: 'r/az-3/storage-3', at: '9028ms' },
        { kind: 'disk-failure', target: 'r/az-3/storage-2', at: '9028ms', for: '2s' },
        { kind: 'zone-outage', at: '5219ms', for: '5589ms', target: 'r/az-1' },
        { kind: 'host-pause', at: '13106ms', for: '680ms', target: 'follower 2 of t/0' },
      ],
      client: { retries: 'standard', hedgeAfter: '20ms' },
    },
  ],
  [
    'of two that came and left at one moment, the one that left was told first',
    {
      seed: 1806819949,
      copiesLeft: 1,
      faults: [
        { kind: 'disk-failure', target: 'r/az-1/storage-3', at: '13999ms' },
        { kind: 'disk-failure', target: 'r/az-1/storage-2', at: '13999ms', for: '2s' },
        { kind: 'disk-failure', target: 'r/az-3/storage-3', at: '13999ms' },
        { kind: 'disk-failure', target: 'r/az-3/storage-1', at: '13999ms' },
        { kind: 'router-drain', at: '5003ms', for: '54ms', target: 'r/az-1/router-1' },
        { kind: 'clock-skew', at: '8796ms', for: '56ms', target: 'leader of t/0', offset: '-100us' },
        { kind: 'rack-outage', at: '5009ms', for: '5994ms', target: 'r/az-2/rack-1' },
        {
          ...{ kind: 'packet-loss', at: '11574ms', for: '1973ms', target: '20% of storage nodes in r' },
          ...{ direction: 'outbound', peer: 'follower 2 of t/0', share: '30%' },
        },
      ],
      client: { retries: 'standard', hedgeAfter: 'none' },
    },
  ],
  [
    'of members that lost everything, one kept its seat where a newcomer came',
    {
      seed: 2069160555,
      copiesLeft: 1,
      faults: [
        { kind: 'disk-failure', at: '13997ms', target: 'r/az-2/storage-2' },
        { kind: 'disk-failure', at: '13997ms', target: 'r/az-2/storage-1', for: '2s' },
        { kind: 'disk-failure', at: '13997ms', target: 'r/az-3/storage-4', for: '2s' },
        { kind: 'disk-failure', at: '13997ms', target: 'r/az-3/storage-3', for: '2s' },
        { kind: 'disk-failure', at: '13997ms', target: 'r/az-3/storage-1' },
        { kind: 'corrupted-message', at: '13080ms', target: 'r/az-1', share: '1%', for: '2229ms' },
        { kind: 'leader-handover', at: '13503ms', target: 'leader of t/1' },
        { kind: 'rack-outage', at: '6127ms', for: '5417ms', target: 'r/az-1/rack-1' },
      ],
      client: { retries: 'none', hedgeAfter: '20ms' },
    },
  ],
  [
    'a member was heard again before a log replica took its place, and the group was calm with that heartbeat',
    {
      seed: 24,
      copiesLeft: 1,
      faults: [
        { kind: 'disk-failure', at: '9590ms', target: 'r/az-2/storage-4' },
        { kind: 'disk-failure', at: '9590ms', target: 'r/az-2/storage-2' },
        { kind: 'disk-failure', at: '9590ms', target: 'r/az-3/storage-1', for: '2s' },
        { kind: 'corrupted-message', at: '7471ms', target: 'r/az-2/storage-1', share: '20%', for: '2885ms' },
        { kind: 'corrupted-message', at: '6587ms', target: 'r/az-1', share: '20%', for: '3920ms' },
        { kind: 'host-pause', at: '6096ms', for: '4049ms', target: 'r/az-1' },
      ],
      client: { retries: 'standard', hedgeAfter: '20ms' },
    },
  ],
  [
    'both lost replicas were of one zone, and nodes for both were chosen as if the other were there',
    {
      seed: 327071180,
      copiesLeft: 1,
      faults: [
        { kind: 'disk-failure', at: '12809ms', target: 'r/az-1/storage-4' },
        { kind: 'disk-failure', at: '12809ms', target: 'r/az-3/storage-1', for: '2s' },
        { kind: 'disk-failure', at: '12809ms', target: 'r/az-3/storage-2' },
        { kind: 'disk-failure', at: '12809ms', target: 'r/az-3/storage-4' },
        { kind: 'bandwidth-cut', at: '6653ms', for: '3568ms', target: 'followers of t/0', factor: 2 },
        { kind: 'zone-outage', at: '6848ms', for: '4215ms', target: 'r/az-1' },
        {
          ...{ kind: 'load-balancer-flap', at: '12458ms', for: '5414ms', target: 'r/az-1/router-1' },
          ...{ period: '1s', share: '50%' },
        },
        { kind: 'slow-cpu', at: '11274ms', for: '4535ms', target: 'r/az-1/storage-1', factor: 100 },
      ],
      client: { retries: 'none', hedgeAfter: '20ms' },
    },
  ],
  [
    'groups that had no slot left were given orders all the same, and took the room of one that had',
    {
      seed: 400661423,
      copiesLeft: 2,
      faults: [
        { kind: 'torn-write', target: 'r/az-1/storage-2', at: '8989ms', for: '1993ms' },
        { kind: 'zone-outage', at: '6070ms', for: '4549ms', target: 'r/az-1' },
        { kind: 'clock-skew', at: '13487ms', for: '5993ms', target: 'follower 1 of t/0', offset: '100us' },
        { kind: 'rack-outage', at: '10150ms', for: '5990ms', target: 'r/az-2/rack-1' },
        { kind: 'host-pause', at: '6076ms', for: '1718ms', target: '1 storage nodes in r' },
        {
          ...{ kind: 'network-partition', at: '5011ms', for: '53ms', target: '1 storage nodes in r' },
          ...{ direction: 'inbound', peer: 'r/az-2/storage-2' },
        },
      ],
      client: { retries: 'none', hedgeAfter: 'none' },
    },
  ],
];
