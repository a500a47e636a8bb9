/**
 * Messages on their way out of their sender's interface, in runs that may cut an interface's bandwidth: what remains to be
 * sent when a cut begins takes longer, and so arrives later, than was planned.
 *
 *   begin ──────> message sent ─┬─ a cut began since: again, as much later
 *                               └─ travel ──────────────────────────────────> the message's own event
 *
 * In other runs a message is one event and costs nothing here.
 */
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostStates } from './host-states.js';

class Transmission implements Pooled {
  from = 0;
  epoch = 0;
  delayNs = 0;
  type = 0;
  payload = 0;
  constructor(readonly index: number) {}
}

export class Transmissions {
  private readonly underWay = new Pool('transmissions', (index) => new Transmission(index));
  private readonly sentType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly states: HostStates,
  ) {
    const { items } = this.underWay;
    this.sentType = simulation.on(
      'message sent',
      (index) => this.sent(items[index]),
      (index) => simulation.about(items[index].type, items[index].payload),
    );
  }

  /** The interface of `from` takes `sendingNs` as planned now, then the message travels for `delayNs`. */
  begin(from: number, sendingNs: number, delayNs: number, type: number, payload: number): void {
    const transmission = this.underWay.take();
    transmission.from = from;
    transmission.epoch = this.states.interfaceEpoch(from);
    transmission.delayNs = delayNs;
    transmission.type = type;
    transmission.payload = payload;
    this.simulation.schedule(sendingNs, this.sentType, transmission.index);
  }

  private sent(transmission: Transmission): void {
    const { from, epoch, delayNs, type, payload } = transmission;
    const lateNs = this.states.interfaceLateness(from, epoch, this.simulation.nowNs);
    transmission.epoch = this.states.interfaceEpoch(from);
    if (lateNs > 0) {
      this.simulation.schedule(lateNs, this.sentType, transmission.index);
      return;
    }
    this.underWay.release(transmission);
    this.simulation.schedule(delayNs, type, payload);
  }
}
