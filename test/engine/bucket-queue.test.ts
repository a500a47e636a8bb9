import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import { describeEventQueue } from './event-queue.contract.js';

describeEventQueue(() => new BucketQueue());
