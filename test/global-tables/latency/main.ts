/** `npm run latency:regions`: what strong and eventual operations take, for three choices of regions, beside the closed form. */
import { choices, figuresOf, latencyRows } from './latency-table.js';

const columns = ['eventual', 'strong', 'round trip', 'form', 'beside'];
const printed = (first: string, others: readonly string[]) =>
  console.log(first.padEnd(26) + others.map((each) => each.padStart(11)).join(''));

printed('median, in ms', columns);
for (const choice of choices) {
  for (const row of latencyRows(choice)) printed(`${row.region} ${row.operation}`, figuresOf(row));
}
