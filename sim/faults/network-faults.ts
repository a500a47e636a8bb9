/** Links that are cut, lose messages or are slow, in one direction or both, and interfaces that send less. */
import { Distribution } from '../engine/distribution.js';
import type { Host } from '../infrastructure/host.js';
import { type LinkEffect, LinkFault, noEffect } from '../infrastructure/link-fault.js';
import {
  between,
  both,
  disturbance,
  type Effect,
  type FaultKindSpec,
  type Hit,
  lasting,
  multiplied,
} from './fault-kind.js';
import { hostsOf } from './targets.js';

export const networkPartition = {
  kind: 'network-partition',
  target: 'anything',
  needs: [],
  may: between,
  condition: 'was cut off',
  effect: (hit: Hit) => onLinks(hit, { ...noEffect, isCut: true }),
} as const satisfies FaultKindSpec;

export const packetLoss = {
  kind: 'packet-loss',
  target: 'anything',
  needs: ['share'],
  may: between,
  condition: 'lost packets',
  effect: (hit: Hit) => onLinks(hit, { ...noEffect, lossShare: hit.fault.share }),
} as const satisfies FaultKindSpec;

export const networkDelay = {
  kind: 'network-delay',
  target: 'anything',
  needs: ['delay'],
  may: between,
  condition: 'had a slow network',
  effect: (hit: Hit) => onLinks(hit, { ...noEffect, addedDelay: new Distribution(hit.fault.delayNs) }),
} as const satisfies FaultKindSpec;

export const slowNetwork = {
  kind: 'slow-network',
  target: 'anything',
  needs: ['factor'],
  may: between,
  condition: 'had a slow network',
  effect: (hit: Hit) => onLinks(hit, { ...noEffect, delayFactor: hit.fault.factor }),
} as const satisfies FaultKindSpec;

export const bandwidthCut = {
  kind: 'bandwidth-cut',
  target: 'anything',
  needs: ['factor'],
  may: lasting,
  condition: null,
  effect: (hit: Hit) =>
    both(
      disturbance(hit, hit.hosts),
      multiplied(hit, hit.hosts, (host, product) => {
        host.bandwidthDivisor = product;
      }),
    ),
} as const satisfies FaultKindSpec;

function onLinks(hit: Hit, effect: LinkEffect): Effect {
  const { fault, hosts, context, stream } = hit;
  // The links of a whole region include those within it; of anything smaller, those to the outside.
  const other = fault.peer ?? (fault.target.kind === 'region' ? fault.target : null);
  const peers = other === null ? null : idsOf(hostsOf(other, context, stream));
  const links = new LinkFault(idsOf(hosts), peers, fault.direction, stream, effect);
  return both(disturbance(hit, hosts), {
    begin: () => context.network.addFault(links),
    end: () => context.network.removeFault(links),
  });
}

const idsOf = (hosts: readonly Host[]) => new Set(hosts.map((host) => host.id));
