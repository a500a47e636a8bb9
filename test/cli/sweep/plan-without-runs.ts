import type { SweepPlan } from '../../../sim/experiments/sweep/plan.js';

/** For pools whose workers run no scenario. */
export const plan: SweepPlan = {
  dynamosim: '0.1.0',
  scenarios: [{ name: 'a', text: '' }],
  fixed: [],
  varied: [],
  isZipped: false,
  seeds: [{ first: 1, last: 40 }],
  metrics: [],
};
