import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Conjunct } from './conjuncts.ts';
import { keywordAt } from './limits.ts';
import { isNumber, refusingKeyword } from './values.ts';

/** Adds, as schemas of their own, what is required because something that asks for it is. */
export function withDependents(conjuncts: readonly Conjunct[]): Conjunct[] {
  const all = [...conjuncts];
  const required = new Set(conjuncts.flatMap(({ schema }) => namesIn(schema.required)));
  // What is asked for may ask for more: the set grows while it is walked.
  for (const name of required)
    for (const { path, schema } of conjuncts) {
      const asked = isObject(schema.dependentRequired) ? namesIn(schema.dependentRequired[name]) : [];
      const more = asked.filter((each) => !required.has(each));
      if (more.length === 0) continue;
      all.push({ path: [...path, 'dependentRequired', name], schema: { required: more } });
      for (const each of more) required.add(each);
    }
  return all;
}

/** Writes where a schema asks for names. */
export function demandAt({ path, schema }: Conjunct): string {
  const isDependent = path.at(-2) === 'dependentRequired' && Object.keys(schema).join() === 'required';
  return toPointer(isDependent ? path : [...path, 'required']);
}

/** Says which name that is required no name may be, or which count of names a closed schema cannot reach. */
export function namesConflict(conjuncts: readonly Conjunct[]): string | undefined {
  for (const by of conjuncts) {
    const { propertyNames } = by.schema as { propertyNames?: unknown };
    if (!isObject(propertyNames)) continue;
    for (const asking of conjuncts)
      for (const name of namesIn(asking.schema.required))
        if (refusingKeyword(name, propertyNames) !== undefined)
          return `${demandAt(asking)} asks for ${JSON.stringify(name)}, which ${keywordAt(by, 'propertyNames')} forbids`;
  }
  const least = conjuncts.find(({ schema }) => isNumber(schema.minProperties));
  for (const closed of conjuncts) {
    const { additionalProperties, patternProperties, properties = {} } = closed.schema;
    if (!least || additionalProperties !== false || patternProperties !== undefined) continue;
    const count = Object.values(properties as object).filter((each) => each !== false).length;
    if ((least.schema.minProperties as number) > count)
      return `${keywordAt(least, 'minProperties')} asks for more than the ${count} names that ${toPointer([...closed.path, 'additionalProperties'])} (false) leaves`;
  }
  return undefined;
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
