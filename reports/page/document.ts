/**
 * A page as one file that needs nothing beside it. Its policy lets its own script and style through, by their hashes, and
 * nothing else: no request leaves it.
 */
import { type Asset, pageScript, pageStyle } from './assets.js';
import { Html, html } from './html.js';

/** How every page of ours begins, of any version. */
export const documentStart =
  '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="';

/** @param script null of a page that needs none */
export function documentOf(title: string, body: Html, script: Asset | null = pageScript()): string {
  const style = pageStyle();
  return `${
    html`${new Html(documentStart)}${policy(script, style)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><link rel="icon" href="data:,"><style>${new Html(style.text)}</style></head>
<body>${body}${script === null ? null : html`<script>${new Html(script.text)}</script>`}</body></html>`.markup
  }\n`;
}

/** The bar that stays: links to the sections, and room for the script's tools. */
export const navigationOf = (sections: readonly (readonly [id: string, name: string])[]) =>
  html`<a class="skip" href="#main">To the report</a><div class="bar-top"><nav aria-label="Sections">${sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav><div class="tools" id="tools" hidden></div></div>`;

function policy(script: Asset | null, style: Asset): string {
  return `default-src 'none'; script-src ${script?.hash ?? "'none'"}; style-src ${style.hash}; img-src data:; base-uri 'none'; form-action 'none'`;
}
