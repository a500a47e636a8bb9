/**
 * `npm run attack`: tries to break what dynamosim promises of its files, its scenarios and its service, and says what did
 * not hold. It takes hours at its full size; `--only` and the sizes make it shorter, and `--seed` makes it another.
 */
import yargs from 'yargs';
import type { Attack } from './finding.js';
import { attackAnyTime, attackChanges, faultKinds, TwoRuns } from './kills.js';
import { attackWithMutants } from './mutants.js';
import { attackWithSwarms } from './swarms.js';
import { attackByFlippingBits, attackByTampering } from './tampering.js';

const count = (fallback: number, describe: string) => ({ type: 'number' as const, default: fallback, describe });
const parts = ['tampering', 'bits', 'changes', 'kills', 'mutants', 'swarms'] as const;
const options = await yargs(process.argv.slice(2))
  .scriptName('npm run attack --')
  .options({
    only: { type: 'string', array: true, choices: parts, describe: 'these parts alone' },
    seed: count(1, 'of all that is drawn'),
    ways: count(1, 'every so many-th way to tamper with a recorded run'),
    bits: count(150, 'bits to flip in a recorded run'),
    changes: count(1, 'faults at every so many-th change to the disk'),
    kills: count(60, 'runs to kill at any time'),
    mutants: count(20_000, 'scenarios to accept and run'),
    swarms: count(10_000, 'swarms of faults with two copies left'),
  })
  .strict()
  .parseAsync();

const { seed } = options;
const tell = (line: string) => process.stderr.write(`  ${line}\n`);
const runs = new TwoRuns();
const attacks: Readonly<Record<(typeof parts)[number], () => Promise<readonly Attack[]>>> = {
  tampering: async () => [await attackByTampering(options.ways)],
  bits: async () => [await attackByFlippingBits(seed, options.bits)],
  changes: async () => [
    await attackChanges(runs, { place: 'beside', by: 'program' }, faultKinds, options.changes),
    await attackChanges(runs, { place: 'within', by: 'program' }, faultKinds, options.changes),
  ],
  kills: async () => [await attackAnyTime(runs, seed, options.kills)],
  mutants: async () => [
    await attackWithMutants({
      seed,
      accepted: options.mutants,
      tell,
    }),
  ],
  swarms: async () => [attackWithSwarms(seed, options.swarms, tell)],
};

let findingsInAll = 0;
await runs.record();
for (const part of options.only ?? parts) {
  const startedAtMs = performance.now();
  for (const { name, tried, findings } of await attacks[part]()) {
    const minutes = ((performance.now() - startedAtMs) / 60_000).toFixed(1);
    console.log(
      `${tried} ${name}: ${findings.length === 0 ? 'all held' : `${findings.length} did not hold`} (${minutes} min)`,
    );
    for (const finding of findings) console.log(`  - ${finding}`);
    findingsInAll += findings.length;
  }
}
runs.end();
process.exitCode = findingsInAll === 0 ? 0 : 1;
