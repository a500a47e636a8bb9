/** Names in Markdown, as text and nothing else: neither a link, nor a heading, nor a mention, nor HTML. */

/**
 * As code, so that GitHub sees no mention and no issue number in it; each character that may mean something to Markdown or
 * HTML is a character reference, which CommonMark never takes for structure (its section 2.5).
 */
export function markdownName(printableText: string): string {
  const text = printableText.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<code>${text}</code>`;
}
