/** How wide lines are and whether they are coloured, by what the terminal and the environment say. */
import { expect, test } from 'vitest';
import { Terminal } from '../../sim/cli/terminal.js';

function terminal(environment: NodeJS.ProcessEnv, stream: { isTTY?: boolean; columns?: number } = {}): Terminal {
  const stdout = { ...stream, on: () => {} } as unknown as NodeJS.WriteStream;
  return new Terminal(stdout, stdout, environment);
}

const tty = { isTTY: true, columns: 100 };

test.each([
  ['a terminal is coloured', {}, tty, true],
  ['a pipe is not', {}, {}, false],
  ['nor is a dumb terminal', { TERM: 'dumb' }, tty, false],
  ['NO_COLOR asks for none', { NO_COLOR: '1' }, tty, false],
  ['an empty NO_COLOR asks for nothing', { NO_COLOR: '' }, tty, true],
  ['FORCE_COLOR asks for colour in a pipe', { FORCE_COLOR: '1' }, {}, true],
  ['FORCE_COLOR is stronger than NO_COLOR, as it is for Node', { FORCE_COLOR: '1', NO_COLOR: '1' }, tty, true],
  ['FORCE_COLOR=0 asks for none', { FORCE_COLOR: '0' }, tty, false],
  ['FORCE_COLOR=false asks for none', { FORCE_COLOR: 'false' }, tty, false],
])('%s', (_, environment, stream, isColoured) => {
  expect(terminal(environment, stream).colour).toBe(isColoured);
});

test.each([
  ['a terminal', {}, tty, 100, 100],
  ['a terminal, whatever COLUMNS says of another', { COLUMNS: '60' }, tty, 100, 100],
  ['a terminal that does not know its width', {}, { isTTY: true, columns: 0 }, 80, 80],
  ['a pipe, in which a row of a table is one line', {}, {}, 80, Number.POSITIVE_INFINITY],
  ['a pipe under COLUMNS', { COLUMNS: '60' }, {}, 60, 60],
  ['COLUMNS that is no number', { COLUMNS: 'wide' }, {}, 80, Number.POSITIVE_INFINITY],
  ['COLUMNS that is no width', { COLUMNS: '-3' }, {}, 80, Number.POSITIVE_INFINITY],
])('%s has its width', (_, environment, stream, columns, tableColumns) => {
  const { columns: found, tableColumns: foundOfTables } = terminal(environment, stream);
  expect([found, foundOfTables]).toEqual([columns, tableColumns]);
});
