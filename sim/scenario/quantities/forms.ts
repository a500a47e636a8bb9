/**
 * The few forms that every part of the schema is made of. The message of each issue is what was expected there, in words
 * ready for the user; candidates for a nearest name travel in the issue's params. See schema-issues.ts for the way back.
 */
import { z } from 'zod';
import { describeQuantity, formatQuantity, type QuantityKind, quantityPattern, readQuantity } from './units.js';

/** Params of our own issues, read back by schema-issues.ts. */
export interface IssueParams {
  readonly isUnknownKey?: boolean;
  readonly candidates?: readonly string[];
  readonly found?: string;
}

/** Names go into targets (`us-east-1/az-2`) and into metric paths (`latency.storefront.getItem.p99`). */
export const namePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
const namesShownMax = 20;
const nameExpected = 'a name of at most 64 letters, digits, "-", "_" and ".", starting with a letter';

/** A mapping of these keys and no other. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape, expected: string) {
  const candidates = Object.keys(shape);
  const unknownKey = z.unknown().superRefine((_, ctx) => {
    const params: IssueParams = { isUnknownKey: true, candidates };
    // Not to be continued: a misspelt key should not be told a second time as a missing one.
    ctx.addIssue({ code: 'custom', message: `one of ${firstOf(candidates)}`, params, continue: false });
  });
  const schema = z.object(shape, { error: expected }).catchall(unknownKey).meta({ additionalProperties: false });
  // Strict in effect; zod's own strict object would not say, in its issue, which keys it knows.
  return schema as unknown as z.ZodObject<Shape, z.core.$strict>;
}

function firstOf(names: readonly string[]): string {
  if (names.length <= namesShownMax) return names.join(', ');
  return `${names.slice(0, namesShownMax).join(', ')} … (${names.length} in all)`;
}

type Partially<Shape extends z.ZodRawShape> = { [K in keyof Shape]: z.ZodOptional<Shape[K]> };

/** A mapping with exactly one of `choices`, beside any `others`. */
export function exactlyOneOf<Choices extends z.ZodRawShape, Others extends z.ZodRawShape>(
  choices: Choices,
  others: Others,
) {
  const names = Object.keys(choices);
  const optional = Object.fromEntries(names.map((name) => [name, z.optional(choices[name])])) as Partially<Choices>;
  const expected = `a mapping with exactly one of ${names.join(', ')}`;
  const oneOf = names.map((name) => ({ required: [name] }));
  const either = mapping({ ...optional, ...others }, expected).meta({ oneOf });
  return either.superRefine((value, ctx) => {
    const given = names.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
    if (given.length === 1) return;
    const params: IssueParams = { found: given.length === 0 ? 'none of them' : given.join(' and ') };
    ctx.addIssue({ code: 'custom', message: expected, params });
  });
}

/** A mapping from names that the user chooses, as entries sorted by name: no order in a file can change a run. */
export function named<Value extends z.ZodType>(value: Value, expected: string) {
  const error = (issue: { code: string }) => (issue.code === 'invalid_key' ? nameExpected : expected);
  return z
    .record(z.string().regex(namePattern), value, { error })
    .transform((entries) => Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function listOf<Item extends z.ZodType>(item: Item, min: number, max: number, what: string) {
  const expected = `a list of ${min === 0 ? 'at most' : `${min} to`} ${max} ${what}`;
  return z.array(item, { error: expected }).min(min, { error: expected }).max(max, { error: expected });
}

export function oneWord<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}` });
}

/** The first that fits; when none does, the issues of the one form that the text was meant for. */
export function eitherOf<const Forms extends readonly [z.ZodType, z.ZodType, ...z.ZodType[]]>(
  expected: string,
  forms: Forms,
) {
  return z.union(forms, { error: expected });
}

export const booleanWord = z.boolean({ error: 'true or false' });

export const line = (expected: string, max: number) =>
  z.string({ error: expected }).max(max, { error: `${expected} of at most ${max} characters` });

export interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly isAboveZero?: boolean;
}

type QuantitySchema = z.ZodType<number, string | number>;

/** Half of a scenario's schema is quantities of a few kinds, and building each anew would double the start of a run. */
const quantitySchemas = new Map<string, QuantitySchema>();

/** A quantity, read to a plain number in the kind's base unit. */
export function quantity(kind: QuantityKind, range: Range = {}): QuantitySchema {
  const identity = `${kind.name} ${JSON.stringify(range)}`;
  const known = quantitySchemas.get(identity);
  if (known) return known;
  const schema = scalarOf(kind, range).transform((input, ctx) => {
    const reading = readQuantity(kind, input);
    const problem = 'problem' in reading ? reading.problem : rangeProblem(kind, reading.value, range);
    if (problem === null && 'value' in reading) return reading.value;
    ctx.addIssue({ code: 'custom', message: problem ?? describeQuantity(kind) });
    return z.NEVER;
  });
  quantitySchemas.set(identity, schema);
  return schema;
}

/** What editors are told of it; the range of a text with a unit they can only show, in the words of `expected`. */
function scalarOf(kind: QuantityKind, range: Range): z.ZodType<string | number, string | number> {
  const error = describeQuantity(kind);
  const expected = `${kind.name} ${boundsInWords(kind, range)}`.trimEnd();
  const described = { expected, examples: [exampleOf(kind, range)] };
  const text = z.string({ error }).meta({ pattern: quantityPattern(kind) });
  if (!kind.units.has('')) return text.meta(described);
  const { min = kind.isSigned ? -kind.max : 0, max = kind.max, isAboveZero } = range;
  const least = isAboveZero ? { exclusiveMinimum: Math.max(0, min) } : { minimum: min };
  const type = kind.isWhole ? 'integer' : 'number';
  return z.union([z.number({ error }).meta({ type, ...least, maximum: max }), text], { error }).meta(described);
}

/** The kind's own, or else what is nearest to it. */
function exampleOf(kind: QuantityKind, range: Range): string {
  const reading = readQuantity(kind, kind.example);
  if (!('value' in reading)) throw new Error(`the example of ${kind.name} is none`);
  if (rangeProblem(kind, reading.value, range) === null) return kind.example;
  const { min = reading.value, max = kind.max } = range;
  return formatQuantity(kind, Math.min(Math.max(min, reading.value), max));
}

function boundsInWords(kind: QuantityKind, { min, max, isAboveZero }: Range): string {
  const bounds = [
    ...(isAboveZero ? ['above zero'] : min === undefined ? [] : [`of at least ${formatQuantity(kind, min)}`]),
    ...(max === undefined ? [] : [`of at most ${formatQuantity(kind, max)}`]),
  ];
  return bounds.join(', ');
}

function rangeProblem(kind: QuantityKind, value: number, range: Range): string | null {
  const { min, max, isAboveZero } = range;
  if (isAboveZero && value <= 0) return `${kind.name} above zero`;
  if (min !== undefined && value < min) return `${kind.name} of at least ${formatQuantity(kind, min)}`;
  if (max !== undefined && value > max) return `${kind.name} of at most ${formatQuantity(kind, max)}`;
  return null;
}

/** How far sums of shares may be from 1: percentages add up in floating point. */
const shareSumTolerance = 1e-9;

/** Shares sum to 1, or the sentence that says what they sum to. */
export function sharesProblem(shares: readonly number[]): { found: string; expected: string } | null {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) <= shareSumTolerance) return null;
  const percent = Number((sum * 100).toFixed(7));
  return { found: `shares that sum to ${percent}%`, expected: 'shares that sum to 100%' };
}

export function addMismatch(ctx: z.RefinementCtx, mismatch: { found: string; expected: string }): void {
  const params: IssueParams = { found: mismatch.found };
  ctx.addIssue({ code: 'custom', message: mismatch.expected, params });
}
