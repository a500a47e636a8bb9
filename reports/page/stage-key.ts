/** One colour of bars and what it stands for. */
import { type Html, html } from './html.js';

export const keyOf = (className: string, words: string): Html =>
  html`<li><svg class="swatch" viewBox="0 0 10 10"><rect class="${className}" width="10" height="10"/></svg>${words}</li>`;
