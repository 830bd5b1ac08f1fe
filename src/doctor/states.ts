import type { Contract } from '../contract/load.ts';
import { exampleOf, inFirstItems } from '../schema/example.ts';
import { flatten } from '../schema/flatten.ts';
import type { Json } from '../schema/json.ts';
import { withValueAt } from '../schema/pointer.ts';
import { sitesOf } from '../schema/sites.ts';
import type { Variant } from '../schema/variants.ts';

/** A field that repeats what the type of the event says: `paid` in an event of type `order.paid`. */
export interface States {
  /** Where the field stands in an event. */
  path: string[];
  values: string[];
  /** The event types that carry the field, and the state that each names; undefined where it names none. */
  types: { type: string; state: string | undefined }[];
  variant: Variant;
}

/** Two that agree may do so by chance, unless they are all there are. */
const fewest = 3;

/** The field of states of each contract that has one. */
export function statesOf(contract: Contract): States[] {
  const { typePath, variants } = contract;
  if (!typePath) return [];
  const found = variants.flatMap((variant): States[] => {
    const own = variant.tags.find(({ path }) => path.join('\0') === typePath.join('\0'))?.values ?? [];
    return sitesOf(variant.schema).flatMap(({ path, schema }) => {
      const values = (flatten(schema).enum ?? []).filter((value): value is string => typeof value === 'string');
      const types = own.map((type) => ({ type, state: values.find((value) => names(type, value)) }));
      const named = types.filter(({ state }) => state !== undefined).length;
      const enough = named >= Math.max(fewest, values.length / 2) || (named > 1 && named === values.length);
      const repeats = path.join('\0') !== typePath.join('\0') && enough;
      return repeats ? [{ path, values, types, variant }] : [];
    });
  });
  return found.filter(
    (each, index) => found.findIndex(({ path }) => path.join('\0') === each.path.join('\0')) === index,
  );
}

/** An event of a type that carries a state; in a list it is the first item. */
export function eventInState({ path, variant }: States, type: string, state: string): Json {
  // The smallest list may be an empty one.
  const example = exampleOf(variant, path.includes('*') ? 'maximal' : 'minimal', [type]);
  return withValueAt(example, inFirstItems(path), state);
}

/** `order.paid` names the state `paid`, `orderPaid` names `PAID`, and a type may be the name of a state as it is. */
function names(type: string, state: string): boolean {
  const [whole, end] = [wordsOf(type), wordsOf(state)];
  return end !== '' && `-${whole}`.endsWith(`-${end}`);
}

function wordsOf(text: string): string {
  const apart = text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return apart
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-');
}
