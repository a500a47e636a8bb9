// Makes the files that pages inline: the script of each kind in one piece, and all styles behind those of uPlot.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const sweep = `${here}/../../sweep/page/browser`;
const licence = `/* uPlot ${require('uplot/package.json').version}, (c) Leon Sorokin, MIT licence */\n`;

const styles = {
  name: 'styles',
  generateBundle() {
    const ours = [`${here}/page.css`, `${here}/overlay/compare.css`, `${sweep}/sweep.css`];
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

const script = (input, name) => ({
  input,
  output: {
    dir: `${here}/../../../dist/reports/page/assets`,
    entryFileNames: name,
    format: 'iife',
    minify: true,
  },
});

const report = script(`${here}/main.ts`, 'page.js');

export default [
  { ...report, output: { ...report.output, banner: licence }, plugins: [oneLanguage, styles] },
  script(`${sweep}/main.ts`, 'sweep.js'),
];
