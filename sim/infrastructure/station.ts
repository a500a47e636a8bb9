/** One station of a bank, for those who look at or disturb a single one: faults, reports, tests. */
import { StationBank } from './station-bank.js';

export class Station {
  constructor(
    readonly bank: StationBank,
    readonly number: number,
  ) {}

  /** A station of its own. */
  static alone(servers: number, queueMax: number): Station {
    return new Station(new StationBank(servers, queueMax, 1), 0);
  }

  get servers(): number {
    return this.bank.servers;
  }

  get epoch(): number {
    return this.bank.epoch(this.number);
  }

  get jobs(): number {
    return this.bank.jobs(this.number);
  }

  get rejectedJobs(): number {
    return this.bank.rejectedJobs(this.number);
  }

  get servedNs(): number {
    return this.bank.servedNs(this.number);
  }

  get lastServiceNs(): number {
    return this.bank.lastServiceNs;
  }

  admit(nowNs: number, serviceNs: number): number {
    return this.bank.admit(this.number, nowNs, serviceNs);
  }

  lateness(epoch: number, plannedNs: number): number {
    return this.bank.lateness(this.number, epoch, plannedNs);
  }

  slow(nowNs: number, untilNs: number, factor: number): void {
    this.bank.slow(this.number, nowNs, untilNs, factor);
  }

  clear(nowNs: number): void {
    this.bank.clear(this.number, nowNs);
  }

  waitedNs(nowNs: number): number {
    return this.bank.waitedNs(this.number, nowNs);
  }

  busyNs(nowNs: number): number {
    return this.bank.busyNs(this.number, nowNs);
  }

  queueLength(nowNs: number): number {
    return this.bank.queueLength(this.number, nowNs);
  }
}
