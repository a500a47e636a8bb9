/** Delays between regions resolved: each way of each pair that the file speaks of. */
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
import type { RegionDelay } from '../scenario.js';
import type { NetworkText } from './schema-network.js';

export function resolveDelays({ delays }: NetworkText, judgement: Judgement): RegionDelay[] {
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
