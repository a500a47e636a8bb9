/** `npm run swarm`: fleets that heal by themselves under random overlapping faults. */
import { runSwarms } from '../../swarm-command.js';
import { anyHealingSwarm, healingProblems } from './healing-swarm.js';

await runSwarms({ command: 'npm run swarm', runs: 2000, any: anyHealingSwarm, problems: healingProblems });
