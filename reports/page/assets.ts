/** The page's own script and styles as the build left them (browser/rolldown.config.ts), each with what its policy knows it by. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export interface Asset {
  readonly text: string;
  /** As a source of a content security policy. */
  readonly hash: string;
}

const require = createRequire(import.meta.url);

export const pageScript = () => asset('#page/page.js');
export const sweepScript = () => asset('#page/sweep.js');
export const pageStyle = () => asset('#page/page.css');

function asset(name: string): Asset {
  const text = readFileSync(require.resolve(name), 'utf8');
  return { text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}
