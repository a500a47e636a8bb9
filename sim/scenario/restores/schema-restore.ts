/** Restores as people write them: an operator's order, or a list of them. */
import { restoresMax } from '../../protocol/limits.js';
import { eitherOf, line, listOf, mapping, quantity } from '../quantities/forms.js';
import { moment } from '../quantities/units.js';

const restore = mapping(
  {
    of: line('the name of a table', 64).describe('the table that is restored; it goes on as it is'),
    to: quantity(moment).describe('the time of the run as of which it is restored, some minutes before "at"'),
    as: line('a name', 64).describe('of the new table, which tenants may ask; until it is ready it is not found'),
    at: quantity(moment).describe('when an operator orders it'),
  },
  'a mapping with of, to, as and at',
);

export const restoreSchema = eitherOf('a mapping with of, to, as and at, or a list of such', [
  restore.transform((only) => ({ list: [only], isList: false })),
  listOf(restore, 1, restoresMax, 'restores').transform((list) => ({ list, isList: true })),
]);
