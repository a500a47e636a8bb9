/** Links that are cut, lose messages, are slow or narrow, in one direction or both, and interfaces that send less. */
import { Distribution } from '../engine/distribution.js';
import type { Host } from '../infrastructure/host.js';
import { type LinkEffect, LinkFault, noEffect } from '../infrastructure/links/link-fault.js';
import { both, type Effect } from './effect-and-inverse.js';
import { between, disturbance, faultKind, type Hit, lasting } from './fault-kind.js';
import { slowed, slower } from './slowing.js';
import { hostsOf } from './targets.js';

export const networkPartition = faultKind({
  kind: 'network-partition',
  about: 'no message passes between two places',
  target: 'anything',
  takesServiceDown: true,
  extent: between,
  condition: 'was cut off',
  effect: (hit) => onLinks(hit, { ...noEffect, isCut: true }),
});

export const packetLoss = faultKind({
  kind: 'packet-loss',
  about: 'messages between two places are lost at random, and sent again after a retransmission time-out',
  target: 'anything',
  needs: { share: { unit: 'ratio', about: 'of the messages that are lost' } },
  extent: between,
  condition: 'lost packets',
  effect: (hit) => onLinks(hit, { ...noEffect, lossShare: hit.values.share }),
});

/** A message is checked as it arrives (P22 section 5.2): one that fails is dropped, and comes again as a lost one would. */
export const corruptedMessage = faultKind({
  kind: 'corrupted-message',
  about: 'bits of messages between two places flip; checksums tell, and they are dropped and sent again',
  target: 'anything',
  needs: { share: { unit: 'ratio', about: 'of the messages that are corrupted' } },
  extent: between,
  condition: 'had corrupted messages',
  harmsData: true,
  effect: (hit) => onLinks(hit, { ...noEffect, lossShare: hit.values.share, isCorruption: true }),
});

export const networkDelay = faultKind({
  kind: 'network-delay',
  about: 'messages between two places take this much longer',
  target: 'anything',
  needs: { delay: { unit: 'timeDistribution', about: 'added to every message' } },
  extent: between,
  condition: 'had a slow network',
  effect: (hit) => onLinks(hit, { ...noEffect, addedDelay: new Distribution(hit.values.delay) }),
});

export const slowNetwork = faultKind({
  kind: 'slow-network',
  about: 'messages between two places take this many times as long',
  target: 'anything',
  needs: slower,
  extent: between,
  condition: 'had a slow network',
  effect: (hit) => onLinks(hit, { ...noEffect, delayFactor: hit.values.factor }),
});

export const narrowLink = faultKind({
  kind: 'narrow-link',
  about: 'all messages between two places pass one link each way, of so many bytes in a second, one after the other',
  target: 'anything',
  needs: { bandwidth: { unit: 'bytesPerSecond', min: 1000, about: 'of the link, each way' } },
  may: {
    backlogMax: {
      unit: 'duration',
      // Assumption: buffers of routers hold about the longest round trip between regions.
      default: 400e6,
      about: 'what may wait at the link; more is lost and sent again (default 400ms)',
    },
  },
  extent: between,
  condition: 'had a narrow link',
  effect: (hit) => {
    const { bandwidth, backlogMax } = hit.values;
    return onLinks(hit, {
      ...noEffect,
      narrowing: { bandwidthBytesPerSecond: bandwidth, backlogMaxNs: backlogMax },
    });
  },
  prepare: ({ network }) => network.expectNarrowLinks(),
});

export const bandwidthCut = faultKind({
  kind: 'bandwidth-cut',
  about: 'interfaces of machines send this many times less in a second',
  target: 'anything',
  needs: slower,
  extent: lasting,
  condition: null,
  effect: (hit) =>
    both(
      disturbance(hit, hit.hosts),
      slowed(hit, hit.hosts, (host, ...slow) => host.cutBandwidth(...slow)),
    ),
  prepare: ({ network }) => network.expectCuts(),
});

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
