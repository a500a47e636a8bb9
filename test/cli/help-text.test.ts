/** Help in the ways people ask for it, which a narrow terminal wraps between words and nowhere else. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { dynamosimInProcess } from './in-process.js';

const ofOneRun = ['run', 'validate', 'schema', 'metrics', 'list', 'new', 'replay', 'report', 'view'];
const commands = [...ofOneRun, 'vary', 'compare', 'sweep', 'worker', 'search'];
const wordsOf = (text: string) => new Set(text.split(/\s+/));

describe('help', () => {
  test.each([['help'], ['-h'], ['--help']])('%s lists the commands', async (...line) => {
    const { code, stdout } = await dynamosimInProcess(line);
    expect(commands.filter((name) => !stdout.includes(`dynamosim ${name} `))).toEqual([]);
    expect({ code, isAskable: stdout.includes('dynamosim help COMMAND') }).toEqual({ code: 0, isAskable: true });
  });

  test.each(commands)('of %s is the same however it is asked for', async (name) => {
    const [asked, ...others] = await Promise.all([
      dynamosimInProcess([name, '--help']),
      dynamosimInProcess([name, '-h']),
      dynamosimInProcess(['help', name]),
    ]);
    expect(asked.stdout).toContain(`dynamosim ${name}`);
    expect(others).toEqual([asked, asked]);
  });

  test('of a command that is none is a mistake', async () => {
    for (const line of [
      ['help', 'rnu'],
      ['rnu', '--help'],
    ]) {
      const { code, stderr } = await dynamosimInProcess(line);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('(did you mean "run"?)') });
    }
  });

  test.each([60, 72, 80])('breaks no word at %d columns', async (columns) => {
    for (const line of [[], ...commands.map((name) => [name])]) {
      const [narrow, wide] = await Promise.all([
        dynamosimInProcess([...line, '--help'], { columns }),
        dynamosimInProcess([...line, '--help'], { columns: 400 }),
      ]);
      const known = wordsOf(wide.stdout).add('\\');
      expect([...wordsOf(narrow.stdout)].filter((word) => !known.has(word))).toEqual([]);
    }
  });

  test('has an example that a shell reads as one command', async () => {
    const { stdout } = await dynamosimInProcess(['help', 'vary'], { columns: 60 });
    const example = stdout.slice(stdout.indexOf('Example:') + 'Example:'.length);
    const script = `dynamosim() { printf '%s\\n' "$@"; }\n${example.slice(0, example.indexOf('\n    one row'))}`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n')).toEqual([
      'vary',
      'paper/modes',
      'tables.orders.capacity.mode=static,bursting,adaptive,global',
      '--out',
      'runs/modes',
    ]);
  });
});
