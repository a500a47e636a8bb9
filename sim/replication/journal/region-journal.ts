/** What storage nodes know of the journal that regions share. */
import type { Call } from '../../protocol/call.js';

export interface RegionJournal {
  /**
   * Of a call that a leader is about to carry out: true where regions have to be asked first, or where it was answered;
   * the journal has it then, and brings it back with what was agreed.
   */
  takesUp(call: Call): boolean;
  /** Its write has its quorum, but another region's came before. */
  notTaken(call: Call): void;
  /** Calls that the node has with the journal are gone with it. */
  nodeDied(node: number): void;
}
