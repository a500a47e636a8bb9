/**
 * What is wrong with a text that is no YAML, and where. The library tells where it could not go on, which is often a line
 * after the mistake: a bracket that is never closed, an indentation that fits no line before it and a blank that only looks
 * like one are looked for first.
 */
import type { CST, YAMLParseError } from 'yaml';
import { type Mismatch, quoted } from './problem.js';

export interface SyntaxProblem {
  /** Offset into the text. */
  readonly at: number;
  readonly mismatch: Mismatch;
}

export function syntaxProblem(error: YAMLParseError, text: string, tokens: readonly CST.Token[]): SyntaxProblem {
  return (
    oddBlank(error, text) ??
    unclosedBracket(error, text, tokens) ??
    wrongIndentation(error, text) ?? { at: error.pos[0], mismatch: syntaxMismatch(error, text) }
  );
}

export function codePoint(text: string, at: number): string {
  return `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Blanks that YAML takes for letters, and marks that nobody sees. */
const oddBlanks = /[\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/;
const blankNames: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u202f': 'a narrow no-break space',
  '\u200b': 'a zero-width space',
  '\u3000': 'an ideographic space',
  '\ufeff': 'a byte order mark',
};

/** In the line where the library stopped, or where what it stopped at begins. */
function oddBlank({ pos: [at, end] }: YAMLParseError, text: string): SyntaxProblem | null {
  const from = startOfLine(text, at);
  const to = endOfLine(text, Math.max(at, end - 1));
  const found = text.slice(from, to).search(oddBlanks);
  if (found < 0) return null;
  const offset = from + found;
  const name = blankNames[text[offset]] ?? 'a blank that is no plain space';
  return { at: offset, mismatch: { found: `${name} (${codePoint(text, offset)})`, expected: 'a plain space' } };
}

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** The innermost that opened before the library stopped. */
function unclosedBracket({ pos }: YAMLParseError, text: string, tokens: readonly CST.Token[]): SyntaxProblem | null {
  let last = -1;
  const pending = [...tokens];
  for (let token = pending.pop(); token; token = pending.pop()) {
    if (token.type === 'document' && token.value) pending.push(token.value);
    if (token.type === 'flow-collection') {
      const isClosed = token.end.some(({ source }) => source === '}' || source === ']');
      if (!isClosed && token.start.offset <= pos[1]) last = Math.max(last, token.start.offset);
    }
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) pending.push(key);
      if (value) pending.push(value);
    }
  }
  if (last < 0) return null;
  const bracket = text[last];
  return {
    at: last,
    mismatch: { found: `${quoted(bracket)}, which is never closed`, expected: quoted(closers[bracket]) },
  };
}

const aboutIndentation: readonly YAMLParseError['code'][] = [
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
  'MULTILINE_IMPLICIT_KEY',
];

/** Of the line where the library stopped, or the next, where an entry there is indented like none that is open. */
function wrongIndentation({ code, pos }: YAMLParseError, text: string): SyntaxProblem | null {
  if (!aboutIndentation.includes(code)) return null;
  for (const from of [startOfLine(text, pos[0]), endOfLine(text, pos[0]) + 1]) {
    const here = from < text.length ? indentationOf(text.slice(from, endOfLine(text, from))) : null;
    const before = text.slice(0, from);
    const open = openIndentations(before);
    if (here === null || open.length === 0 || open.includes(here)) continue;
    const isDeeper = here > open[open.length - 1];
    if (isDeeper && opensBlock(before)) continue;
    const [last, ...others] = (isDeeper ? open.slice(-1) : open).reverse();
    const those = others.length === 0 ? `${last}` : `${others.reverse().join(', ')} or ${last}`;
    const mismatch = { found: `an indentation of ${here}`, expected: `${those}, as the entries before it have` };
    return { at: from + here, mismatch };
  }
  return null;
}

/** Whether the last line with anything in it waits for what is indented below it. */
function opensBlock(before: string): boolean {
  const lines = before.split('\n').filter((line) => indentationOf(line) !== null);
  return /[:-]\s*(#.*)?$/.test(lines[lines.length - 1] ?? '');
}

/** Of the entries that a next line may go on with, outermost first. */
function openIndentations(before: string): number[] {
  const open: number[] = [];
  for (const line of before.split('\n')) {
    const indentation = indentationOf(line);
    if (indentation === null) continue;
    while (open.length > 0 && open[open.length - 1] >= indentation) open.pop();
    open.push(indentation);
  }
  return open;
}

/** Null of a line with nothing, or nothing but a comment, in it. */
function indentationOf(line: string): number | null {
  const at = line.search(/[^ ]/);
  return at < 0 || line[at] === '#' || line[at] === '\r' ? null : at;
}

const startOfLine = (text: string, at: number) => text.lastIndexOf('\n', at - 1) + 1;
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

const missing = 'the quote, bracket, comma or ": " that is missing before here';
const insideBrackets = 'a comma between entries, and the bracket that closes them';
const expectedByCode: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  TAB_AS_INDENT: 'spaces for indentation, not a tab',
  BAD_INDENT: 'the same indentation for all entries of a mapping or list',
  BAD_DQ_ESCAPE: 'an escape that YAML knows, or single quotes round the text',
  BAD_SCALAR_START: 'quotes round a text that begins with such a character',
  BLOCK_AS_IMPLICIT_KEY: 'one key on a line, or quotes round a text that holds ": "',
  BLOCK_IN_FLOW: insideBrackets,
  MISSING_CHAR: missing,
  MULTILINE_IMPLICIT_KEY: 'a key and its ":" on one line',
  KEY_OVER_1024_CHARS: 'a key of at most 1024 characters',
  MULTIPLE_DOCS: 'one scenario a file, without "---"',
  BAD_DIRECTIVE: 'a scenario without directives',
  BAD_ALIAS: 'a name after "&" or "*"',
  ALIAS_PROPS: 'an alias alone, without anchor or tag',
  MULTIPLE_ANCHORS: 'at most one anchor',
  MULTIPLE_TAGS: 'no tags',
  TAG_RESOLVE_FAILED: 'no tags',
  UNEXPECTED_TOKEN: 'a key with its value, a list entry, or the end of the brackets before here',
};

function syntaxMismatch(error: YAMLParseError, text: string): Mismatch {
  const [at, end] = error.pos;
  const rest = text.slice(at, Math.max(end, at + 1));
  const firstLine = rest.split(/[\r\n]/, 1)[0];
  if (at >= text.length) return { found: 'the end of the file', expected: missing };
  const found = firstLine === '' ? 'the end of the line' : quoted(firstLine);
  return { found, expected: expectedByCode[error.code] ?? 'well-formed YAML' };
}
