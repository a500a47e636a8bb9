/**
 * A line of the terminal summary before it is coloured: its text, and the role that decides its colour. Colour covers
 * whole lines, so that cutting and aligning never meet an escape sequence.
 */
import { cut, elideNames, harmless, padEnd, padStart, printable, textWidth } from './safe-text.js';

export type Role = 'plain' | 'title' | 'heading' | 'faint' | 'good' | 'bad' | 'warning';
export interface TextLine {
  readonly text: string;
  readonly role: Role;
}

export interface Row {
  readonly cells: readonly string[];
  readonly role: Role;
}

/** Select Graphic Rendition codes of ECMA-48; the eight base colours, which every terminal theme keeps readable. */
const codes: Readonly<Record<Role, string | null>> = {
  plain: null,
  title: '1',
  heading: '1',
  faint: '2',
  good: '32',
  bad: '31',
  warning: '33',
};

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

const gap = 2;
const labelWidthMin = 12;

export function line(text: string, role: Role = 'plain'): TextLine {
  return { text, role };
}

/** Counts rows that found no room. */
export function more(hidden: number): readonly TextLine[] {
  return hidden > 0 ? [line(`  and ${hidden} more`, 'faint')] : [];
}

export function labels(title: string): Column {
  return { title, align: 'left' };
}

export function figures(...titles: readonly string[]): readonly Column[] {
  return titles.map((title) => ({ title, align: 'right' }));
}

/**
 * A heading line and rows below it. The first column, of names, gives way when the whole is wider than the room; if that is
 * not enough the last columns are left out, and said, since a number that is cut is another number.
 * @param room columns of the terminal
 * @param hidden rows left out, said in a last line
 */
export function table(columns: readonly Column[], rows: readonly Row[], room: number, hidden = 0): readonly TextLine[] {
  const heading: Row = { cells: columns.map(({ title }) => title), role: 'heading' };
  const all = [heading, ...rows].map(({ cells, role }) => ({ role, cells: cells.map(printable) }));
  const natural = columns.map((_, index) => Math.max(...all.map(({ cells }) => textWidth(cells[index]))));
  const widthOfFirst = (shown: number) => room - natural.slice(1, shown).reduce((sum, width) => sum + width + gap, 0);
  let shown = columns.length;
  while (shown > 2 && widthOfFirst(shown) < Math.min(labelWidthMin, natural[0])) shown--;
  const widths = [Math.max(labelWidthMin, Math.min(natural[0], widthOfFirst(shown))), ...natural.slice(1)];
  const names = elideNames(
    all.map(({ cells }) => cells[0]),
    widths[0],
  );
  const lines = all.map(({ cells, role }, row) => {
    const padded = columns.slice(0, shown).map(({ align }, index) => {
      const cell = index === 0 ? names[row] : cells[index];
      return align === 'left' ? padEnd(cell, widths[index]) : padStart(cell, widths[index]);
    });
    return line(padded.join(' '.repeat(gap)), role);
  });
  const leftOut = columns
    .slice(shown)
    .map(({ title }) => title)
    .filter((title) => title !== '');
  return [
    ...lines,
    ...(hidden === 0 ? [] : [line(`and ${hidden} more`, 'faint')]),
    ...(leftOut.length === 0 ? [] : [line(`no room for: ${leftOut.join(', ')}`, 'faint')]),
  ];
}

/**
 * A table of which nothing is left out: figures that find no room go on in a further table below, beside the same names.
 * @param names the first columns
 */
export function tableInPieces(
  names: readonly Column[],
  values: readonly Column[],
  rows: readonly Row[],
  room: number,
): readonly TextLine[] {
  const widthOf = ({ title }: Column, at: number) =>
    Math.max(textWidth(title), ...rows.map(({ cells }) => textWidth(printable(cells[at]))));
  const namesWidth = names.reduce(
    (sum, name, at) => sum + Math.max(at === 0 ? labelWidthMin : 0, widthOf(name, at)) + gap,
    -gap,
  );
  const pieces: number[][] = [];
  let left = 0;
  for (const [index, value] of values.entries()) {
    const at = names.length + index;
    const width = widthOf(value, at) + gap;
    if (pieces.length === 0 || width > left) {
      pieces.push([]);
      left = room - namesWidth;
    }
    pieces[pieces.length - 1].push(at);
    left -= width;
  }
  return pieces.flatMap((piece, index) => {
    const shown = [...names.keys(), ...piece];
    const columns = shown.map((at) => [...names, ...values][at]);
    const picked = rows.map(({ cells, role }) => ({ cells: shown.map((at) => cells[at]), role }));
    return [...(index === 0 ? [] : [line('')]), ...table(columns, picked, Number.POSITIVE_INFINITY)];
  });
}

/** Cuts what is too wide, colours where asked, and joins; no line ends in blanks, and only colours steer the terminal. */
export function renderLines(lines: readonly TextLine[], options: { columns: number; colour: boolean }): string {
  const rendered = lines.map(({ text, role }) => {
    const shown = cut(harmless(text.trimEnd()), options.columns);
    const code = codes[role];
    return options.colour && code !== null && shown !== '' ? `\u001b[${code}m${shown}\u001b[0m` : shown;
  });
  return `${rendered.join('\n')}\n`;
}
