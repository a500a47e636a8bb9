/** Reads the part of EDN (the notation of Clojure's data) that op maps are written in, a form after the other. */
export type Edn = string | number | null | readonly Edn[] | { readonly [keyword: string]: Edn };

const token = /[\s,]*(?:;[^\n]*\n[\s,]*)*(\{|\}|\[|\]|"(?:[^"\\]|\\.)*"|:[A-Za-z-]+|-?\d+|nil)/y;

export function readEdn(text: string): Edn[] {
  token.lastIndex = 0;
  const next = (): string | null => token.exec(text)?.[1] ?? null;
  const forms: Edn[] = [];
  let end = 0;
  for (let word = next(); word !== null; word = next()) {
    forms.push(form(word, next));
    end = token.lastIndex;
  }
  if (
    text
      .slice(end)
      .replace(/;[^\n]*\n/g, '')
      .trim() !== ''
  )
    throw new Error(`no form: ${text.slice(end, end + 20)}`);
  return forms;
}

function form(word: string | null, next: () => string | null): Edn {
  if (word === null || word === '}' || word === ']') throw new Error(`found ${word} where a form begins`);
  if (word === 'nil') return null;
  if (word.startsWith(':')) return word;
  if (word.startsWith('"')) return JSON.parse(word);
  if (word === '[') return until(']', next);
  if (word !== '{') return Number(word);
  const forms = until('}', next);
  if (forms.length % 2 === 1) throw new Error('a map with a key alone');
  return Object.fromEntries(
    Array.from({ length: forms.length / 2 }, (_, i) => [String(forms[2 * i]), forms[2 * i + 1]]),
  );
}

function until(closing: string, next: () => string | null): Edn[] {
  const forms: Edn[] = [];
  for (let word = next(); word !== closing; word = next()) forms.push(form(word, next));
  return forms;
}
