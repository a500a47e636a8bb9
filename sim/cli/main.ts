#!/usr/bin/env node
/** The program: words and streams of this process to the command line, and its answer to the exit code. */
import { runCommandLine } from './command-line.js';
import { Terminal } from './terminal.js';

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  new Terminal(process.stdout, process.stderr, process.env),
);
