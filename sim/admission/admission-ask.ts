/**
 * A router's question to an admission server about one table, and the answer on its way back. Units stand by kind.
 */

import type { Pooled } from '../engine/pool.js';
import { unitKinds } from './capacity-units.js';

export class AdmissionAsk implements Pooled {
  router = 0;
  /** The router's life in which it asked. */
  routerIncarnation = 0;
  table = 0;
  server = 0;
  /** Its place in the order of the table's servers. */
  turn = 0;
  sentAtNs = 0;
  /** Since the last report that was answered; demand and consumption are of this time. */
  periodNs = 0;
  timer = 0;
  epoch = 0;
  /** The router waits for it; false once it has asked elsewhere. */
  isAwaited = false;
  holders = 0;
  /** Asked for by clients, admitted or not. */
  readonly demand = new Float64Array(unitKinds);
  readonly consumed = new Float64Array(unitKinds);
  /** Given back with the ask. */
  readonly returned = new Float64Array(unitKinds);
  /** Left at the router after that; negative when it is in debt. */
  readonly held = new Float64Array(unitKinds);
  /** The answer: tokens, and the rate that is the router's share of the table's, in units per second. */
  readonly grant = new Float64Array(unitKinds);
  readonly rate = new Float64Array(unitKinds);

  constructor(readonly index: number) {}
}
