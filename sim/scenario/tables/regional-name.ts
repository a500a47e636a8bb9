/** What the copy of a table in a region is called: `orders`; where several regions have it, `orders in us-east-1`. */
import type { TableSpec } from '../scenario.js';

export const regionalName = ({ name, regions }: Pick<TableSpec, 'name' | 'regions'>, region: string) =>
  regions.length === 1 ? name : `${name} in ${region}`;
