/**
 * What to offer for a metric that is none. People leave out words (`getItem.p99`), shorten them (`get.p99`) and order them
 * otherwise (`storefront.latency.p99`): first come the paths that hold all of theirs. A path with a misspelt word, which none
 * holds, is repaired word by word along the grammar.
 */
import { editDistance } from '../scenario/reading/nearest-name.js';
import { leadingWords, type Names, pathsOf, type Slot, type Taken } from './metric-path.js';

/** How many valid paths are offered for an unknown one, and how many corrections of a word are followed. */
const nearestMax = 3;
/** A scenario of many tenants has more paths than are worth a search. */
const candidatesMax = 20_000;
/** Fewer letters than this begin too many words. */
const beginningMin = 3;

/** The few valid paths nearest to a wrong one, best first. */
export function nearestPaths(path: string, forms: readonly (readonly Slot[])[], names: Names): readonly string[] {
  const holding = pathsHolding(path, forms, names);
  if (holding.length > 0) return holding;
  const repairs = forms
    .flatMap((slots) => repair(slots, `.${path}`, names, {}))
    .sort((a, b) => a.edits - b.edits || (a.path < b.path ? -1 : 1))
    .map((repaired) => repaired.path.slice(1));
  return [...new Set(repairs)].slice(0, nearestMax);
}

/** Valid paths with all words of a wrong one, in any order, those first that need the fewest letters and words more. */
function pathsHolding(path: string, forms: readonly (readonly Slot[])[], names: Names): readonly string[] {
  const given = wordsOf(path);
  if (given.length === 0) return [];
  const mentioned = names.tenants.filter(({ name }) => path.includes(name));
  const near = mentioned.length === 0 ? names : { ...names, tenants: mentioned };
  const holding: { readonly path: string; readonly unlike: number; readonly words: number }[] = [];
  let left = candidatesMax;
  for (const slots of forms) {
    for (const { path: led } of pathsOf(slots, near, {})) {
      if (left-- === 0) return [];
      const candidate = led.slice(1);
      const unlike = unlikeness(given, wordsOf(candidate));
      if (unlike !== null) holding.push({ path: candidate, unlike, words: wordsOf(candidate).length });
    }
  }
  const best = holding.sort((a, b) => a.unlike - b.unlike || a.words - b.words);
  return [...new Set(best.map((each) => each.path))].slice(0, nearestMax);
}

/** How many words stand for the beginning of another; null where one stands for none. */
function unlikeness(given: readonly string[], words: readonly string[]): number | null {
  const left = [...words];
  let unlike = 0;
  for (const word of given) {
    const same = left.indexOf(word);
    const at = same >= 0 ? same : left.findIndex((each) => word.length >= beginningMin && each.startsWith(word));
    if (at < 0) return null;
    if (at !== same) unlike++;
    left.splice(at, 1);
  }
  return unlike;
}

const wordsOf = (path: string) => path.toLowerCase().split('.').filter(Boolean);

interface Repair {
  readonly path: string;
  readonly edits: number;
}

/** Valid paths like `rest`: right words stay, a wrong or missing word becomes one of the few nearest to it. */
function repair(slots: readonly Slot[], rest: string, names: Names, taken: Taken): readonly Repair[] {
  if (slots.length === 0) return [{ path: '', edits: rest.length }];
  const [first, ...others] = slots;
  const go = (word: string, used: number, edits: number) =>
    repair(others, rest.slice(used + 1), names, { ...taken, [first.key]: word }).map((tail) => ({
      path: `.${word}${tail.path}`,
      edits: edits + tail.edits,
    }));
  const skipped = first.optional ? repair(others, rest, names, taken) : [];
  const right = leadingWords(first, rest, names, taken);
  if (right.length > 0) return [...skipped, ...right.flatMap((word) => go(word, word.length, 0))];
  // A name with dots is held against as many words of the path.
  const given = rest.slice(1).split('.');
  const near = first
    .words(names, taken)
    .map((word) => ({ word, wrong: given.slice(0, word.split('.').length).join('.') }))
    .map(({ word, wrong }) => ({ word, wrong, edits: editDistance(wrong, word) }))
    .sort((a, b) => a.edits - b.edits || (a.word < b.word ? -1 : 1))
    .slice(0, nearestMax);
  return [...skipped, ...near.flatMap(({ word, wrong, edits }) => go(word, wrong.length, edits))];
}
