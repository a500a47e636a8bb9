/** The stretch of virtual time that all charts show, and the moment that the cursor is at: whoever changes them, all follow. */
const zoomStep = 2;
const panStep = 0.25;
/** Of the whole: a closer look has no window to show. */
const spanShareMin = 1e-4;

type Listener = () => void;

export class TimeAxis {
  fromS = 0;
  toS: number;
  /** Null: nowhere. */
  cursorS: number | null = null;
  private readonly rangeListeners: Listener[] = [];
  private readonly cursorListeners: Listener[] = [];

  constructor(readonly endS: number) {
    this.toS = endS;
  }

  get isWhole(): boolean {
    return this.fromS === 0 && this.toS === this.endS;
  }

  onRange(listener: Listener): void {
    this.rangeListeners.push(listener);
  }

  onCursor(listener: Listener): void {
    this.cursorListeners.push(listener);
  }

  /** Cut at both ends of the run. */
  show(fromS: number, toS: number): void {
    const spanS = Math.min(this.endS, Math.max(toS - fromS, this.endS * spanShareMin));
    this.fromS = Math.max(0, Math.min(fromS, this.endS - spanS));
    this.toS = this.fromS + spanS;
    for (const listener of this.rangeListeners) listener();
  }

  showAll(): void {
    this.show(0, this.endS);
  }

  zoomIn(): void {
    this.zoomBy(1 / zoomStep);
  }

  zoomOut(): void {
    this.zoomBy(zoomStep);
  }

  /** By a part of what is shown, to earlier or later. */
  pan(direction: -1 | 1): void {
    const byS = direction * panStep * (this.toS - this.fromS);
    this.show(this.fromS + byS, this.toS + byS);
  }

  pointAt(cursorS: number | null): void {
    if (cursorS === this.cursorS) return;
    this.cursorS = cursorS;
    for (const listener of this.cursorListeners) listener();
  }

  /** About the cursor, if it is in sight. */
  private zoomBy(factor: number): void {
    const { fromS, toS, cursorS } = this;
    const centreS = cursorS !== null && cursorS >= fromS && cursorS <= toS ? cursorS : (fromS + toS) / 2;
    this.show(centreS - (centreS - fromS) * factor, centreS + (toS - centreS) * factor);
  }
}
