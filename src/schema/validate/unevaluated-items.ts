import { _, type KeywordCxt, nil } from 'ajv';
import { resetErrorsCount } from 'ajv/dist/compile/errors.js';
import names from 'ajv/dist/compile/names.js';
import { Type } from 'ajv/dist/compile/util.js';
import { isObject } from '../json.ts';
import type { Schema } from '../types.ts';

/** Ajv takes all items for looked at by `contains`, though only those that match are: whoever asks for the rest looks again. */
export function lookingAtSome(code: (cxt: KeywordCxt) => void): (cxt: KeywordCxt) => void {
  return (cxt) => {
    const { items } = cxt.it;
    code(cxt);
    if (items === undefined) delete cxt.it.items;
    else cxt.it.items = items;
  };
}

/**
 * Validates what no other keyword looked at. Ajv takes the `true` that stands for all items for the number 1, where it depends on
 * the value.
 */
export function codeOfUnevaluatedItems(cxt: KeywordCxt): void {
  const { gen, it, data, schema, parentSchema } = cxt;
  if (it.items === true) return;
  const evaluated = it.items ?? 0;
  const length = gen.const('len', _`${data}.length`);
  const from = gen.const('from', _`${evaluated} === true ? ${length} : ${evaluated}`);
  it.items = true;
  const contained = containedIn(parentSchema);
  if (schema === false && contained.length === 0) {
    cxt.setParams({ len: from });
    cxt.fail(_`${length} > ${from}`);
    return;
  }
  const valid = gen.let('valid', true);
  gen.forRange('i', from, length, (index) => {
    const place = { dataProp: index, dataPropType: Type.Num };
    const isContained = gen.let('isContained', false);
    const errors = gen.const('_errs', names.default.errors);
    for (const each of contained) {
      const inner = gen.name('_valid');
      const quietly = { compositeRule: true, createErrors: false, allErrors: false } as const;
      const name = gen.scopeValue('schema', { ref: each });
      const written = {
        schema: each,
        topSchemaRef: name,
        schemaPath: nil,
        errSchemaPath: `${it.errSchemaPath}/contains`,
      };
      cxt.subschema({ ...written, ...quietly, ...place }, inner);
      gen.if(inner, () => gen.assign(isContained, true));
      resetErrorsCount(gen, errors);
    }
    gen.if(_`!${isContained}`, () => {
      const inner = gen.name('_valid');
      cxt.subschema({ keyword: 'unevaluatedItems', ...place }, inner);
      gen.if(_`!${inner}`, () => gen.assign(valid, false));
    });
  });
  cxt.ok(valid);
}

type Parts = Record<string, unknown>;

/** Lists what a schema, and what it has by `allOf`, says that a list must contain: what matches one of these was looked at. */
function containedIn(schema: Parts): (Schema | boolean)[] {
  return conjuncts(schema).flatMap(({ contains }) => (contains === undefined ? [] : [contains as Schema | boolean]));
}

function conjuncts(schema: Parts): Parts[] {
  const members = Array.isArray(schema.allOf) ? schema.allOf.filter(isObject) : [];
  return [schema, ...members.flatMap(conjuncts)];
}

const keptAccountOf = new WeakMap<object, ReadonlySet<unknown>>();

/** Tells whether whoever may ask which items `contains` of a schema looked at can find that out; nobody asks in most schemas. */
export function isKeptAccountOf(schema: object, root: unknown): boolean {
  if (!isObject(root)) return true;
  const before = keptAccountOf.get(root);
  if (before) return before.has(schema);
  const text = JSON.stringify(root);
  if (!text.includes('"unevaluatedItems"')) return true;
  const found = new Set<unknown>();
  collect(root, found);
  keptAccountOf.set(root, found);
  return found.has(schema);
}

function collect(node: unknown, found: Set<unknown>): void {
  if (typeof node !== 'object' || node === null) return;
  if (isObject(node) && node.unevaluatedItems !== undefined) for (const each of conjuncts(node)) found.add(each);
  for (const inner of Object.values(node)) collect(inner, found);
}
