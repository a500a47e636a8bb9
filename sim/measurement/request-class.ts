/** Requests are measured by class: one tenant's requests of one operation and consistency. */
import { isWrite, operationNames } from '../protocol/operations.js';
import type { Consistency } from '../request-time.js';

const classesPerTenant = 2 * operationNames.length;

export const requestClass = (tenant: number, kind: number, isStrong: boolean) =>
  tenant * classesPerTenant + 2 * kind + (isStrong ? 1 : 0);

export const tenantOfClass = (index: number) => Math.floor(index / classesPerTenant);
export const kindOfClass = (index: number) => (index % classesPerTenant) >> 1;

export function consistencyOfClass(index: number): Consistency {
  if (isWrite(kindOfClass(index))) return 'write';
  return index % 2 === 1 ? 'strong' : 'eventual';
}
