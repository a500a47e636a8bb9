/**
 * A YAML text as plain values (null-prototype mappings, so that no key is special) beside a tree of the places they came
 * from. Aliases are expanded under a bound, since a dozen lines of them can stand for billions of values; a cyclic one
 * is an error. Leaves out merge keys, tags and keys that are not plain text: no scenario needs them.
 */
import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Mismatch, type Position, type Problem, problemAt, quoted, ScenarioError } from './problem.js';
import { nestingMax, parseYaml, type SyntaxTree, valuesMax } from './yaml-syntax.js';

export type Plain = string | number | boolean | null | Plain[] | PlainMapping;
export interface PlainMapping {
  [key: string]: Plain;
}
export type Path = readonly (string | number)[];

/** Where a value stands, and its key where it has one. */
export interface Place {
  readonly value: Position;
  readonly key: Position;
  readonly inside: Map<string | number, Place>;
}

export interface YamlDocument {
  readonly root: PlainMapping;
  readonly place: Place;
  /** Repeated and impossible keys: the rest of the file still makes sense. */
  readonly problems: readonly Problem[];
}

export function readYamlDocument(text: string, file: string): YamlDocument {
  const tree = parseYaml(text, file);
  const root = tree.document.contents;
  const start = { file, line: 1, column: 1 };
  const expected = 'a mapping that starts with a title, such as "title: One zone goes dark"';
  if (root === null) throw new ScenarioError([problemAt(start, { found: 'an empty file', expected })]);
  const reader = new Reader(tree);
  const { value, place } = reader.read(root, tree.positionAt(root.range[0]));
  if (!isMapping(value)) throw new ScenarioError([problemAt(place.value, { found: describePlain(value), expected })]);
  return { root: value, place, problems: reader.problems };
}

/** A single value such as the right-hand side of `--set path=value`. */
export function readYamlValue(text: string, file: string): Plain {
  const tree = parseYaml(text, file);
  const root = tree.document.contents;
  if (root === null) return null;
  const reader = new Reader(tree);
  const { value } = reader.read(root, tree.positionAt(root.range[0]));
  if (reader.problems.length > 0) throw new ScenarioError(reader.problems);
  return value;
}

export function isMapping(value: Plain | undefined): value is PlainMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at the path; undefined where nothing is written. */
export function valueAt(raw: Plain, path: Path): Plain | undefined {
  let value: Plain | undefined = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { [step: string | number]: Plain })[step];
  }
  return value;
}

/** What a value is called in a message. */
export function describePlain(value: Plain | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : String(value);
}

/** Where the value at the path stands; for one that is not written, the key of what should hold it. */
export function positionOf(root: Place, path: Path, isAboutKey: boolean): Position {
  let place = root;
  for (const step of path) {
    const next = place.inside.get(step);
    if (!next) return place.inside.size > 0 ? place.key : place.value;
    place = next;
  }
  return isAboutKey ? place.key : place.value;
}

interface Located {
  readonly value: Plain;
  readonly place: Place;
}

class Reader {
  readonly problems: Problem[];
  private readonly tree: SyntaxTree;
  private readonly anchors: ReadonlySet<string>;
  private readonly meanings: ReadonlyMap<Alias, Node>;
  /** Collections being read, outermost first: an alias to one of them would never end. */
  private readonly open: Set<Node>;
  private values: number;

  constructor(tree: SyntaxTree) {
    this.problems = [];
    this.tree = tree;
    const { anchors, meanings } = meaningsOfAliases(tree);
    this.anchors = anchors;
    this.meanings = meanings;
    this.open = new Set();
    this.values = 0;
  }

  /** `near` stands in for the position of a value that is not written at all. */
  read(node: Node | null, near: Position): Located {
    const at = node?.range ? this.tree.positionAt(node.range[0]) : near;
    this.values++;
    if (this.values > valuesMax) {
      fail(at, { found: `more than ${valuesMax} values behind aliases`, expected: 'fewer or smaller aliases' });
    }
    const place: Place = { value: at, key: near, inside: new Map() };
    if (isAlias(node)) return this.expand(node, place);
    if (node?.tag) this.problems.push(problemAt(at, { found: `the tag ${quoted(node.tag)}`, expected: 'no tags' }));
    if (isMap(node) || isSeq(node)) {
      this.open.add(node);
      const value = isMap(node) ? this.readMapping(node, place) : this.readList(node, place);
      this.open.delete(node);
      return { value, place };
    }
    return { value: isScalar(node) ? plainScalar(node.value) : null, place };
  }

  private expand(alias: Alias, place: Place): Located {
    const meaning = this.meanings.get(alias);
    const found = `the alias ${quoted(`*${alias.source}`)}`;
    if (!meaning) {
      const expected = 'an alias of an anchor that stands before it';
      fail(place.value, { found, expected, candidates: [...this.anchors], word: alias.source });
    }
    if (this.open.has(meaning)) fail(place.value, { found: `${found} within itself`, expected: 'an end to it' });
    if (this.open.size >= nestingMax) fail(place.value, { found, expected: 'aliases that nest less deep' });
    const target = this.read(meaning, place.value);
    return { value: target.value, place: { ...place, inside: target.place.inside } };
  }

  private readList(node: YAMLSeq, place: Place): Plain[] {
    return node.items.map((item, index) => {
      const { value, place: inner } = this.read(asNode(item), place.value);
      place.inside.set(index, { ...inner, key: inner.value });
      return value;
    });
  }

  private readMapping(node: YAMLMap, place: Place): PlainMapping {
    const mapping: PlainMapping = Object.create(null);
    for (const pair of node.items) {
      const keyNode = asNode(pair.key);
      const keyAt = keyNode?.range ? this.tree.positionAt(keyNode.range[0]) : place.value;
      const { value, place: inner } = this.read(asNode(pair.value), keyAt);
      const key = keyText(keyNode);
      if (node.flow && key !== null && pair.value === null && /^\d{3}$/.test(key)) {
        if (this.problems.at(-1)?.found !== thousands.found) this.problems.push(problemAt(keyAt, thousands));
        continue;
      }
      const problem = key === null ? noKey : keyProblem(key, place.inside.get(key));
      if (problem) this.problems.push(problemAt(keyAt, problem));
      if (problem || key === null) continue;
      mapping[key] = value;
      place.inside.set(key, { ...inner, key: keyAt });
    }
    return mapping;
  }
}

/** By the anchor that stands last before each alias in the text. */
function meaningsOfAliases({ document }: SyntaxTree) {
  const anchors = new Map<string, Node>();
  const meanings = new Map<Alias, Node>();
  visit(document, {
    Alias(_, alias) {
      const meaning = anchors.get(alias.source);
      if (meaning) meanings.set(alias, meaning);
    },
    Value(_, node) {
      if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return { anchors: new Set(anchors.keys()), meanings };
}

/** `1,000,000` within braces is an entry of 1 and two keys. */
const thousands: Mismatch = {
  found: 'a comma within a number',
  expected: 'a number without separators between thousands, such as 1000000 or 1M',
};
const noKey: Mismatch = { found: 'a key that is not a plain word', expected: 'a name and ":"' };

function keyText(key: Node | null): string | null {
  if (!isScalar(key) || key.value === null || key.value === '') return null;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function keyProblem(key: string, before: Place | undefined): Mismatch | null {
  if (key === '<<') return { found: 'the merge key "<<"', expected: 'the keys written out, or an alias as a value' };
  // Such a key would reach the prototype of the objects that hold parsed values.
  if (key === '__proto__') return { found: 'the key "__proto__"', expected: 'another name' };
  if (before) return { found: `${quoted(key)} again`, expected: `each key once (first on line ${before.key.line})` };
  return null;
}

/** Parsed collections hold nodes, or null where nothing is written. */
function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function plainScalar(value: unknown): Plain {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return String(value);
}

function fail(position: Position, mismatch: Mismatch): never {
  throw new ScenarioError([problemAt(position, mismatch)]);
}
