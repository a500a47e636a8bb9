/** What the command line answers to whoever called it. */
export const exitCode = {
  /** Objectives and expectations met, no property violated; or done as asked. */
  met: 0,
  missed: 1,
  /** A bad scenario, or one that needs more than a run may hold; a damaged recording, a place that cannot be written, wrong usage. */
  misuse: 2,
  diverged: 3,
  /** Our own bug. */
  defect: 70,
  /** By Ctrl-C, or a polite request to end. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
