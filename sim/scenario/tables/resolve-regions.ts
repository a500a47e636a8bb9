/** The regions of a table, those it gets in the course of the run, and whether they agree on each write. */
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import { judgeTimeOfOrder } from '../restores/judge-orders.js';
import type { AdditionSpec, TableSpec } from '../scenario.js';
import type { TableText } from './schema-topology.js';

/** Regions of a table that agree on each write: two of them are enough (facts 2.4). */
export const strongRegions = 3;

type Placed = Pick<TableSpec, 'regions' | 'additions' | 'agreement'>;

export function resolveRegions(name: string, text: TableText, durationNs: number, judgement: Judgement): Placed {
  const { consistency } = text;
  const regions = copiesIn(name, text, judgement);
  const witness = text.witness ?? null;
  const path = ['tables', name];
  if (witness !== null) judgeWitness(witness, regions, text, path, judgement);
  if (consistency === 'strong' && text.addRegions !== undefined) refuseAdditions(path, judgement);
  else judgeStrong(regions, text, path, judgement);
  const all = witness === null ? regions : [...new Set([...regions, witness])];
  if (consistency === 'strong') return { regions: all, additions: [], agreement: { witness } };
  const additions = resolveAdditions(text, all, path, durationNs, judgement);
  return { regions: [...all, ...additions.map(({ region }) => region)], additions };
}

/** Left out: the journal of a table knows its three regions from the beginning. */
function refuseAdditions(path: Path, judgement: Judgement): void {
  const expected = 'no "addRegions", or "consistency: eventual"';
  judgement.reportKey([...path, 'addRegions'], { found: '"addRegions" of a table whose regions agree', expected });
}

/** Nothing of those that are refused. */
function resolveAdditions(
  { addRegions = [] }: TableText,
  regions: readonly string[],
  path: Path,
  durationNs: number,
  judgement: Judgement,
): AdditionSpec[] {
  const taken = [...regions];
  return addRegions.flatMap(({ region, at }, index) => {
    const entry = [...path, 'addRegions', index];
    judgeRegion(region, [...entry, 'region'], judgement);
    judgeTimeOfOrder(at, durationNs, entry, judgement);
    if (taken.includes(region)) {
      const expected = 'a region that does not have the table yet';
      judgement.report([...entry, 'region'], { found: region, expected });
      return [];
    }
    taken.push(region);
    return { region, atNs: at };
  });
}

function judgeStrong(
  regions: readonly string[],
  { consistency, witness, regions: listed }: TableText,
  path: Path,
  judgement: Judgement,
): void {
  const isSaid = ['regions', 'witness'].some((key) => judgement.isBroken([...path, key]));
  if (consistency === 'eventual' || isSaid) return;
  const count = regions.length + (witness === undefined ? 0 : 1);
  if (count === strongRegions) return;
  const regionsFound = `${regions.length} region${regions.length === 1 ? '' : 's'}`;
  const found = witness === undefined ? regionsFound : `${regionsFound} and a witness`;
  const expected = 'three with "consistency: strong", or two and a witness';
  if (listed === undefined) judgement.reportKey([...path, 'consistency'], { found: `strong, of ${found}`, expected });
  else judgement.report([...path, 'regions'], { found, expected });
}

function judgeWitness(
  witness: string,
  regions: readonly string[],
  { consistency }: TableText,
  path: Path,
  judgement: Judgement,
): void {
  const at = [...path, 'witness'];
  judgeRegion(witness, at, judgement);
  if (regions.includes(witness)) {
    judgement.report(at, { found: `${witness}, which has a copy`, expected: 'another region than those of the table' });
  }
  if (consistency === 'strong') return;
  const expected = 'no witness, or "consistency: strong", where a witness is one of the three that agree';
  judgement.reportKey(at, { found: 'a witness of a table whose regions do not agree on each write', expected });
}

function copiesIn(name: string, text: TableText, judgement: Judgement): string[] {
  const known = judgement.namesIn('regions');
  const path = ['tables', name];
  if (text.region !== undefined && text.regions !== undefined) {
    judgement.reportKey([...path, 'regions'], { found: '"region" and "regions"', expected: 'one of the two' });
  }
  if (text.regions !== undefined) {
    text.regions.forEach((region, index) => {
      judgeRegion(region, [...path, 'regions', index], judgement);
      if (text.regions!.indexOf(region) === index) return;
      judgement.report([...path, 'regions', index], { found: `${region} twice`, expected: 'each region once' });
    });
    return [...new Set(text.regions)].filter((region) => known.length === 0 || known.includes(region));
  }
  if (text.region === undefined) {
    const expected = `one of ${known.join(', ')}, or "regions" with several`;
    const isSaid = judgement.isBroken([...path, 'regions']);
    if (known.length > 1 && !isSaid) judgement.report([...path, 'region'], { found: 'no "region"', expected });
    return known.slice(0, 1);
  }
  judgeRegion(text.region, [...path, 'region'], judgement);
  return [text.region];
}

function judgeRegion(region: string, path: Path, judgement: Judgement): void {
  const known = judgement.namesIn('regions');
  if (known.length > 0 && !known.includes(region)) judgement.report(path, unknownName('region', region, known));
}
