/** Whether a run of the scenario fits into memory and can end, as far as that is known before it is made. */
import type { Judgement } from '../reading/judgement.js';
import type { Scenario } from '../scenario.js';
import { productsOfBadData } from './bad-data.js';
import { productsOfFleet } from './fleet.js';
import { productsOfLoad } from './load.js';
import { excess, type Product } from './product.js';
import { productsOfRecord } from './record.js';

/** All that a scenario multiplies, each with its bound. */
export const productsOf = (scenario: Scenario): Product[] => [
  ...productsOfLoad(scenario),
  ...productsOfFleet(scenario),
  ...productsOfRecord(scenario),
  ...productsOfBadData(scenario),
];

export function judgeSize(scenario: Scenario, judgement: Judgement): void {
  const sections = ['regions', 'tables', 'tenants'] as const;
  if (sections.some((section) => scenario[section].length === 0)) return;
  for (const product of productsOf(scenario)) {
    if (product.from.some((path) => judgement.isBroken(path))) continue;
    const mismatch = excess(product);
    if (mismatch !== null) judgement.report(product.path, mismatch);
  }
}
