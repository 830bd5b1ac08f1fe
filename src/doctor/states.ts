import type { Contract } from '../contract/load.ts';
import { originOf } from '../contract/origin.ts';
import { flatten } from '../schema/flatten.ts';
import type { Json } from '../schema/json.ts';
import { fromPointer, toPointer, withValueAt } from '../schema/pointer.ts';
import { exampleOf, inFirstItems } from '../schema/samples/example.ts';
import { sitesOf } from '../schema/sites.ts';
import type { Variant } from '../schema/variants.ts';

/** Holds a field that repeats what the type of the event says: `paid` in an event of type `order.paid`. */
interface StateField {
  /** Leads to the field in an event. */
  path: string[];
  /** Leads to its schema in the document as published. */
  location: string[];
  values: string[];
  /** Holds the event types that carry the field, and the state that each names; undefined where it names none. */
  types: { type: string; state: string | undefined }[];
  variant: Variant;
}

/** Tells how many must agree: two may do so by chance, unless they are all there are. */
const fewest = 3;

/**
 * Finds the fields of states in a contract that is repaired, since only there each type has its data. `published` is the
 * same before.
 */
export function stateFields(contract: Contract, published: Contract): StateField[] {
  const { typePath, variants } = contract;
  if (!typePath) return [];
  const found = new Map<string, StateField>();
  for (const variant of variants) {
    const own = variant.tags.find(({ path }) => toPointer(path) === toPointer(typePath))?.values ?? [];
    for (const { path, schema } of sitesOf(variant.schema)) {
      const values = (flatten(schema).enum ?? []).filter((value): value is string => typeof value === 'string');
      const types = own.map((type) => ({ type, state: values.find((value) => isNamedBy(type, value)) }));
      const named = types.filter(({ state }) => state !== undefined).length;
      const enough = named >= Math.max(fewest, values.length / 2) || (named > 1 && named === values.length);
      const key = toPointer(path);
      if (!enough || key === toPointer(typePath) || found.has(key)) continue;
      const origin = originOf(published, path, []);
      if (origin === toPointer(published.operation.location)) continue;
      found.set(key, { path, location: fromPointer(origin), values, types, variant });
    }
  }
  return [...found.values()];
}

/** Makes an event of a type that carries a state; in a list it is the first item. */
export function eventInState({ path, variant }: StateField, type: string, state: string): Json {
  // The smallest list may be an empty one.
  const example = exampleOf(variant, path.includes('*') ? 'maximal' : 'minimal', [type]);
  return withValueAt(example, inFirstItems(path), state);
}

/** Tells whether a type names a state: `order.paid` names `paid`, `orderPaid` names `PAID`, and `paid` itself. */
function isNamedBy(type: string, state: string): boolean {
  const [whole, end] = [dashedWords(type), dashedWords(state)];
  return end !== '' && `-${whole}`.endsWith(`-${end}`);
}

function dashedWords(text: string): string {
  const apart = text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return apart
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-');
}
