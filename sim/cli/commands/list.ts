/** `list`: the bundled scenarios, each with its title and what it shows. */
import { wrap } from '../../../reports/safe-text.js';
import type { Plain } from '../../scenario/reading/yaml-document.js';
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

const indent = '    ';
const columnsMax = 100;
const linesMax = 4;

export const listCommand: Command = {
  name: 'list',
  usage: 'list',
  summary: 'List the bundled scenarios: their names, titles, and what each shows',
  operands: { min: 0, max: 0 },
  options: {},
  example: ['list', 'then, for example, dynamosim run zone-outage'],
  execute,
};

async function execute(_words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { bundledScenarios } = await import('../files/bundled-scenarios.js');
  const { readScenarioSource } = await import('../files/scenario-source.js');
  const { readYamlDocument } = await import('../../scenario/reading/yaml-document.js');
  const scenarios = bundledScenarios();
  const columns = Math.min(columnsMax, terminal.columns);
  for (const { name, path } of scenarios) {
    const { root } = readYamlDocument(readScenarioSource(path).text, path);
    const [title, ...more] = wrap(`${name}  ${words(root.title)}`, columns - indent.length, linesMax);
    terminal.print(title);
    for (const line of [...more, ...wrap(words(root.shows), columns - indent.length, linesMax)])
      terminal.print(`${indent}${line}`);
  }
  return exitCode.met;
}

const words = (value: Plain | undefined) => (typeof value === 'string' ? value : '');
