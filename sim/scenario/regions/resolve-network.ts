/**
 * Delays between regions resolved: each way of each pair that the file gives one, or for which there is a published round
 * trip; the others have `parameters.network.crossRegionDelay`. A file that gives some and leaves one open is a mistake.
 */
import { publishedDelay } from '../../infrastructure/links/region-round-trips.js';
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
import type { RegionDelay } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';

const restPath = ['parameters', 'network', 'crossRegionDelay'];

export function resolveDelays({ network, regions, parameters }: ScenarioFile, judgement: Judgement): RegionDelay[] {
  const given = givenDelays(network.delays, judgement);
  const names = regions.map(([name]) => name);
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));
  const others = pairs.filter(({ from, to }) => !given.some((each) => each.from === from && each.to === to));
  const published = others.flatMap(({ from, to }): RegionDelay[] => {
    const delayNs = publishedDelay(from, to, parameters.network.crossRegionJitter);
    return delayNs === null ? [] : [{ from, to, delayNs }];
  });
  const unknown = others.filter(({ from, to }) => from < to && publishedDelay(from, to, 0) === null);
  judgeRest(unknown, { isGiven: given.length > 0, isNeeded: names.length > 1 }, judgement);
  return [...given, ...published];
}

function givenDelays(delays: ScenarioFile['network']['delays'], judgement: Judgement): RegionDelay[] {
  const given = new Map(delays.map(([from, others]) => [from, new Map(others)]));
  return delays.flatMap(([from, others]) => {
    judgeRegion(from, ['network', 'delays', from], judgement);
    return others.flatMap(([to, delayNs]) => {
      const path = ['network', 'delays', from, to];
      judgeRegion(to, path, judgement);
      if (to === from) judgement.reportKey(path, { found: `${from} twice`, expected: 'two regions' });
      const isBothWays = given.get(to)?.has(from) !== true;
      return [{ from, to, delayNs }, ...(isBothWays ? [{ from: to, to: from, delayNs }] : [])];
    });
  });
}

function judgeRegion(region: string, path: readonly string[], judgement: Judgement): void {
  const regions = judgement.namesIn('regions');
  if (regions.length > 0 && !regions.includes(region)) {
    judgement.reportKey(path, unknownName('region', region, regions));
  }
}

/** Of pairs without a delay of their own: whether anybody said what they have, and whether what was said is of any use. */
function judgeRest(
  pairs: readonly { readonly from: string; readonly to: string }[],
  { isGiven, isNeeded }: { readonly isGiven: boolean; readonly isNeeded: boolean },
  judgement: Judgement,
): void {
  const isSaid = judgement.isWritten(restPath);
  if (pairs.length === 0 && isNeeded && isSaid) {
    judgement.warn(restPath, 'the delay of no pair of regions: each has one of its own or a published one');
  }
  const path = ['network', 'delays'];
  if (pairs.length === 0 || !isGiven || isSaid || judgement.isBroken(path) || judgement.isBroken(['regions'])) return;
  const [{ from, to }] = pairs;
  const more = pairs.length === 1 ? '' : ` and ${pairs.length - 1} more`;
  judgement.reportKey(path, {
    found: `no delay between ${from} and ${to}${more}`,
    expected: `one for each pair without a published round trip, or ${restPath.join('.')} for the others`,
  });
}
