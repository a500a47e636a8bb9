/**
 * Failures that nobody wrote down: each storage node, drive, rack and zone fails by a renewal process of its own, a time to
 * failure that is exponential, then a repair from a distribution, then again. They are drawn before the run begins and are
 * ordinary faults from then on, so that what overlaps unites as it does for faults of a scenario: a host that several
 * failures keep down comes back with the last of them.
 *
 * Everything works when a run begins; as times to failure have no memory, only repairs that would be under way are missing.
 * A thing cannot fail by itself while its own failure lasts, but may as part of another: a node whose rack is dark, a node
 * that a burst takes. Bursts are those of Ford OSDI 2010: a share of all failures of nodes come with others of their rack
 * shortly after. `mtbf` is a node's mean with the failures that others bring it, so its own are as much rarer.
 *
 * Each thing has streams of its own, and whom a burst takes is drawn by the numbers of hosts: a class, a region or a host
 * more leaves the draws of the others alone. Left out: failure rates that change with age, drives that fail for having been
 * made together, nodes that do not return after a loss of power, and failures that cause others.
 */
import { Distribution } from '../../engine/distribution.js';
import type { DistributionSpec } from '../../engine/distribution-spec.js';
import { LimitError } from '../../engine/limits/limit-error.js';
import type { RandomStreams } from '../../engine/random-stream.js';
import { racksPerZone } from '../../infrastructure/racks.js';
import type { RegionSpec } from '../../infrastructure/roles.js';
import type { BurstSpec, FailureClass } from '../failure-class.js';
import { type FaultKind, type FaultSpec, specOf } from '../fault-kinds.js';
import type { TargetSpec } from '../target-spec.js';
import { describeTarget } from '../targets.js';
import { RackBursts } from './failure-bursts.js';

/** That a scenario may expect of a run, each a fault of its own in the result. */
export const failuresExpectedMax = 5_000;
/** That a run may draw: chance alone does not lead so far. */
const failuresMax = failuresExpectedMax * 2;

/** A class of things that fail, as a scenario has it. */
export interface FailureProcess {
  /** That declares the class. */
  readonly kind: FaultKind;
  /** Of one of its things; may lie far beyond the end of time. */
  readonly mtbfNs: number;
  readonly repairNs: DistributionSpec;
  readonly bursts: BurstSpec | null;
}

export interface FailingPlan {
  readonly failures: readonly FailureProcess[];
  readonly regions: readonly RegionSpec[];
  readonly durationNs: number;
}

export const classOf = ({ kind }: Pick<FailureProcess, 'kind'>): FailureClass => specOf(kind).failures!;

/** What of a region fails in a class, each by itself. */
export function thingsOf({ thing: what }: FailureClass, region: RegionSpec): TargetSpec[] {
  const { name, zones, storageNodesPerZone } = region;
  const inEach = (count: number, thing: (zone: number, number: number) => TargetSpec) =>
    Array.from({ length: zones * count }, (_, index) => thing(Math.floor(index / count) + 1, (index % count) + 1));
  if (what === 'zone') return inEach(1, (zone) => ({ kind: 'zone', region: name, zone }));
  if (what === 'rack')
    return inEach(racksPerZone(region), (zone, rack) => ({ kind: 'rack', region: name, zone, rack }));
  return inEach(storageNodesPerZone, (zone, number) => storageNode(name, zone, number));
}

const storageNode = (region: string, zone: number, number: number): TargetSpec => ({
  ...{ kind: 'host', region, zone, role: 'storage', number },
});

/** In the order of time. */
export function drawFailures(plan: FailingPlan, streams: RandomStreams): FaultSpec[] {
  const draw = new FailureDraw(plan.durationNs, streams);
  for (const process of plan.failures)
    for (const region of plan.regions)
      for (const thing of thingsOf(classOf(process), region)) draw.renew(process, thing, region);
  return draw.drawn.sort((a, b) => a.atNs - b.atNs);
}

class FailureDraw {
  readonly drawn: FaultSpec[] = [];

  constructor(
    private readonly durationNs: number,
    private readonly streams: RandomStreams,
  ) {}

  /** All failures of one thing, with those of others that it takes along. */
  renew({ kind, mtbfNs, repairNs, bursts }: FailureProcess, thing: TargetSpec, region: RegionSpec): void {
    const { name } = classOf({ kind });
    const entity = describeTarget(thing);
    const rackBursts =
      bursts === null || thing.kind !== 'host'
        ? null
        : new RackBursts(bursts, thing.number, region, this.streams.numbered(entity, `bursts of ${name}`));
    const ownNs = mtbfNs * (rackBursts?.failuresPerOwn ?? 1);
    const toFailure = new Distribution({ kind: 'exponential', mean: ownNs });
    const repair = new Distribution(repairNs);
    // Apart, so that another repair leaves the times to failure as they were.
    const failureStream = this.streams.stream(entity, `times to failure of ${name}`);
    const repairStream = this.streams.stream(entity, `repairs of ${name}`);
    let nowNs = toFailure.sample(failureStream);
    for (let failure = 0; nowNs < this.durationNs; failure++) {
      const downNs = repair.sample(repairStream);
      this.add(kind, thing, nowNs, downNs);
      for (const { number, afterNs, stream } of rackBursts?.takenWith(failure) ?? [])
        this.add(kind, { ...thing, number } as TargetSpec, nowNs + afterNs, repair.sample(stream));
      nowNs += downNs + toFailure.sample(failureStream);
    }
  }

  /** One that the run's end cuts is not repaired in it. */
  private add(kind: FaultKind, target: TargetSpec, atNs: number, repairNs: number): void {
    if (atNs >= this.durationNs) return;
    if (this.drawn.length === failuresMax)
      throw new LimitError('failures', failuresMax, 'a longer mtbf or a shorter run');
    // As in scenarios, a fault lasts at least for a moment.
    const forNs = Math.max(1, repairNs);
    this.drawn.push({
      ...{ kind, target, peer: null, direction: 'both', atNs, values: {} },
      forNs: atNs + forNs > this.durationNs ? null : forNs,
    });
  }
}
