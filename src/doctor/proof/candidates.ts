import type { Contract } from '../../contract/load.ts';
import type { Json } from '../../schema/json.ts';
import { valueAt, withValueAt } from '../../schema/pointer.ts';
import { exampleOf, inFirstItems } from '../../schema/samples/example.ts';
import { type Site, sitesOf } from '../../schema/sites.ts';
import { typesOf } from '../../schema/types.ts';

const mostCandidates = 4000;
/** Bounds the length of all events together: those of some providers are long. */
const mostMade = 3_000_000;
const mostBases = 200;

/** Makes valid events by either reading, and each of them with one thing changed; as many as can be judged in a moment. */
export function candidatesOf(contracts: readonly Contract[]): Json[] {
  const bases = contracts
    .flatMap(({ variants }) => variants)
    .slice(0, mostBases)
    .flatMap((variant) =>
      (variant.tags[0]?.values.slice(0, 3) ?? [undefined]).flatMap((type) =>
        (['minimal', 'maximal'] as const).map((extent) => ({
          event: exampleOf(variant, extent, [type]),
          sites: sitesOf(variant.schema),
        })),
      ),
    );
  const seen = new Set<string>();
  const found: Json[] = [];
  let characters = 0;
  for (const event of variations(bases, contracts[0])) {
    const text = JSON.stringify(event);
    characters += text.length;
    if (seen.size >= mostCandidates || characters > mostMade) break;
    if (seen.size !== seen.add(text).size) found.push(event);
  }
  return found;
}

interface Base {
  event: Json;
  sites: Site[];
}

function* variations(bases: readonly Base[], intended: Contract | undefined): Generator<Json> {
  const events = bases.map(({ event }) => event);
  yield* events;
  if (intended) yield* retypedEvents(events, intended);
  for (const { event, sites } of bases) for (const site of sites) yield* changedAt(event, site);
}

/** Puts each event under the types of all others. */
function* retypedEvents(events: readonly Json[], { variants, typePath }: Contract): Generator<Json> {
  if (!typePath) return;
  const types = new Set(variants.map(({ tags }) => tags[0]?.values[0]));
  for (const event of events) for (const type of types) yield withValueAt(event, typePath, type);
}

function changedAt(event: Json, { path, schema }: Site): Json[] {
  if (path.length === 0) return [];
  const at = inFirstItems(path);
  if (valueAt(event, at.slice(0, -1)) === undefined) return [];
  const other = typesOf(schema)?.includes('string') ? 'anything' : 'text';
  const values: Json[] = [null, other, 7, {}];
  return [...values.map((value) => withValueAt(event, at, value)), withValueAt(event, at, undefined)];
}
