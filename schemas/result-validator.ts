/**
 * The schema of results as a program that holds a value against it, so that whoever reads a stored result judges all of it
 * by the published contract, and needs neither the types nor the library that made the program.
 */
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { Schema } from './result-schema.js';

/** A CommonJS module: the function, with what it found in `errors`. It stops at the first. */
export function validatorOf(schema: Schema): string {
  const ajv = new Ajv.default({ code: { source: true }, inlineRefs: false, messages: false });
  return standalone.default(ajv, ajv.compile(withoutWords(schema) as Schema));
}

/** Descriptions, which would be read at each start. A field may have their name. */
function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, each]) => key !== 'description' || typeof each !== 'string');
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutWords(each)]));
}
