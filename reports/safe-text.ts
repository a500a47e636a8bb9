/**
 * Names come from scenario files and may hold anything. Before a terminal or a chart shows one, characters that steer it
 * or that nobody can see (escape sequences, line breaks, reversed writing direction, blanks that are none) become
 * harmless, and its width in columns is known, so that tables stay aligned.
 *
 * Leaves out grapheme clusters: an emoji built of several parts is counted part by part, so it may take less room.
 */
const ellipsis = '…';
/** Less of a name says nothing. */
const nameColumnsMin = 7;
/** Whatever is no visible character (U+2800 is an empty cell of Braille), and every blank but the plain one. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;
/** Of results, which are long, most are plain, and this is found out at once. */
const beyondAscii = /[^\n -~]/;
const unsafeWithinLines = new RegExp(`(?!\\n)(?:${unsafe.source})`, 'gu');
/** A blank, but not one between a number and its unit. */
const beforeWord = /(?<!\d) | (?!(?:%|[mun]?s|min|h|x)(?![\w/]))/;
const zeroWidth = /^\p{M}$/u;
const doubleWidth =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]$/u;

/** One line of printable characters; runs of white space become a single space. For names, whose width matters. */
export function printable(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(unsafe, '?');
}

/** The line with each unsafe character as JSON escapes it: JSON keeps its meaning, and a reader sees what is there. */
export function harmless(line: string): string {
  return line.replace(unsafe, escapedWhole);
}

/** As JSON that a terminal may show, without a new line at its end: the same value gives the same text. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return beyondAscii.test(text) ? text.replace(unsafeWithinLines, escapedWhole) : text;
}

const escapedWhole = (character: string) => character.split('').map(escaped).join('');
const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Columns that printable text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** At most `columns` wide; the middle goes, since names differ at both ends. */
export function elide(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns <= 0) return '';
  return elidedAfter(text, Math.ceil((columns - 1) / 2), Math.floor((columns - 1) / 2));
}

/** With so many columns left of its head and of its tail. */
function elidedAfter(text: string, head: number, tail: number): string {
  const characters = [...text];
  const end = take([...characters].reverse(), tail).reverse();
  return `${take(characters, head).join('')}${ellipsis}${end.join('')}`;
}

/** The same of a name with words behind it, such as "storefront getItem": the name gives way while that is enough. */
export function elideName(text: string, columns: number): string {
  const [name] = text.split(' ', 1);
  const others = text.slice(name.length);
  const room = columns - textWidth(others);
  return textWidth(text) > columns && others !== '' && room >= nameColumnsMin
    ? elide(name, room) + others
    : elide(text, columns);
}

/** The same of names in one column: two that differ never look alike, so what goes is not always the middle. */
export function elideNames(texts: readonly string[], columns: number): string[] {
  const shown = new Map([...new Set(texts)].map((text) => [text, elideName(text, columns)]));
  for (const alike of groupsBy([...shown.keys()], (text) => shown.get(text)!)) {
    if (alike.length > 1) toldApart(alike, columns).forEach((text, at) => void shown.set(alike[at], text));
  }
  return texts.map((text) => shown.get(text)!);
}

/** By another part that goes, the nearest to the middle; by a number where their ends are alike, too. */
function toldApart(texts: readonly string[], columns: number): string[] {
  const room = Math.max(0, columns - 1);
  const heads = Array.from({ length: room + 1 }, (_, head) => head);
  heads.sort((a, b) => Math.abs(a - room / 2) - Math.abs(b - room / 2) || a - b);
  for (const head of heads) {
    const elided = texts.map((text) => elidedAfter(text, head, room - head));
    if (new Set(elided).size === texts.length) return elided;
  }
  return texts.map((text, at) => {
    const number = ` ${at + 1}`;
    return elide(text, Math.max(1, columns - number.length)) + number;
  });
}

function groupsBy(texts: readonly string[], keyOf: (text: string) => string): string[][] {
  const groups = new Map<string, string[]>();
  for (const text of texts) groups.set(keyOf(text), [...(groups.get(keyOf(text)) ?? []), text]);
  return [...groups.values()];
}

/** At most `columns` wide; the end goes. For sentences. */
export function cut(text: string, columns: number): string {
  return textWidth(text) <= columns ? text : take([...text], columns - 1).join('') + ellipsis;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - textWidth(text))) + text;
}

/** Words over several lines, at most `linesMax` of them; what is left over is cut. A unit stays with its number. */
export function wrap(text: string, columns: number, linesMax: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(beforeWord)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer) <= columns || lines.length === linesMax - 1) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each) => cut(each, columns));
}

function take(characters: readonly string[], columns: number): string[] {
  let width = 0;
  const end = characters.findIndex((character) => {
    width += characterWidth(character);
    return width > columns;
  });
  return characters.slice(0, end === -1 ? characters.length : end);
}

function characterWidth(character: string): number {
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}
