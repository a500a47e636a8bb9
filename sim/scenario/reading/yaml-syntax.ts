/**
 * YAML text to one syntax tree, or to the first syntax error in our words: a broken line makes the reading of all later
 * ones doubtful. Text, nesting and the number of tokens are bounded before the tree is built, because the library's
 * composer recurses and collects every error of a hostile file.
 */
import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';
import { type Mismatch, type Position, problemAt, ScenarioError } from './problem.js';
import { codePoint, syntaxProblem } from './syntax-problem.js';

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
  if (document.errors.length > 0) {
    const { at, mismatch } = syntaxProblem(document.errors[0], text, tokens);
    fail(positionAt(at), mismatch);
  }
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
