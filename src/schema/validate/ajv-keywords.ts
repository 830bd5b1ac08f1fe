import { _, type Ajv, type Code, type CodeKeywordDefinition, type ErrorObject, type KeywordCxt, Name, str } from 'ajv';
import names from 'ajv/dist/compile/names.js';
import { alwaysValidSchema } from 'ajv/dist/compile/util.js';
import { isDefinitionReference } from '../definitions.ts';
import { includesJson, sortedJson } from '../json.ts';
import type { Schema } from '../types.ts';
import { isMultipleOf } from './decimals.ts';
import { codeOfUnevaluatedItems, isKeptAccountOf, lookingAtSome } from './unevaluated-items.ts';

type KeywordCode = (cxt: KeywordCxt) => void;

/** Holds how values are validated by definitions of a contract. */
interface DefinitionReferences {
  /** The references to definitions that were met in compiled schemas. */
  met: Set<string>;
  /** Gives the errors of a value that stands at a JSON pointer. */
  validate(reference: string, value: unknown, pointer: string): ErrorObject[];
}

/**
 * Mends an Ajv where it departs from JSON Schema 2020-12: decimals, names that every object inherits or that are empty, what `if` and unions
 * have looked at, and equality. What cannot be mended is refused: a schema with it does not compile.
 */
export function mendKeywords(ajv: Ajv, references: DefinitionReferences): void {
  // Ajv puts it last; what it looked at must be known to unevaluatedProperties.
  const discriminator = ajv.getKeyword('discriminator') as CodeKeywordDefinition;
  ajv.removeKeyword('discriminator').addKeyword({ ...discriminator, before: 'unevaluatedProperties' });
  const change = (keyword: string, newCode: (code: KeywordCode) => KeywordCode): void => {
    // Each Ajv has a copy of its own of the definition of a keyword.
    const definition = ajv.getKeyword(keyword) as { code: KeywordCode };
    definition.code = newCode(definition.code);
  };
  for (const keyword of dynamic) change(keyword, (code) => (cxt) => code(withDynamicEvaluation(cxt)));
  for (const keyword of naming) change(keyword, withOwnProperties);
  for (const keyword of ['required', 'dependentRequired']) change(keyword, withEmptyName);
  for (const keyword of ['const', 'enum']) change(keyword, codeOfEquality);
  for (const [keyword, isHandled] of Object.entries(unsupported)) change(keyword, refused(isHandled));
  change('properties', withProtoProperty);
  change('additionalProperties', withoutProtoProperty);
  change('if', () => codeOfIf);
  change('multipleOf', () => codeOfMultipleOf);
  change('uniqueItems', () => codeOfUniqueItems);
  change('contains', lookingAtSome);
  change('unevaluatedItems', () => codeOfUnevaluatedItems);
  change(
    '$ref',
    (code) => (cxt) => (isDefinitionReference(cxt.schema) ? codeOfDefinition(cxt, references) : code(cxt)),
  );
}

/** Names the keywords that Ajv reads wrongly, each with the case in which that does not matter. */
const unsupported: Record<string, (cxt: KeywordCxt) => boolean> = {
  // Only JSON Schema's own schema needs it: in a document such references are resolved when it is read.
  $dynamicRef: ({ it }) => it.schemaEnv.root.meta === true,
  // Which items it looks at is known where the schema around it asks, and not where one further out does by way of a choice.
  contains: ({ it, parentSchema }) => !it.opts.unevaluated || isKeptAccountOf(parentSchema, it.schemaEnv.root.schema),
};

function refused(isHandled: (cxt: KeywordCxt) => boolean): (code: KeywordCode) => KeywordCode {
  return (code) => (cxt) => {
    if (!isHandled(cxt)) throw new Error(`the keyword ${cxt.keyword} is not supported here`);
    code(cxt);
  };
}

/** Validates by a definition; its findings become those of the schema in which the reference stands. */
function codeOfDefinition(cxt: KeywordCxt, { met, validate }: DefinitionReferences): void {
  const { gen, data, it, schema } = cxt;
  met.add(schema);
  const errorsOf = errorsByDefinition(validate, schema, `${it.errSchemaPath}/$ref`);
  const pointer = str`${names.default.instancePath}${it.errorPath}`;
  const found = gen.const('found', _`${gen.scopeValue('func', { ref: errorsOf })}(${data}, ${pointer})`);
  const { vErrors, errors } = names.default;
  cxt.result(_`${found}.length === 0`, undefined, () => {
    gen.assign(vErrors, _`(${vErrors} || []).concat(${found})`);
    gen.assign(errors, _`${vErrors}.length`);
  });
}

/** Apart from the code that calls it: what it closes over lives as long as the validator, and all of the code's parts would, too. */
function errorsByDefinition(validate: DefinitionReferences['validate'], reference: string, schemaPath: string) {
  return (value: unknown, pointer: string): ErrorObject[] =>
    validate(reference, value, pointer).map((error) => ({ ...error, schemaPath }));
}

/** Names the keywords after which it depends on the value what `unevaluatedProperties` still has to judge. */
const dynamic = ['$ref', 'anyOf', 'oneOf', 'discriminator', 'dependentSchemas', 'patternProperties'];

/** Makes what was looked at so far known at run time, before a branch of the generated code begins that may not be run. */
function withDynamicEvaluation(cxt: KeywordCxt): KeywordCxt {
  const { gen, it } = cxt;
  if (!it.opts.unevaluated) return cxt;
  if (it.props !== true && !(it.props instanceof Name)) {
    // An object that inherits nothing: a property named `constructor` was not looked at by being inherited.
    const props = gen.var('props', _`Object.create(null)`);
    for (const name of Object.keys(it.props ?? {})) gen.assign(_`${props}[${name}]`, true);
    it.props = props;
  }
  if (it.items !== true && !(it.items instanceof Name)) it.items = gen.var('items', it.items ?? 0);
  return cxt;
}

/** Names the keywords that ask for properties by their names. */
const naming = ['required', 'properties', 'dependentRequired', 'dependentSchemas', 'discriminator'];

/** Looks at the properties that an object has itself, where a name is one that every object inherits. */
function withOwnProperties(code: KeywordCode): KeywordCode {
  return (cxt) => {
    const { opts } = cxt.it;
    const { ownProperties } = opts;
    if (namesIn(cxt.schema).some((name) => name in Object.prototype)) opts.ownProperties = true;
    try {
      code(cxt);
    } finally {
      opts.ownProperties = ownProperties as boolean;
    }
  };
}

/** Looks for each name by itself where one is empty: where Ajv ends at the first that is missing, it takes the empty one for none. */
function withEmptyName(code: KeywordCode): KeywordCode {
  return (cxt) => {
    const it: { allErrors?: boolean | undefined } = cxt.it;
    const { allErrors } = it;
    if (namesIn(cxt.schema).includes('')) it.allErrors = true;
    try {
      code(cxt);
    } finally {
      it.allErrors = allErrors;
    }
  };
}

function namesIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.filter((name) => typeof name === 'string');
  return Object.entries(schema as object).flatMap(([name, others]) => [name, ...(Array.isArray(others) ? others : [])]);
}

const protoPattern = '^__proto__$';

/** Ajv passes over a property named `__proto__`; here its schema counts like any other. */
function withProtoProperty(code: KeywordCode): KeywordCode {
  return (cxt) => {
    code(cxt);
    const { gen, it, data } = cxt;
    if (!Object.hasOwn(cxt.schema, '__proto__')) return;
    withDynamicEvaluation(cxt);
    const valid = gen.let('valid', true);
    gen.if(_`Object.hasOwn(${data}, "__proto__")`, () => {
      const inner = gen.name('_valid');
      cxt.subschema({ keyword: 'properties', schemaProp: '__proto__', dataProp: '__proto__' }, inner);
      gen.assign(valid, inner);
      if (it.props instanceof Name) gen.assign(_`${it.props}["__proto__"]`, true);
    });
    cxt.ok(valid);
  };
}

function withoutProtoProperty(code: KeywordCode): KeywordCode {
  return (cxt) => {
    const { properties = {}, patternProperties } = cxt.parentSchema as Schema;
    if (Object.hasOwn(properties, '__proto__'))
      (cxt as { parentSchema: object }).parentSchema = {
        ...cxt.parentSchema,
        patternProperties: { ...patternProperties, [protoPattern]: true },
      };
    code(cxt);
  };
}

/** Counts what `if` looked at where it is met, and what its clause looked at where that is (2020-12, 10.2.2). */
function codeOfIf(cxt: KeywordCxt): void {
  const { gen, it } = withDynamicEvaluation(cxt);
  const clauses = ['then', 'else'].filter(
    (keyword) => it.schema[keyword] !== undefined && !alwaysValidSchema(it, it.schema[keyword]),
  );
  if (clauses.length === 0 && !it.opts.unevaluated) return;
  const valid = gen.let('valid', true);
  const ifClause = gen.let('ifClause');
  const met = gen.name('_valid');
  const condition = { keyword: 'if', compositeRule: true, createErrors: false, allErrors: false } as const;
  cxt.mergeValidEvaluated(cxt.subschema(condition, met), met);
  cxt.reset();
  const clause = (keyword: string) => () => {
    const inner = gen.name('_valid');
    if (!clauses.includes(keyword)) return;
    const evaluated = cxt.subschema({ keyword }, inner);
    gen.assign(valid, inner);
    cxt.mergeValidEvaluated(evaluated, valid);
    gen.assign(ifClause, _`${keyword}`);
  };
  cxt.setParams({ ifClause });
  gen.if(met, clause('then'), clause('else'));
  cxt.pass(valid, () => cxt.error(true));
}

function codeOfMultipleOf(cxt: KeywordCxt): void {
  const { schema: step } = cxt;
  cxt.fail(_`!${functionIn(cxt, (value: number) => isMultipleOf(value, step))}(${cxt.data})`);
}

/** Ajv compares each item with each other one; here time grows with the size of the list alone. */
function codeOfUniqueItems(cxt: KeywordCxt): void {
  const { gen, data, schema } = cxt;
  if (schema !== true) return;
  const twins = gen.const('twins', _`${functionIn(cxt, twinsIn)}(${data})`);
  cxt.setParams({ i: _`${twins}[1]`, j: _`${twins}[0]` });
  cxt.pass(_`${twins} === undefined`);
}

/** Finds the places of the first two items that are equal. */
function twinsIn(items: readonly unknown[]): [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const text = sortedJson(item);
    const earlier = seen.get(text);
    if (earlier !== undefined) return [earlier, index];
    seen.set(text, index);
  }
  return undefined;
}

/** Ajv's equality calls `toString` of the values themselves, which need not be a function. */
function codeOfEquality(code: KeywordCode): KeywordCode {
  return (cxt) => {
    const members: unknown[] = cxt.keyword === 'const' ? [cxt.schema] : cxt.schema;
    const isPlain = members.every((member) => typeof member !== 'object' || member === null);
    if (isPlain && members.length > 0) return code(cxt);
    const isMember = (value: unknown): boolean => includesJson(members, value);
    cxt.fail(_`!${functionIn(cxt, isMember)}(${cxt.data})`);
  };
}

function functionIn({ gen }: KeywordCxt, ref: (value: never) => unknown): Code {
  return gen.scopeValue('func', { ref });
}
