/** The history of operations with the names of its scenario: strong reads and writes, which a linearizable register answers. */
import {
  jepsenOps,
  type Operation,
  porcupineEvents,
  registersEdn,
  transactionsJson,
} from '../../../reports/exports/history-files.js';
import { isStrong } from '../../assembly/global-tables.js';
import type { OperationHistory, OperationRow } from '../../measurement/operation-history.js';
import { isWrite } from '../../protocol/operations.js';
import type { Result } from '../../result.js';
import type { Run } from '../../run.js';
import { version } from '../../version.js';

/** The texts of history.edn, history.json and history.porcupine.json. `history` watched the run. */
export function historyTexts(history: OperationHistory, { service, nowNs }: Run, result: Result): readonly string[] {
  const tables = service.tables.list;
  // An item of a table whose regions agree is one register, of others one in each region.
  const registerOf = (table: number) => (isStrong(tables[table]) ? tables[table].spec.name : tables[table].name);
  const checked = history.rows.filter((row) => isWrite(row.operation) || row.isStrong);
  const operations = checked.map((row): Operation => {
    const { process, table, item, operation, value, outcome, invokedOrder, completedOrder } = row;
    return {
      client: process,
      key: `${registerOf(table)}/${item}`,
      isWrite: isWrite(operation),
      // What the table was loaded with nobody wrote.
      value: value === 0 ? null : value,
      outcome,
      ...{ invoked: invokedOrder, completed: completedOrder },
      ...{ invokedAtNs: row.invokedAtNs, completedAtNs: row.completedAtNs },
    };
  });
  const of = (outcome: OperationRow['outcome']) => checked.filter((row) => row.outcome === outcome).length;
  const counts = {
    dynamosim: version,
    seed: result.seed,
    digest: result.run.digest,
    operations: checked.length,
    ok: of('ok'),
    failed: of('failed'),
    unknown: of('unknown'),
    eventualReadsLeftOut: history.rows.length - checked.length,
    begunAfterItWasFull: history.unrecorded,
  };
  const ops = jepsenOps(operations, nowNs);
  return [registersEdn(ops, counts), transactionsJson(ops), porcupineEvents(operations)];
}
