/** Whether a tenant's clients can fail over as they are told to. */
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { TableSpec } from '../scenario.js';
import type { FailoverText } from './schema-failover.js';

export function judgeFailover(
  { order, after }: FailoverText,
  table: TableSpec | undefined,
  path: Path,
  judgement: Judgement,
): void {
  if (typeof after === 'object' && after.failures > after.of) {
    const expected = `at most the ${after.of} that are looked at`;
    judgement.report([...path, 'after', 'failures'], { found: `${after.failures} failures`, expected });
  }
  if (table === undefined || judgement.isBroken(['tables', table.name])) return;
  if (table.regions.length < 2) {
    const found = `clients that fail over, and ${table.name} in ${table.regions[0]} alone`;
    judgement.reportKey(path, { found, expected: 'a table in several regions' });
    return;
  }
  if (order !== 'nearest') judgeOrder(order, table, [...path, 'order'], judgement);
}

function judgeOrder(order: readonly string[], table: TableSpec, path: Path, judgement: Judgement): void {
  const regions = judgement.namesIn('regions');
  const witness = table.agreement?.witness;
  const serving = table.regions.filter((region) => region !== witness);
  for (const [index, region] of order.entries()) {
    const at = [...path, index];
    if (!regions.includes(region)) judgement.report(at, unknownName('region', region, regions));
    else if (!serving.includes(region)) {
      const what = region === witness ? `is a witness of ${table.name}` : `has no copy of ${table.name}`;
      judgement.report(at, { found: `${region}, which ${what}`, expected: `one of ${serving.join(', ')}` });
    } else if (order.indexOf(region) !== index) {
      judgement.report(at, { found: `${region} twice`, expected: 'each region once' });
    }
  }
}
