/** A page of the project in a real, headless browser, opened from disk as a reader would; whatever it complains of is kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromiumOfRegistry from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and requests for anything but the page. */
  readonly complaints: string[];
}

export class PageReader {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dynamosim-page-'));
  private browser: Browser | null = null;
  private opened = 0;

  async start(): Promise<void> {
    const { args } = chromiumOfRegistry;
    this.browser = await chromium.launch({ executablePath: await chromiumOfRegistry.executablePath(), args });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    rmSync(this.folder, { recursive: true });
  }

  async open(markup: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
    if (this.browser === null) throw new Error('the browser was not started');
    const path = join(this.folder, `page-${this.opened++}.html`);
    writeFileSync(path, markup);
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', ({ message }) => complaints.push(message));
    const address = pathToFileURL(path).href;
    page.on('request', (request) => {
      if (request.url() !== address && request.url() !== 'data:,') complaints.push(`request: ${request.url()}`);
    });
    await page.goto(address);
    return { page, complaints };
  }
}

/** Of each chart that is shown, how many pixels differ from the commonest colour, and how many colours there are. */
export function inkOfCharts(page: Page): Promise<{ chart: string; inked: number; colours: number }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('figure.chart:not([hidden])')].map((figure) => {
      const canvas = figure.querySelector('canvas');
      const pixels =
        canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      const counts = new Map<number, number>();
      for (let at = 0; at < pixels.length; at += 4) {
        const colour = (pixels[at] << 24) | (pixels[at + 1] << 16) | (pixels[at + 2] << 8) | pixels[at + 3];
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      return {
        chart: figure.dataset.chart ?? '',
        inked: pixels.length / 4 - Math.max(0, ...counts.values()),
        colours: counts.size,
      };
    }),
  );
}

/** What the canvas of a chart shows, to tell whether it changed. */
export function picture(page: Page, chart: string): Promise<string> {
  return page.evaluate(
    (name) => document.querySelector<HTMLCanvasElement>(`figure[data-chart="${name}"] canvas`)?.toDataURL() ?? '',
    chart,
  );
}
