/**
 * Ctrl-C, or a polite request to end, while work is under way: the first is heard, a second one kills the process at once,
 * since without a listener the system's own answer to a signal is back in force.
 */
export const signals = ['SIGINT', 'SIGTERM'] as const;

export class Interruption {
  isHeard = false;
  /** Resolves when it is heard; never where it is not. */
  readonly heard: Promise<void>;
  private readonly listener: () => void;

  constructor() {
    let hear = () => {};
    this.heard = new Promise((resolve) => {
      hear = resolve;
    });
    this.listener = () => {
      this.isHeard = true;
      this.stopListening();
      hear();
    };
    for (const signal of signals) process.on(signal, this.listener);
  }

  stopListening(): void {
    for (const signal of signals) process.removeListener(signal, this.listener);
  }
}
