/** Backups and restores as people write them: an operator's order, or a list of them. */
import type { z } from 'zod';
import { backupsMax } from '../../control-plane/recovery/backups.js';
import { restoresMax } from '../../protocol/limits.js';
import { eitherOf, type IssueParams, line, listOf, mapping, quantity } from '../quantities/forms.js';
import { describeQuantity, moment } from '../quantities/units.js';

const at = quantity(moment).describe('when an operator orders it');

const backup = mapping(
  {
    of: line('the name of a table', 64).describe('the table that is backed up, as it is at that time'),
    as: line('a name', 64).describe('of the backup, which restores may name'),
    at,
  },
  'a mapping with of, as and at',
);

const toAPointInTime = ['of', 'to'] as const;
const restoreForms = 'a mapping with of, to, as and at, or with from, as and at';

/** To a point in time, or from a backup, which says itself of what and when it is. */
const restore = mapping(
  {
    of: line('the name of a table', 64).optional().describe('the table that is restored; it goes on as it is'),
    to: quantity(moment)
      .optional()
      .describe('the time of the run as of which it is restored, some minutes before "at"'),
    from: line('the name of a backup', 64)
      .optional()
      .describe('the backup that is restored, in place of "of" and "to"'),
    as: line('a name', 64).describe('of the new table, which tenants may ask; until it is ready it is not found'),
    at,
  },
  restoreForms,
)
  .meta({ oneOf: [{ required: [...toAPointInTime] }, { required: ['from'] }] })
  .superRefine((order, ctx) => {
    const given = toAPointInTime.filter((key) => order[key] !== undefined);
    if (order.from === undefined && given.length === 1) {
      const [message, missing] = given[0] === 'to' ? ['the name of a table', 'of'] : [describeQuantity(moment), 'to'];
      ctx.addIssue({ code: 'custom', message, path: [missing] });
    } else if ((order.from === undefined) === (given.length === 0)) {
      const found = given.length === 0 ? 'none of of, to and from' : `from and ${given.join(' and ')}`;
      const params: IssueParams = { found };
      ctx.addIssue({ code: 'custom', message: restoreForms, params });
    }
  });

export const backupSchema = oneOrList(backup, 'a mapping with of, as and at', backupsMax, 'backups');
export const restoreSchema = oneOrList(restore, restoreForms, restoresMax, 'restores');

function oneOrList<Order extends z.ZodType>(order: Order, expected: string, max: number, what: string) {
  return eitherOf(`${expected}, or a list of such`, [
    order.transform((only) => ({ list: [only], isList: false })),
    listOf(order, 1, max, what).transform((list) => ({ list, isList: true })),
  ]);
}
