/** `npm run swarm:global`: global tables under random overlapping faults. */
import { runSwarms } from '../../swarm-command.js';
import { anyRegionSwarm, regionProblems } from './region-swarm.js';

await runSwarms({ command: 'npm run swarm:global', runs: 1000, any: anyRegionSwarm, problems: regionProblems });
