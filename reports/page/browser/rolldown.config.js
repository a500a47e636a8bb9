// Makes the two files that the page inlines: its script in one piece, and its styles behind those of uPlot.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const licence = `/* uPlot ${require('uplot/package.json').version}, (c) Leon Sorokin, MIT licence */\n`;

const styles = {
  name: 'styles',
  generateBundle() {
    const ours = [`${here}/page.css`, `${here}/overlay/compare.css`];
    const sources = [require.resolve('uplot/dist/uPlot.min.css'), ...ours];
    const source = licence + sources.map((file) => readFileSync(file, 'utf8')).join('\n');
    this.emitFile({ type: 'asset', fileName: 'page.css', source });
  },
};

/** uPlot asks the browser for its language, which may be none that the browser itself knows, and writes numbers in it. */
const oneLanguage = {
  name: 'one-language',
  transform(code, id) {
    if (!id.includes('uplot')) return null;
    if (!code.includes('nav.language')) throw new Error('uPlot asks for the language in another way now');
    return code.replaceAll('nav.language', '"en"');
  },
};

export default {
  input: `${here}/main.ts`,
  output: {
    dir: `${here}/../../../dist/reports/page/assets`,
    entryFileNames: 'page.js',
    format: 'iife',
    minify: true,
    banner: licence,
  },
  plugins: [oneLanguage, styles],
};
