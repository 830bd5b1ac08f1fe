import { setFlagsFromString } from 'node:v8';
import type { Schema } from '../types.ts';

/** Of a schema with more characters than this, references written out, Ajv makes functions that take gigabytes to optimise. */
const mostOptimised = 40_000;
let isSpared = false;

/**
 * Has the engine leave its middle compiler out, for good, before a schema is compiled that makes a very large function: V8 bounds the
 * size of what its last compiler takes, and of the middle one not.
 */
export function spareLargeFunctions(schema: Schema): void {
  if (isSpared || !makesLargeFunction(schema)) return;
  isSpared = true;
  setFlagsFromString('--no-maglev');
}

/** Tells whether the validator of a schema is a very large function, where nothing of it is a reference to a definition. */
export function makesLargeFunction(schema: Schema): boolean {
  return JSON.stringify(schema).length > mostOptimised;
}
