import { hash } from 'node:crypto';
import type { Ajv, AnySchema, ErrorObject, Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { messageOf, userError } from '../../errors.ts';
import type { Finding } from '../../finding.ts';
import type { Definitions } from '../definitions.ts';
import type { Schema } from '../types.ts';
import { mendKeywords } from './ajv-keywords.ts';
import { describeError, errorOf } from './describe.ts';
import { type ErrorBudget, errorBudget, spending } from './error-budget.ts';
import { findingsOf } from './findings.ts';
import { ownFormats } from './formats.ts';
import { spareLargeFunctions } from './large-functions.ts';
import { boundedRegExp, renewPatternBudget } from './patterns.ts';

/** Judges one value; an empty list means that it is valid. */
export type Validator = (value: unknown) => Finding[];

export interface CompileOptions {
  /** Holds the targets of references to definitions; a schema refers to nothing else outside itself. */
  definitions?: Definitions;
  /** Reports all violations instead of stopping at the first. */
  every?: boolean;
  /** Looks for so many errors at most: see `withinBudget`. */
  mostErrors?: number | undefined;
  /** It is a schema of this project: its patterns are harmless and get all the time they need, however busy the machine is. */
  own?: boolean;
  /**
   * A program wrote it, or a test looked at it: it is not checked against JSON Schema's own schema, which takes longer
   * than all the rest.
   */
  written?: boolean;
  /** Nobody asks for it again: it is not kept, for it may be large. */
  once?: boolean;
  /** Other schemas are compiled with the same definitions, which are then compiled once for all; some may ask what was evaluated. */
  together?: { unevaluated: boolean } | undefined;
  /** Names in errors whose schema it is. */
  of?: string;
}

/** Holds what one that compiles knows of references to definitions. */
interface References {
  /** Those that were met in compiled schemas, and are to be compiled. */
  met: Set<string>;
  /**
   * Holds the verdicts on parts of the value that is judged just now, by reference and place: alternatives that contain themselves
   * would ask for them again at each level, twice as often as at the one above.
   */
  answers: Map<unknown, Map<string, ErrorObject[]>> | undefined;
}

function answersAbout(value: unknown, { answers }: References): Map<string, ErrorObject[]> | undefined {
  if (!answers) return undefined;
  const known = answers.get(value) ?? new Map<string, ErrorObject[]>();
  answers.set(value, known);
  return known;
}

/** Makes an Ajv that reads `schemas` as JSON Schema 2020-12 means them, with the formats that we assert. */
export function newAjv(
  schemas: unknown,
  definitions: Definitions = {},
  options: Options = {},
  references: References = { met: new Set(), answers: undefined },
): Ajv {
  const ajv = new Ajv2020({
    discriminator: true,
    strict: false,
    logger: false,
    // describeError needs the schema that failed, to name the allowed values.
    verbose: true,
    ...options,
    code: { ...options.code, process: (source) => readOnce(options.code?.process?.(source) ?? source) },
  });
  // To keep account of what was looked at takes time at each value, and hardly any contract asks for it.
  ajv.opts.unevaluated = JSON.stringify([schemas, definitions]).includes('"unevaluated');
  formats.default(ajv);
  for (const [name, format] of Object.entries(ownFormats)) ajv.addFormat(name, format);
  const judge = (reference: string, value: unknown, pointer: string): ErrorObject[] => {
    const validateValue = ajv.getSchema(reference);
    if (!validateValue || validateValue(value)) return [];
    return findingsOf(validateValue.errors ?? [], definitions).map((finding) => errorOf(finding, pointer));
  };
  const validate = (reference: string, value: unknown, pointer: string): ErrorObject[] => {
    const known = answersAbout(value, references);
    if (!known) return judge(reference, value, pointer);
    const key = `${reference} ${pointer}`;
    const answer = known.get(key) ?? judge(reference, value, pointer);
    known.set(key, answer);
    return answer;
  };
  mendKeywords(ajv, { met: references.met, validate });
  if (options.validateSchema) ajv.validateSchema = (each) => checkSchema(each, options.allErrors === true);
  for (const [reference, schema] of Object.entries(definitions)) ajv.addSchema(schema, reference);
  return ajv;
}

/**
 * Puts the function that Ajv writes in parentheses: V8 reads one twice that does not stand in them, first only for its end, and of a
 * large schema these are megabytes.
 */
function readOnce(source: string): string {
  return source.replace(/return (function validate.*)$/s, 'return ($1)');
}

/** JSON Schema's own schema takes longer to compile than most others; what checks by it is kept, by whether it tells all errors. */
const checkers = new Map<boolean, Ajv>();
const sound = new WeakSet<object>();

/** Checks a schema against JSON Schema's own; one that was sound is not looked at again. Throws for a violation. */
function checkSchema(schema: AnySchema, allErrors: boolean): true {
  if (typeof schema !== 'object' || sound.has(schema)) return true;
  const checker = checkers.get(allErrors) ?? newAjv({}, {}, { allErrors, code: { optimize: false } });
  checkers.set(allErrors, checker);
  if (checker.validateSchema(schema) !== true) throw new Error(violationIn(checker.errors ?? []));
  sound.add(schema);
  return true;
}

/** Says what is wrong first, and innermost, in a schema: what stands around it is wrong for that. */
function violationIn(errors: readonly ErrorObject[]): string {
  const [deepest] = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length);
  const { pointer, message } = deepest ? describeError(deepest) : { pointer: '', message: 'is no JSON Schema' };
  return `${pointer || 'it'} ${message}`;
}

const mostKept = 50;
const kept = new Map<string, Validator>();

/**
 * Compiles a schema of JSON Schema 2020-12, such as a contract holds them once it is read. Throws an input error for one
 * that cannot be compiled. The last ones are kept: a contract is judged by more than once, and may be read again.
 */
export function compileSchema(schema: Schema, options: CompileOptions = {}): Validator {
  const {
    definitions = {},
    every = false,
    own = false,
    written = false,
    once = false,
    together,
    of,
    mostErrors,
  } = options;
  const given = { definitions, every, own, written, mostErrors, ...(of === undefined ? {} : { of }) };
  // What compiles schemas together keeps them itself.
  if (together || once) return compileAnew(schema, { ...given, together });
  const key = compiled(
    () => hash('sha256', JSON.stringify([schema, definitions, every, own, written, mostErrors])),
    of,
  );
  const validate = kept.get(key) ?? compileAnew(schema, given);
  // The order of a map is that in which its keys were set.
  kept.delete(key);
  kept.set(key, validate);
  for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
  return validate;
}

function compileAnew(
  schema: Schema,
  { definitions = {}, every = false, own, written, together, of, mostErrors }: CompileOptions,
): Validator {
  spareLargeFunctions(schema);
  // Tidying the generated code takes time that grows with the square of a union's branches, and gains nothing here.
  const code = { ...(own ? {} : { regExp: boundedRegExp }), optimize: false };
  const ajvOptions: AjvOptions = {
    mostErrors,
    allErrors: every === true,
    code,
    validateSchema: !(own || written),
  };
  const [validate, references, budget] = compiled(() => {
    const {
      ajv,
      references: own,
      budget,
    } = together ? commonAjv(definitions, ajvOptions, together) : separateAjv(schema, definitions, ajvOptions);
    try {
      const compiledSchema = ajv.compile(schema);
      // A fault in a definition is found now, not by the first event; the set grows while it is walked.
      for (const reference of own.met) {
        ajv.getSchema(reference);
        own.met.delete(reference);
      }
      return [compiledSchema, own, budget] as const;
    } finally {
      // What one schema met is no fault of the next one.
      own.met.clear();
    }
  }, of);
  const refers = Object.keys(definitions).length > 0;
  return (value) => {
    renewPatternBudget();
    budget?.renew();
    references.answers = refers ? new Map() : undefined;
    const findings = validate(value) ? [] : findingsOf(validate.errors ?? [], definitions);
    // It holds the value, which may be large.
    references.answers = undefined;
    return findings;
  };
}

type AjvOptions = Options & Pick<CompileOptions, 'mostErrors'>;

interface Compiler {
  ajv: Ajv;
  budget: ErrorBudget | undefined;
  references: References;
  /** Counts the definitions that it knows. */
  known: number;
}

function separateAjv(schema: Schema, definitions: Definitions, { mostErrors, ...options }: AjvOptions): Compiler {
  const references: References = { met: new Set(), answers: undefined };
  const budget = mostErrors === undefined ? undefined : errorBudget(mostErrors);
  const code = { ...options.code, ...(budget && { process: spending }) };
  const ajv = newAjv(schema, definitions, { ...options, code }, references);
  Object.assign(ajv, budget && { spendError: budget.spend });
  return { ajv, budget, references, known: Object.keys(definitions).length };
}

/** Keeps what compiles schemas that share their definitions, for each way of compiling. */
const common = new WeakMap<Definitions, Map<string, Compiler>>();

function commonAjv(definitions: Definitions, options: AjvOptions, { unevaluated }: { unevaluated: boolean }): Compiler {
  const known = common.get(definitions) ?? new Map<string, Compiler>();
  common.set(definitions, known);
  const way = JSON.stringify(options);
  const compiler = known.get(way) ?? separateAjv(unevaluated ? { unevaluatedItems: true } : {}, {}, options);
  known.set(way, compiler);
  const all = Object.entries(definitions);
  for (const [reference, each] of all.slice(compiler.known)) {
    spareLargeFunctions(each);
    compiler.ajv.addSchema(each, reference);
  }
  compiler.known = all.length;
  return compiler;
}

/** Gives what `compile` gives; what it throws becomes an input error that names the source. */
function compiled<T>(compile: () => T, source = 'the contract'): T {
  try {
    return compile();
  } catch (cause) {
    throw userError('input', `${source}: the schema of the events cannot be compiled: ${messageOf(cause)}`, { cause });
  }
}
