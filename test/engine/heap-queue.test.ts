import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { describeEventQueue } from './event-queue.contract.js';

describeEventQueue(() => new HeapQueue());
