/**
 * Help beside what yargs prints: `help COMMAND`, as many a program has it, and examples, which yargs would break in
 * mid-word where its columns are narrow. A command line that is longer than the terminal goes on as a shell reads it.
 */
import { wrap } from '../../reports/safe-text.js';
import type { Command } from './command.js';

const indent = '  ';
const continued = ' \\';
const linesMax = 4;
/** An option stays with its value. */
const wordOrOption = /--\S+ \S+|\S+/g;

/** `help run` is `run --help`, and `help` alone is `--help`. */
export function withoutHelpWord(line: readonly string[]): readonly string[] {
  return line[0] === 'help' ? [...line.slice(1), '--help'] : line;
}

export function exampleLines({ example: [commandLine, what] }: Command, columns: number): string[] {
  const said = wrap(what, columns - 2 * indent.length, linesMax).map((line) => indent + indent + line);
  return ['', 'Example:', ...shellLines(`dynamosim ${commandLine}`, columns), ...said];
}

/** Broken between words alone; one that is wider than the terminal stays whole. */
function shellLines(commandLine: string, columns: number): string[] {
  const room = columns - continued.length;
  const lines: string[] = [];
  let line = indent;
  for (const word of commandLine.match(wordOrOption) ?? []) {
    const longer = line.trim() === '' ? line + word : `${line} ${word}`;
    if (longer.length <= room || line.trim() === '') line = longer;
    else {
      lines.push(line + continued);
      line = indent + indent + word;
    }
  }
  return [...lines, line];
}
