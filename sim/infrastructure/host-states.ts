/**
 * What a message touches of a host, one cache line each: from when the host runs, when its interface is free, and where
 * it stands. The hosts themselves (host.ts) are for those who look at one or change it.
 */
const stride = 8;
const column = {
  /** 0: it runs; a time: it is paused until then; infinity: it is down. */
  runsFromNs: 0,
  interfaceFreeAtNs: 1,
  sentBytes: 2,
  nsPerByte: 3,
  region: 4,
  zone: 5,
  isClient: 6,
} as const;

export class HostStates {
  private readonly rows: Float64Array;

  constructor(readonly hosts: number) {
    this.rows = new Float64Array(hosts * stride);
  }

  place(host: number, region: number, zone: number, isClient: boolean): void {
    const row = host * stride;
    this.rows[row + column.region] = region;
    this.rows[row + column.zone] = zone;
    this.rows[row + column.isClient] = isClient ? 1 : 0;
  }

  runsFromNs(host: number): number {
    return this.rows[host * stride + column.runsFromNs];
  }

  setRunsFromNs(host: number, atNs: number): void {
    this.rows[host * stride + column.runsFromNs] = atNs;
  }

  setNsPerByte(host: number, nsPerByte: number): void {
    this.rows[host * stride + column.nsPerByte] = nsPerByte;
  }

  nsPerByte(host: number): number {
    return this.rows[host * stride + column.nsPerByte];
  }

  sentBytes(host: number): number {
    return this.rows[host * stride + column.sentBytes];
  }

  zone(host: number): number {
    return this.rows[host * stride + column.zone];
  }

  region(host: number): number {
    return this.rows[host * stride + column.region];
  }

  isClient(host: number): boolean {
    return this.rows[host * stride + column.isClient] === 1;
  }

  /**
   * Hands `bytes` to the host's interface, a first-in-first-out link. Returns when the last of them has left it, from now,
   * or -1 when what waits there already takes longer than `backlogMaxNs`.
   */
  transmit(host: number, nowNs: number, bytes: number, backlogMaxNs: number): number {
    const { rows } = this;
    const row = host * stride;
    const freeAtNs = rows[row + column.interfaceFreeAtNs];
    const backlogNs = freeAtNs > nowNs ? freeAtNs - nowNs : 0;
    if (backlogNs > backlogMaxNs) return -1;
    rows[row + column.sentBytes] += bytes;
    const doneNs = backlogNs + Math.round(bytes * rows[row + column.nsPerByte]);
    rows[row + column.interfaceFreeAtNs] = nowNs + doneNs;
    return doneNs;
  }
}
