/** The browser comes packed in its npm package; two workers that unpack it at the same time would trip over each other. */
import chromiumOfRegistry from '@sparticuz/chromium';

export async function setup(): Promise<void> {
  await chromiumOfRegistry.executablePath();
}
