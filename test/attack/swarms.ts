/** Swarms of faults that leave two copies of everything: the service recovers, and keeps what it promised. */
import { harmlessKinds } from '../faults/any-faults.js';
import { anySwarm, swarmProblems } from '../faults/swarm.js';
import { sampleOf } from '../sampling.js';
import type { Attack } from './finding.js';

const tellEvery = 500;
const swarms = anySwarm(harmlessKinds);

export function attackWithSwarms(seed: number, count: number, tell: (line: string) => void): Attack {
  const findings: string[] = [];
  for (let number = 0; number < count; number++) {
    const swarm = sampleOf(swarms, seed, number);
    const problems = swarmProblems(swarm);
    if (problems.length > 0) findings.push(`swarm ${number}: ${problems.join('; ')} under ${JSON.stringify(swarm)}`);
    if ((number + 1) % tellEvery === 0) tell(`${number + 1} swarms, ${findings.length} findings`);
  }
  return { name: 'swarms of faults with two copies left', tried: count, findings };
}
