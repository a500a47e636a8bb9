/**
 * All that is under way in a run: requests, their attempts, and the calls made for these, with the stages of their time
 * (a row an attempt). An attempt is held by the client that waits for it and by the service that works on it, a call by
 * its router and by the node that works on it; who gives up lets go, and the other's work still costs what it costs.
 */
import { Pool, SharedPool } from '../engine/pool.js';
import { Attempt } from './attempt.js';
import { Call } from './call.js';
import { Request } from './request.js';
import { StageTimes } from './stage-times.js';
import { stageCount } from './stages.js';

export class UnderWay {
  readonly requests = new Pool('requests', (index) => new Request(index));
  readonly attempts = new SharedPool('attempts', (index) => new Attempt(index));
  readonly calls = new SharedPool('calls', (index) => new Call(index));
  readonly stageTimes = new StageTimes(stageCount);
}
