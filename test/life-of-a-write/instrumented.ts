/**
 * A copy of the built simulator in which every function reports that it is entered and left, for tests that ask which way
 * a request takes. Where functions begin and end is asked of V8 (its coverage), so no parser is needed; what stands between
 * their parameters and their bodies is plain, because the compiler wrote it.
 */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = fileURLToPath(new URL('../..', import.meta.url));
const root = join(dist, '..');

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[];
}

/**
 * Copies dist/sim to `folder`/sim; there each function that `exercise` has used calls `globalThis.entered(file)` and
 * `globalThis.left()`. V8 knows a function only once the one around it has run, hence the exercise.
 */
export async function copyInstrumented(folder: string, exercise: (sim: string) => Promise<unknown>): Promise<void> {
  const scripts = await coverageOf(() => exercise(join(dist, 'sim')));
  cpSync(join(dist, 'sim'), join(folder, 'sim'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { url, functions } of scripts) {
    const file = relative(dist, fileURLToPath(url));
    writeFileSync(join(folder, file), instrument(file, readFileSync(fileURLToPath(url), 'utf8'), functions.slice(1)));
  }
}

async function coverageOf(exercise: () => Promise<unknown>): Promise<Script[]> {
  const session = new Session();
  session.connect();
  const post = (method: string, parameters: object = {}) =>
    new Promise<object>((resolve, reject) =>
      session.post(method, parameters, (error, result) => (error === null ? resolve(result ?? {}) : reject(error))),
    );
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await exercise();
  const { result } = (await post('Profiler.takePreciseCoverage')) as { result: Script[] };
  session.disconnect();
  return result.filter(({ url }) => url.startsWith(pathToFileURL(join(dist, 'sim')).href));
}

function instrument(file: string, text: string, functions: Script['functions']): string {
  const insertions: { at: number; text: string }[] = [];
  const enter = `globalThis.entered(${JSON.stringify(file)});try{`;
  const leave = '}finally{globalThis.left()}';
  for (const { ranges } of functions) {
    const { startOffset, endOffset } = ranges[0];
    const body = bodyOf(text, startOffset);
    if (text.startsWith('=>', body)) {
      insertions.push({ at: body + 2, text: `{${enter}return(` }, { at: endOffset, text: `)${leave}}` });
    } else insertions.push({ at: body + 1, text: enter }, { at: endOffset - 1, text: leave });
  }
  let result = '';
  let from = 0;
  for (const { at, text: inserted } of insertions.sort((a, b) => a.at - b.at)) {
    result += text.slice(from, at) + inserted;
    from = at;
  }
  return result + text.slice(from);
}

/** Where the body's brace stands, or the arrow of an arrow function whose body is an expression. */
function bodyOf(text: string, start: number): number {
  let at = text.indexOf('(', start);
  for (let depth = 0; ; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) break;
  }
  at++;
  while (text[at] === ' ') at++;
  if (!text.startsWith('=>', at)) return at;
  const body = at + 2 + text.slice(at + 2).search(/\S/);
  return text[body] === '{' ? body : at;
}
