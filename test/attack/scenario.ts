import { fileURLToPath } from 'node:url';
import { built } from './program.js';

/** Whose runs are recorded, spoilt and killed. */
export const recordedScenario = fileURLToPath(new URL('../test/attack/recorded.yaml', built));
