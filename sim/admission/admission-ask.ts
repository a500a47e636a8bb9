/** A router's question to an admission server about one table, and the answer on its way back. Units stand by kind. */
import { Question } from '../infrastructure/exchange.js';
import { unitKinds } from './capacity-units.js';

export class AdmissionAsk extends Question {
  table = 0;
  /** The router's number among those of its region, from 0. */
  place = 0;
  sentAtNs = 0;
  /** Since the last report that was answered; demand and consumption are of this time. */
  periodNs = 0;
  /** Asked for by clients, admitted or not. */
  readonly demand = new Float64Array(unitKinds);
  readonly consumed = new Float64Array(unitKinds);
  /** Units of the largest request since the last answer; 0 for none. */
  readonly largest = new Float64Array(unitKinds);
  /** Given back with the ask. */
  readonly returned = new Float64Array(unitKinds);
  /** Left at the router after that; negative when it is in debt. */
  readonly held = new Float64Array(unitKinds);
  /** The answer: tokens, what the router lacks beside them, and its share of the table's rate in units per second. */
  readonly grant = new Float64Array(unitKinds);
  readonly missing = new Float64Array(unitKinds);
  readonly rate = new Float64Array(unitKinds);
}
