/** The parameters of a scenario that sets none. */
import { smallRegion } from './small-region.js';

export const defaultParameters = smallRegion().parameters;
