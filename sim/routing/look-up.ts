/** A router's question to a metadata host: who leads a partition, as far as that host has heard. */
import { Question } from '../infrastructure/exchange.js';
import type { MapEntry } from './partition-map.js';

export class LookUp extends Question {
  /** The router's work that waits for it: an attempt's index. */
  attempt = 0;
  group = 0;
  /** The answer; -1: unknown there. */
  entry: MapEntry = 0;
}
