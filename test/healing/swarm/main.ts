/**
 * `npm run swarm`: fleets that heal by themselves under random overlapping faults, one after the other, each told with the
 * command that runs it again. It stops for nothing; code 1 where anything did not hold.
 */
import yargs from 'yargs';
import { sampleOf } from '../../sampling.js';
import { anyHealingSwarm, healingProblems } from './healing-swarm.js';

const { seed, runs, number } = await yargs(process.argv.slice(2))
  .scriptName('npm run swarm --')
  .options({
    seed: { type: 'number', default: 1, describe: 'of all that is drawn' },
    runs: { type: 'number', default: 2000, describe: 'how many' },
    number: { type: 'number', describe: 'this one alone, with its faults' },
  })
  .strict()
  .parseAsync();

const numbers = number === undefined ? Array.from({ length: runs }, (_, each) => each) : [number];
let broken = 0;
for (const each of numbers) {
  const swarm = sampleOf(anyHealingSwarm, seed, each);
  if (number !== undefined) console.log(JSON.stringify(swarm, null, 2));
  const problems = healingProblems(swarm);
  if (problems.length > 0) broken++;
  const verdict = problems.length === 0 ? 'held' : `DID NOT HOLD: ${problems.join('; ')}`;
  console.log(`npm run swarm -- --seed ${seed} --number ${each}: ${swarm.faults.length} faults, ${verdict}`);
}
console.log(`${numbers.length - broken} of ${numbers.length} held`);
process.exitCode = broken === 0 ? 0 : 1;
