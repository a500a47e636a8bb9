/**
 * The two streams: results to stdout, everything else to stderr. Progress appears only on a terminal, and so does colour
 * where the environment says nothing of it: NO_COLOR asks for none (no-color.org), and FORCE_COLOR, which decides as it does
 * for Node itself, for colour in a pipe, too, unless it is 0 or false. A reader that goes away, such as `| head`, is no error.
 *
 * All text passes here, line by line, and each line is made harmless: scenarios, file names and recordings may be a
 * stranger's. Within a step of a GitHub build no text is a command to its runner either. A line break within a line is
 * part of such a text, so callers hand over lines and never join them.
 */
import { harmless } from '../../reports/safe-text.js';
import { exitCode } from './exit-code.js';
import { type GitHubStep, githubStep, withoutCommands } from './github-step.js';
import { reasonOf } from './usage-error.js';

type Lines = string | readonly string[];

/** Where nothing says how wide a line may be. */
const columnsDefault = 80;

export class Terminal {
  /** Null where stderr is not a terminal. */
  readonly progressColumns: number | null;
  /** For summaries on stdout. */
  readonly columns: number;
  /** For tables on stdout: in a pipe, where programs read them, a row is one line. */
  readonly tableColumns: number;
  readonly colour: boolean;
  readonly step: GitHubStep | null;
  private isOnLine = false;

  constructor(
    private readonly stdout: NodeJS.WriteStream,
    private readonly stderr: NodeJS.WriteStream,
    environment: NodeJS.ProcessEnv,
  ) {
    const isDumb = environment.TERM === 'dumb';
    const columnsGiven = widthOf(environment);
    this.progressColumns = stderr.isTTY && !isDumb ? stderr.columns || columnsGiven || columnsDefault : null;
    const columns = stdout.columns || columnsGiven;
    this.columns = columns ?? columnsDefault;
    this.tableColumns = columns ?? (stdout.isTTY ? columnsDefault : Number.POSITIVE_INFINITY);
    this.colour = asksForColour(environment) ?? (Boolean(stdout.isTTY) && !isDumb);
    this.step = githubStep(environment);
    stdout.on('error', (error: NodeJS.ErrnoException) => this.endUnwritten(error));
    // There is nowhere left to tell it.
    stderr.on('error', () => {});
  }

  /** A result. */
  print(lines: Lines): void {
    this.stdout.write(this.asText(harmlessText(lines)));
  }

  /** A result that the reports made harmless, before they coloured its lines or as JSON. */
  printRendered(text: string): void {
    this.stdout.write(this.asText(`${text}\n`));
  }

  /** Anything that is not the result. */
  tell(lines: Lines): void {
    // Of the line that the cursor is on nothing stays beside them; whoever shows it shows it anew.
    if (this.isOnLine) this.replaceLine('');
    this.stderr.write(this.asText(harmlessText(lines)));
  }

  /** Commands to the runner of the step. */
  command(lines: Lines): void {
    this.stderr.write(harmlessText(lines));
  }

  /** Replaces the line that the cursor is on. */
  replaceLine(line: string): void {
    this.isOnLine = line !== '';
    this.stderr.write(`\r${withoutPassword(harmless(line))}\u001b[K`);
  }

  private asText(lines: string): string {
    return this.step === null ? lines : withoutCommands(lines);
  }

  private endUnwritten(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE') return;
    this.tell(`dynamosim: the output cannot be written: ${reasonOf(error)}`);
    process.once('exit', () => {
      process.exitCode = exitCode.misuse;
    });
  }
}

function widthOf({ COLUMNS: columns = '' }: NodeJS.ProcessEnv): number | undefined {
  return /^[1-9]\d{0,3}$/.test(columns) ? Number(columns) : undefined;
}

/** Null where the environment says nothing of it. */
function asksForColour({ FORCE_COLOR: force, NO_COLOR: no }: NodeJS.ProcessEnv): boolean | null {
  if (force) return force !== '0' && force !== 'false';
  return no ? false : null;
}

function harmlessText(lines: Lines): string {
  return [lines]
    .flat()
    .map((line) => `${withoutPassword(harmless(line))}\n`)
    .join('');
}

/** Of an address among the words of a command, which is told where it is to be reproduced, its user and password go. */
const withoutPassword = (line: string) => line.replace(/\b(rediss?:\/\/).*@/gi, '$1…@');
