/**
 * No text of a scenario, a file's name, a word of the command line or a recording reaches the terminal raw: whatever a
 * command says of it, nothing in that steers the terminal, hides, or stands on a line of its own. Every command is given
 * such texts wherever it takes any, and must have said something of them.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonText } from '../../reports/safe-text.js';
import { fixture, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const forged = 'forged: all is well';
const hostile: readonly (readonly [string, string])[] = [
  ['an escape sequence', 'a\u001b[31mb\u001b]0;title\u0007'],
  ['an escape sequence of C1', 'a\u009b31mb\u0090q\u009c'],
  ['line breaks', `a\n${forged}\r${forged}\u0085${forged}\u2028${forged}\u2029${forged}\u000b${forged}`],
  ['reversed direction', 'a\u202eb\u2066c\u200fd'],
  ['characters that nobody sees', 'sto\u200bre\u00adfro\u2060nt\ufeff\u3164\u115f\u034f\u180e\ufe0f\u{e0041}\u2800'],
  ['blanks that are none', 'a\u00a0b\u2003c\u3000d\te\u0008\u007f'],
  ['half characters and private ones', 'a\ud800b\udc00c\ue000d\uffff'],
];

/** Written out here once more, so that the test does not believe the code that it is about. */
const isVisible = (character: string) => {
  const isBlankToTheEye = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
  return character === ' ' || (!isBlankToTheEye.test(character) && !/\p{Zs}/u.test(character));
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
const ownColours = /\u001b\[(0|1|2|31|32|33)m/g;

/** What is shown, on a terminal with colours; each problem of it once. */
async function problemsOf(line: readonly string[]): Promise<{ shown: string; problems: string[] }> {
  const { stdout, stderr } = await dynamosimInProcess(line, { colour: true });
  const shown = stdout + stderr;
  const plain = shown.replaceAll(ownColours, '');
  const raw = [...plain].filter((character) => character !== '\n' && !isVisible(character));
  const problems = [...new Set(raw)].map((character) => `U+${character.codePointAt(0)?.toString(16)}`);
  if (new RegExp(`^${forged}`, 'm').test(plain)) problems.push('a forged line');
  return { shown, problems };
}

const steady = readFileSync(fixture('steady'), 'utf8');

/** A scenario file that holds the text. */
function fileOf(text: string, ending = '.yaml'): string {
  const path = join(scratch(), `scenario${ending}`);
  writeFileSync(path, text);
  return path;
}

/** For file names, which can hold neither a slash nor a zero, nor half characters. */
const asName = (text: string) => Buffer.from(text.replaceAll('/', '')).toString();
const inYaml = (text: string) => JSON.stringify(text);

type Line = (text: string) => readonly string[];
const lines: Readonly<Record<string, Line>> = {
  'an unknown command': (text) => [text],
  'an unknown option': (text) => ['run', fixture('steady'), `--${text}`, '1'],
  'a choice': (text) => ['run', fixture('steady'), '--format', text],
  'a missing file': (text) => ['run', text],
  'missing files to validate': (text) => ['validate', text, text],
  'a valid file': (text) => {
    const path = join(scratch(), `${asName(text)}.yaml`);
    writeFileSync(path, steady);
    return ['validate', path];
  },
  'a broken file': (text) => {
    const path = join(scratch(), `${asName(text)}.yaml`);
    writeFileSync(path, 'title: 7');
    return ['validate', path];
  },
  'an unknown key': (text) => ['validate', fileOf(`${steady}\n${inYaml(text)}: 1`)],
  'raw text in a scenario': (text) => ['validate', fileOf(`${steady}\nx${text}: 1`)],
  'text that is no YAML': (text) => ['validate', fileOf(`title: [${text}`)],
  'a wrong value': (text) => ['validate', fileOf(steady.replace(/duration: .*/, `duration: ${inYaml(text)}`))],
  'an unknown name': (text) => ['validate', fileOf(`${steady}\nisolation: { victim: ${inYaml(text)} }`)],
  'candidates of a name': (text) => [
    'validate',
    fileOf(
      `title: A\nregions: { r: {} }\ntables: { ${inYaml(text)}: {} }\n` +
        `tenants: { a: { table: other, arrivals: { poisson: 1/s } } }`,
    ),
  ],
  'an anchor': (text) => ['validate', fileOf(`${steady}\nexpect: *${text}`)],
  'a setting': (text) => ['run', fixture('steady'), '--set', text],
  'a path that is set': (text) => ['run', fixture('steady'), '--set', `tables.${text}=1`],
  'a value that is set': (text) => ['run', fixture('steady'), '--set', `duration=${text}`],
  'a seed': (text) => ['run', fixture('steady'), '--seed', text],
  'a title': (text) => ['run', fileOf(steady.replace(/title: .*/, `title: ${inYaml(text)}\nshows: ${inYaml(text)}`))],
  'names of a run': (text) => ['run', fileOf(steady.replaceAll('storefront', inYaml(text)))],
  'names of a run as JSON': (text) => [
    'run',
    fileOf(steady.replaceAll('storefront', inYaml(text))),
    ...['--format', 'json'],
  ],
  'a folder of other things': (text) => {
    const folder = scratch();
    writeFileSync(join(folder, asName(text)), '');
    return ['run', fixture('steady'), '--out', folder];
  },
  'a folder to write': (text) => ['run', fixture('steady'), '--out', join(scratch(), asName(text))],
  'a folder that cannot be written': (text) => ['run', fixture('steady'), '--out', join(fileOf(''), text)],
  'a new file': (text) => ['new', join(scratch(), asName(text))],
  'a new file in no folder': (text) => ['new', join(scratch(), 'none', asName(text))],
  'a varied setting': (text) => ['vary', fixture('vary'), text],
  'a varied path': (text) => ['vary', fixture('vary'), `tables.${text}=1,2`],
  'varied values': (text) => ['vary', fixture('vary'), `title=${inYaml(text)},B`],
  'varied values as JSON': (text) => ['vary', fixture('vary'), `title=${inYaml(text)},B`, '--format', 'json'],
  'varied values that are wrong': (text) => ['vary', fixture('vary'), `duration=${inYaml(text)},1s`],
  'a metric': (text) => ['vary', fixture('vary'), 'seed=1,2', '--metric', `latency.${text}.getItem.p99`],
  'a folder without a recording': (text) => ['replay', text],
  'a recording that is no JSON': (text) => {
    const folder = join(scratch(), asName(text));
    mkdirSync(folder);
    writeFileSync(join(folder, 'recording.json'), text);
    return ['replay', folder];
  },
  ...Object.fromEntries(
    Object.entries<(recording: Fields, text: string) => void>({
      version: (recording, text) => Object.assign(recording, { dynamosim: text }),
      format: (recording, text) => Object.assign(recording, { format: text }),
      digest: (recording, text) => Object.assign(recording, { dynamosim: '0.0.1', digest: text }),
      scenario: (recording, text) =>
        Object.assign(recording, { dynamosim: '0.0.1', text: `${recording.text}${text}: 1` }),
      'name of its scenario': (recording, text) => Object.assign(recording, { fileName: text, text: 'title: 7' }),
      setting: (recording, text) => Object.assign(recording, { overrides: [{ path: text, value: '1' }] }),
      'read scenario': (recording, text) => Object.assign(recording.scenario as object, { [text]: text }),
      'kinds of event': (recording, text) => {
        recording.eventTypes = (recording.eventTypes as string[]).map((type) => `${type}${text}`);
        recording.digest = '';
      },
      files: (recording, text) => Object.assign(recording.files as object, { [text]: '' }),
      'unknown field': (recording, text) => Object.assign(recording, { [text]: '' }),
    }).map(([field, change]) => [
      `a recording: ${field}`,
      (text: string) => {
        const folder = scratch();
        cpSync(recorded, folder, { recursive: true });
        const path = join(folder, 'recording.json');
        const { sha256: _, ...recording } = JSON.parse(readFileSync(path, 'utf8'));
        change(recording, text);
        const unsealed = jsonText(recording);
        const sha256 = createHash('sha256').update(unsealed).digest('hex');
        writeFileSync(path, `${jsonText({ ...recording, sha256 })}\n`);
        return ['replay', folder];
      },
    ]),
  ),
};

type Fields = Record<string, unknown>;

const recorded = mkdtempSync(join(tmpdir(), 'dynamosim-recorded-'));
beforeAll(async () => {
  await dynamosimInProcess(['run', fixture('steady'), '--out', recorded]);
});
afterAll(() => rmSync(recorded, { recursive: true }));

test.each(Object.entries(lines))('%s', async (_, lineOf) => {
  for (const [kind, text] of hostile) {
    const { shown, problems } = await problemsOf(lineOf(text));
    expect(problems, kind).toEqual([]);
    expect(shown, kind).not.toBe('');
  }
});
