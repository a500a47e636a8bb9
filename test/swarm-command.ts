/**
 * A command that runs swarms that are drawn, one after the other, each told with the command that runs it again. It stops for
 * nothing; code 1 where anything did not hold.
 */
import type fc from 'fast-check';
import yargs from 'yargs';
import { sampleOf } from './sampling.js';

export interface SwarmKind<Swarm> {
  /** As the README names it. */
  readonly command: string;
  readonly runs: number;
  readonly any: fc.Arbitrary<Swarm>;
  /** What does not hold, in words. */
  problems(swarm: Swarm): readonly string[];
}

export async function runSwarms<Swarm extends { readonly faults: readonly object[] }>({
  command,
  runs: runsUsually,
  any,
  problems: problemsOf,
}: SwarmKind<Swarm>): Promise<void> {
  const { seed, runs, number } = await yargs(process.argv.slice(2))
    .scriptName(`${command} --`)
    .options({
      seed: { type: 'number', default: 1, describe: 'of all that is drawn' },
      runs: { type: 'number', default: runsUsually, describe: 'how many' },
      number: { type: 'number', describe: 'this one alone, with its faults' },
    })
    .strict()
    .parseAsync();
  const numbers = number === undefined ? Array.from({ length: runs }, (_, each) => each) : [number];
  let broken = 0;
  for (const each of numbers) {
    const swarm = sampleOf(any, seed, each);
    if (number !== undefined) console.log(JSON.stringify(swarm, null, 2));
    const problems = problemsOf(swarm);
    if (problems.length > 0) broken++;
    const verdict = problems.length === 0 ? 'held' : `DID NOT HOLD: ${problems.join('; ')}`;
    console.log(`${command} -- --seed ${seed} --number ${each}: ${swarm.faults.length} faults, ${verdict}`);
  }
  console.log(`${numbers.length - broken} of ${numbers.length} held`);
  process.exitCode = broken === 0 ? 0 : 1;
}
