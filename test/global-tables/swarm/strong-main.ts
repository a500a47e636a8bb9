/** `npm run swarm:strong`: tables whose regions agree, under random overlapping faults. */
import { runSwarms } from '../../swarm-command.js';
import { anyStrongSwarm, strongProblems } from './strong-swarm.js';

await runSwarms({ command: 'npm run swarm:strong', runs: 1000, any: anyStrongSwarm, problems: strongProblems });
