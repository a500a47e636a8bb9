/**
 * `npm run swarm:global`: global tables under random overlapping faults, one after the other, each told with the command that
 * runs it again. It stops for nothing; code 1 where anything did not hold.
 */
import yargs from 'yargs';
import { sampleOf } from '../../sampling.js';
import { anyRegionSwarm, regionProblems } from './region-swarm.js';

const { seed, runs, number } = await yargs(process.argv.slice(2))
  .scriptName('npm run swarm:global --')
  .options({
    seed: { type: 'number', default: 1, describe: 'of all that is drawn' },
    runs: { type: 'number', default: 1000, describe: 'how many' },
    number: { type: 'number', describe: 'this one alone, with its faults' },
  })
  .strict()
  .parseAsync();

const numbers = number === undefined ? Array.from({ length: runs }, (_, each) => each) : [number];
let broken = 0;
for (const each of numbers) {
  const swarm = sampleOf(anyRegionSwarm, seed, each);
  if (number !== undefined) console.log(JSON.stringify(swarm, null, 2));
  const problems = regionProblems(swarm);
  if (problems.length > 0) broken++;
  const verdict = problems.length === 0 ? 'held' : `DID NOT HOLD: ${problems.join('; ')}`;
  console.log(`npm run swarm:global -- --seed ${seed} --number ${each}: ${swarm.faults.length} faults, ${verdict}`);
}
console.log(`${numbers.length - broken} of ${numbers.length} held`);
process.exitCode = broken === 0 ? 0 : 1;
