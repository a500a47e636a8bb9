/** Reads CSV by the grammar of RFC 4180, character by character, and throws where a text does not follow it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    const cell = text[at] === '"' ? quoted(text, at) : plain(text, at);
    row.push(cell.value);
    at = cell.end;
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else throw new Error(`found ${JSON.stringify(text.slice(at, at + 10))} after a cell`);
  }
  if (row.length > 0) throw new Error('the last line has no end');
  return rows;
}

interface Read {
  readonly value: string;
  readonly end: number;
}

function plain(text: string, from: number): Read {
  const [value] = /^[^",\r\n]*/.exec(text.slice(from, from + 10_000))!;
  return { value, end: from + value.length };
}

function quoted(text: string, from: number): Read {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') value += text[at++];
    else return { value, end: at + 1 };
  }
  throw new Error('a quote is not closed');
}
