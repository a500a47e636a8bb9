/**
 * YAML text to one syntax tree, or to the first syntax error in our words: a broken line makes the reading of all later
 * ones doubtful. Text, nesting and the number of tokens are bounded before the tree is built, because the library's
 * composer recurses and collects every error of a hostile file.
 */
import { Composer, type CST, type Document, LineCounter, Parser, type YAMLParseError } from 'yaml';
import { type Mismatch, type Position, problemAt, quoted, ScenarioError } from './problem.js';

export const charactersMax = 1_000_000;
export const nestingMax = 64;
/** Scalars, lists and mappings, aliases counted as often as they are used. */
export const valuesMax = 100_000;

export interface SyntaxTree {
  readonly document: Document.Parsed;
  readonly positionAt: (offset: number) => Position;
}

export function parseYaml(text: string, file: string): SyntaxTree {
  const start = { file, line: 1, column: 1 };
  if (text.length > charactersMax) {
    const found = `${text.length} characters`;
    fail(start, { found, expected: `a scenario of at most ${charactersMax} characters` });
  }
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? start : { file, line, column: col };
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const binaryAt = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/);
  if (binaryAt >= 0) {
    const found = `the character ${codePoint(text, binaryAt)}`;
    fail(positionAt(binaryAt), { found, expected: 'YAML text in UTF-8, without control characters' });
  }
  boundTokens(tokens, positionAt);

  // Our own check of keys takes linear time; the library's is quadratic.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document.errors.length > 0) fail(positionAt(document.errors[0].pos[0]), syntaxMismatch(document.errors[0], text));
  if (second) {
    fail(positionAt(second.range[0]), { found: 'a second document', expected: 'one scenario a file, without "---"' });
  }
  if (document.directives?.yaml.explicit) fail(start, { found: 'a %YAML directive', expected: 'YAML 1.2 without it' });
  // The composer made this document from tokens, so it is a parsed one.
  return { document: document as Document.Parsed, positionAt };
}

function fail(position: Position, mismatch: Mismatch): never {
  throw new ScenarioError([problemAt(position, mismatch)]);
}

function codePoint(text: string, at: number): string {
  return `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Nesting and number of values, on the token tree, which the library builds without recursion. */
function boundTokens(tokens: readonly CST.Token[], positionAt: (offset: number) => Position): void {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  let values = 0;
  let each = pending.pop();
  for (; each; each = pending.pop()) {
    const { token, depth } = each;
    values++;
    if (depth > nestingMax) {
      const found = `values nested more than ${nestingMax} deep`;
      fail(positionAt(token.offset), { found, expected: 'a scenario, which nests less than 12 deep' });
    }
    if (values > valuesMax) {
      const found = `more than ${valuesMax} values`;
      fail(positionAt(0), { found, expected: 'a scenario, which has a few hundred' });
    }
    if (token.type === 'document' && token.value) pending.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) pending.push({ token: key, depth: depth + 1 });
      if (value) pending.push({ token: value, depth: depth + 1 });
    }
  }
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
