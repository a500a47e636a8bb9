/**
 * The grammar of metric paths: a form is a row of slots, each admitting words, and a path is matched slot by slot by
 * backtracking, since names may hold dots (`p99.9`, a table `eu.orders`).
 */
/** Names that paths may use. */
export interface Names {
  readonly tenants: readonly { readonly name: string; readonly operations: readonly string[] }[];
  /** Those with rows of availability: tables that somebody uses, regions that answer somebody. */
  readonly tables: readonly string[];
  readonly regions: readonly string[];
  /** Those with rows of usage: tenants of tables with a capacity; tables with a capacity, and tables that split. */
  readonly meteredTenants: readonly string[];
  readonly meteredTables: readonly string[];
  readonly stations: readonly string[];
  /** Pairs of regions that have a global table both, each way. */
  readonly links: readonly { readonly from: string; readonly to: string }[];
  readonly properties: readonly string[];
}

/** Words taken so far, by the key of their slot; a slot that was left out has none. */
export type Taken = Readonly<Record<string, string>>;

export interface Slot {
  readonly key: string;
  readonly optional: boolean;
  /** The words admitted, given the words before. */
  readonly words: (names: Names, taken: Taken) => readonly string[];
}

/** `rest` is what is left of the path, each word led by its dot. */
export function match(slots: readonly Slot[], rest: string, names: Names, taken: Taken): Taken | null {
  if (slots.length === 0) return rest === '' ? taken : null;
  const [first, ...others] = slots;
  for (const word of leadingWords(first, rest, names, taken)) {
    const found = match(others, rest.slice(word.length + 1), names, { ...taken, [first.key]: word });
    if (found !== null) return found;
  }
  return first.optional ? match(others, rest, names, taken) : null;
}

/** The words that `slot` admits and `rest` begins with; more than one where a name holds dots. */
export function leadingWords(slot: Slot, rest: string, names: Names, taken: Taken): readonly string[] {
  return slot
    .words(names, taken)
    .filter((word) => word !== '' && (rest === `.${word}` || rest.startsWith(`.${word}.`)));
}

/** All paths of a form, each word led by its dot. */
export function* pathsOf(
  slots: readonly Slot[],
  names: Names,
  taken: Taken,
): Generator<{ readonly path: string; readonly taken: Taken }> {
  if (slots.length === 0) {
    yield { path: '', taken };
    return;
  }
  const [first, ...others] = slots;
  if (first.optional) yield* pathsOf(others, names, taken);
  for (const word of first.words(names, taken)) {
    for (const rest of pathsOf(others, names, { ...taken, [first.key]: word })) {
      yield { path: `.${word}${rest.path}`, taken: rest.taken };
    }
  }
}
