/** Where in a JSON text a value stands, for messages about it: the text was parsed before, and so is JSON. */

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;
/** Nobody waits for the line in a longer text. */
const charactersMax = 1 << 24;

/** Lines and columns count from 1; null where it is not known. @param path names of fields, and numbers of entries */
export function placeIn(text: string, path: readonly string[]): { line: number; column: number } | null {
  if (text.length > charactersMax) return null;
  const open: { readonly isList: boolean; word: string }[] = [];
  let isName = false;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    const inner = open[open.length - 1];
    if (token === '}' || token === ']') {
      open.pop();
      isName = false;
    } else if (token === ',') {
      if (inner.isList) inner.word = String(Number(inner.word) + 1);
      else isName = true;
    } else if (isName) {
      inner.word = JSON.parse(token) as string;
      isName = false;
    } else if (token !== ':') {
      if (open.length === path.length && open.every(({ word }, at) => word === path[at])) return placeAt(text, index);
      isName = token === '{';
      if (token === '{' || token === '[') open.push({ isList: token === '[', word: '0' });
    }
  }
  return null;
}

function placeAt(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1 };
}
