/** The one generator of seedrandom that we use; its own entry point spares start-up the other seven and `crypto`. */
declare module 'seedrandom/lib/alea.js' {
  import type { PRNG } from 'seedrandom';

  export default function alea(seed: string): PRNG;
}
