/**
 * The command line: its words to a command, and whatever that throws to a message and an exit code. yargs splits the
 * words and prints help; the checks are ours, so that each mistake gets one sentence with the nearest valid word.
 */
import yargs, { type Argv } from 'yargs';
import { plural } from '../../reports/format.js';
import { nearestName } from '../scenario/reading/nearest-name.js';
import { ScenarioError } from '../scenario/reading/problem.js';
import { version } from '../version.js';
import type { Command, CommandWords } from './command.js';
import { compareCommand } from './commands/compare.js';
import { explainCommand } from './commands/explain.js';
import { listCommand } from './commands/list.js';
import { mergeCommand } from './commands/merge.js';
import { metricsCommand } from './commands/metrics.js';
import { newCommand } from './commands/new.js';
import { replayCommand } from './commands/replay.js';
import { reportCommand } from './commands/report.js';
import { runCommand } from './commands/run.js';
import { schemaCommand } from './commands/schema.js';
import { searchCommand } from './commands/search.js';
import { sweepCommand } from './commands/sweep.js';
import { validateCommand } from './commands/validate.js';
import { varyCommand } from './commands/vary.js';
import { viewCommand } from './commands/view.js';
import { workerCommand } from './commands/worker.js';
import { defectReport } from './defect.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { workingFolder } from './files/file-access.js';
import { exampleLines, withoutHelpWord } from './help-text.js';
import { isMistake, Mistakes, takeAll } from './mistakes.js';
import { problemText } from './problem-text.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const commands: readonly Command[] = [
  runCommand,
  validateCommand,
  schemaCommand,
  metricsCommand,
  listCommand,
  newCommand,
  replayCommand,
  explainCommand,
  varyCommand,
  sweepCommand,
  mergeCommand,
  workerCommand,
  searchCommand,
  compareCommand,
  reportCommand,
  viewCommand,
];
const helpColumnsMax = 100;
const howToAsk = 'dynamosim help COMMAND says how a command is used.';
const exitCodesInHelp =
  'Exit codes: 0 objectives and expectations met, 1 one missed or a property violated, 2 bad scenario or usage, ' +
  'or a run that needed more than one may hold, 3 a replay diverged, 70 a bug in dynamosim, 130 interrupted.';

export async function runCommandLine(line: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const parsed = await parse(line, terminal);
    if (parsed === null) return exitCode.met;
    const { command, words, problems, hasOperands } = parsed;
    if (problems.length === 0) return await command.execute(words, terminal);
    const tell = () => {
      throw new UsageError(problems);
    };
    await takeAll(tell, async () => hasOperands && (await command.check?.(words)));
    throw new Error('wrong words were taken for right ones');
  } catch (error) {
    return report(error, line, terminal);
  }
}

interface Parsed {
  readonly command: Command;
  readonly words: CommandWords;
  /** With the words that are left out of `words`. */
  readonly problems: readonly string[];
  readonly hasOperands: boolean;
}

/** Null when help or the version was asked for, and has been printed. */
async function parse(line: readonly string[], terminal: Terminal): Promise<Parsed | null> {
  let parsed: Parsed | null = null;
  let chosen: Command | null = null;
  const columns = Math.min(helpColumnsMax, terminal.columns);
  // The folder, which yargs would find out itself, may have gone; nothing of ours is read from there.
  const parser = yargs([], workingFolder() ?? '/')
    .scriptName('dynamosim')
    .usage('dynamosim <command> [options]\n\nRehearses a DynamoDB-class storage service in virtual time.')
    .locale('en')
    .version(version)
    .help()
    .alias({ help: 'h', version: 'v' })
    .epilogue(`${howToAsk}\n\n${exitCodesInHelp}`)
    .wrap(columns)
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'boolean-negation': false,
      'parse-positional-numbers': false,
    })
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error && error.name !== 'YError' ? error : new UsageError(usageProblem(message));
    });
  for (const command of commands) {
    parser.command(
      command.name,
      command.summary,
      (inner) => {
        chosen = command;
        return declare(inner, command);
      },
      (values) => {
        parsed = wordsOf(command, values, line);
      },
    );
  }
  let help = '';
  const values = await parser.parseAsync(withoutHelpWord(line), {}, (_error, _values, output) => {
    help = output;
  });
  if (parsed !== null) return parsed;
  const names = commands.map(({ name }) => name);
  const [word] = values._;
  if (help !== '' && (word === undefined || names.includes(String(word)))) {
    const example = chosen === null || values.version ? [] : exampleLines(chosen, columns);
    terminal.print([...help.split('\n'), ...example]);
    return null;
  }
  if (word === undefined) {
    throw new UsageError(`expected a command: ${names.join(', ')}; dynamosim --help says what each does`);
  }
  throw new UsageError(`there is no command "${word}"${nearestOf(String(word), names)}; expected ${names.join(', ')}`);
}

function declare(parser: Argv, { usage, summary, options }: Command): Argv {
  parser.usage(`dynamosim ${usage}\n\n${summary}`);
  for (const [name, { describe, isFlag = false }] of Object.entries(options)) {
    parser.option(name, isFlag ? { describe, type: 'boolean' } : { describe, type: 'string', requiresArg: true });
  }
  return parser;
}

/** The words of a command, each held against what it declares. */
function wordsOf(command: Command, values: Readonly<Record<string, unknown>>, line: readonly string[]): Parsed {
  const { _: words, $0: _script, help: _help, h: _h, version: _version, v: _v, ...given } = values;
  const operands = (words as readonly unknown[]).slice(1).map(String);
  const { min, max } = command.operands;
  const problems: string[] = [];
  const options: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const texts = (Array.isArray(value) ? value : [value]).map(String);
    const problem = optionProblem(command, name, texts);
    if (problem !== null) problems.push(problem);
    // Of one given too often the first stands, so that it is not told to be missing as well.
    const [first] = texts;
    if (problem === null) options[name] = texts;
    else if (optionProblem(command, name, [first]) === null) options[name] = [first];
  }
  const hasOperands = operands.length >= min && operands.length <= max;
  if (!hasOperands) {
    const found = operands.length === 0 ? 'nothing' : plural(operands.length, 'word');
    problems.push(`found ${found} after ${command.name}; expected dynamosim ${command.usage}`);
  }
  return { command, words: { operands, options, line }, problems, hasOperands };
}

function optionProblem(command: Command, name: string, given: readonly string[]): string | null {
  const names = Object.keys(command.options);
  const dashes = name.length === 1 ? '-' : '--';
  if (!names.includes(name)) {
    const expected = names.length === 0 ? 'no options' : names.map((each) => `--${each}`).join(', ');
    const problem = `${command.name} has no option "${dashes}${name}"${nearestOf(name, names, '--')}`;
    return `${problem}; expected ${expected}`;
  }
  const { choices, isRepeatable, isList } = command.options[name];
  if (given.length > 1 && !isRepeatable) return `found --${name} ${given.length} times; expected it once`;
  for (const each of given) {
    if (each === '') return `found nothing after --${name}; expected a value`;
    if (choices === undefined) continue;
    const wrong = (isList ? each.split(',') : [each]).find((word) => !choices.includes(word));
    if (wrong === undefined) continue;
    const expected = isList ? `one or more of ${choices.join(',')}` : choices.join(' or ');
    return `found --${name} ${each}${nearestOf(wrong, choices)}; expected ${expected}`;
  }
  return null;
}

/** Our own message for yargs' complaints that get here. */
function usageProblem(message: string): string {
  const [, option] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
  return option === undefined ? message : `found nothing after --${option}; expected a value`;
}

function nearestOf(word: string, candidates: readonly string[], prefix = ''): string {
  const nearest = nearestName(word, candidates);
  return nearest === null ? '' : ` (did you mean "${prefix}${nearest}"?)`;
}

function report(error: unknown, line: readonly string[], terminal: Terminal): ExitCode {
  const mistakes = error instanceof Mistakes ? error.list : isMistake(error) ? [error] : [];
  for (const mistake of mistakes) {
    if (mistake instanceof ScenarioError) terminal.tell(problemText(mistake));
    else terminal.tell([mistake.problems].flat().map((problem) => `dynamosim: ${problem}`));
  }
  if (mistakes.length > 0) return exitCode.misuse;
  terminal.tell(defectReport(error, line));
  return exitCode.defect;
}
