/** The few forms of Markdown that the references are made of. */

export const code = (text: string) => `\`${text}\``;

/** A line between bars is a row; what a cell says holds no line break, and its bars are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** As GitHub names the place of a heading. */
export const anchorOf = (heading: string) =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-')}`;
