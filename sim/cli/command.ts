/**
 * What a command declares about itself: enough to parse its words, to help with them, and to name the nearest valid one.
 * All values arrive as text; each command reads its own and loads what it needs only when it is executed.
 */
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

export interface OptionSpec {
  readonly describe: string;
  readonly choices?: readonly string[];
  readonly isRepeatable?: boolean;
  /** Several of the choices, with commas between them. */
  readonly isList?: boolean;
  /** Takes no value: it is given, as "true", or not. */
  readonly isFlag?: boolean;
}

export interface Command {
  readonly name: string;
  /** As in help: `run SCENARIO [options]`. */
  readonly usage: string;
  readonly summary: string;
  /** How many words it takes beside its name. */
  readonly operands: { readonly min: number; readonly max: number };
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** A command line and what it does. */
  readonly example: readonly [commandLine: string, what: string];
  /**
   * Throws what is wrong with the words that are right so far, as `execute` would before it begins: asked where others are
   * wrong, so that all are told.
   */
  check?(words: CommandWords): Promise<unknown>;
  execute(words: CommandWords, terminal: Terminal): Promise<ExitCode>;
}

export interface CommandWords {
  readonly operands: readonly string[];
  /** The whole command line, for the words that reproduce it. */
  readonly line: readonly string[];
  /** Values of each option given; only a repeatable one has more than one. */
  readonly options: Readonly<Record<string, readonly string[]>>;
}
