/**
 * The two streams: results to stdout, everything else to stderr. Colour and progress appear only on a terminal, and no
 * colour where NO_COLOR asks for none (no-color.org). A reader that goes away, such as `| head`, is no error.
 *
 * All text passes here, line by line, and each line is made harmless: scenarios, file names and recordings may be a
 * stranger's. A line break within a line is part of such a text, so callers hand over lines and never join them.
 */
import { harmless } from '../../reports/safe-text.js';
import { exitCode } from './exit-code.js';
import { reasonOf } from './usage-error.js';

type Lines = string | readonly string[];

/** Also where a terminal does not know its width. */
const columnsDefault = 80;

export class Terminal {
  /** Null where stderr is not a terminal. */
  readonly progressColumns: number | null;
  /** For summaries on stdout. */
  readonly columns: number;
  readonly colour: boolean;

  constructor(
    private readonly stdout: NodeJS.WriteStream,
    private readonly stderr: NodeJS.WriteStream,
    environment: NodeJS.ProcessEnv,
  ) {
    const isDumb = environment.TERM === 'dumb';
    this.progressColumns = stderr.isTTY && !isDumb ? stderr.columns || columnsDefault : null;
    this.columns = stdout.columns || columnsDefault;
    this.colour = Boolean(stdout.isTTY) && !isDumb && !environment.NO_COLOR;
    stdout.on('error', (error: NodeJS.ErrnoException) => this.endUnwritten(error));
    // There is nowhere left to tell it.
    stderr.on('error', () => {});
  }

  /** A result. */
  print(lines: Lines): void {
    this.stdout.write(harmlessText(lines));
  }

  /** A result that the reports made harmless, before they coloured its lines or as JSON. */
  printRendered(text: string): void {
    this.stdout.write(`${text}\n`);
  }

  /** Anything that is not the result. */
  tell(lines: Lines): void {
    this.stderr.write(harmlessText(lines));
  }

  /** Replaces the line that the cursor is on. */
  replaceLine(line: string): void {
    this.stderr.write(`\r${harmless(line)}\u001b[K`);
  }

  private endUnwritten(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE') return;
    this.tell(`dynamosim: the output cannot be written: ${reasonOf(error)}`);
    process.once('exit', () => {
      process.exitCode = exitCode.misuse;
    });
  }
}

function harmlessText(lines: Lines): string {
  return [lines]
    .flat()
    .map((line) => `${harmless(line)}\n`)
    .join('');
}
