/**
 * HTML as values: what stands in the template is markup, whatever is put into it is text, so no name of a scenario can
 * become an element. Characters that nobody can see or that steer a terminal are made visible on the way (safe-text.ts).
 */
import { harmless } from '../safe-text.js';

export class Html {
  constructor(readonly markup: string) {}
}

/** Null is nothing. Numbers are for attributes such as sizes; figures of a result are written by figures.ts. */
export type Part = string | number | null | Html | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((markup, string, at) => markup + rendered(parts[at - 1]) + string));
}

function rendered(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(rendered).join('');
  return withNumbers(escaped(String(part)));
}

/** Fit for content and for quoted attributes; line breaks stay. */
function escaped(text: string): string {
  const visible = text.split('\n').map(harmless).join('\n');
  return visible.replace(/[&<>"']/g, (character) => entities[character]);
}

/** A percent sign stays on the line of its number. */
const withNumbers = (text: string) => text.replace(/(\d) %/g, '$1\u00a0%');

/** A path of words that may go on in the next line after each dot. */
export const breakable = (path: string): Part => path.split(/(?<=\.)/).map((word) => html`${word}<wbr>`);

/** Text that is copied from the page, to the character. */
export const verbatim = (text: string) => new Html(escaped(text));

export const nothing = new Html('');

/** Data in a script element that is no script: nothing in it can end the element. */
export function dataBlock(id: string, value: unknown): Html {
  const text = JSON.stringify(value).replace(/</g, '\\u003c');
  return new Html(`<script type="application/json" id="${id}">${text}</script>`);
}
