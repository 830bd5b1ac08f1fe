import { isObject, type Json, type JsonObject } from '../../schema/json.ts';
import type { Difference, Trail } from '../schemas/difference.ts';
import {
  isImpossible,
  itemMembers,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
} from '../schemas/model/resolved-schema.ts';
import { innerWays, isPlainlyWithin, oddities } from './candidates.ts';
import { denials } from './condition-ways.ts';
import { type Sampling, sampleResolved } from './samples.ts';

/** Holds events that came near to showing a difference: both documents allow them, or the one whose events arrive refuses them. */
export interface NearMisses {
  allowed: Json[];
  unsent: Json[];
}

/** Bounds the search: near misses of each kind, mixtures of each, and how much is written in all. */
const most = { allowed: 10, unsent: 6, mixtures: 40, characters: 80_000 };
const mostWays = 24;
/** Of what stands under one name so many values are tried. */
const mostMixed = 24;
/** Stands for a name that nobody declares, beside one that is there. */
const undeclared = 'hookproofBeside';

/** Keeps an event that came near, if there is room. */
export function keepNear(near: NearMisses, kind: keyof NearMisses, event: Json): void {
  if (near[kind].length < most[kind]) near[kind].push(event);
}

/** Holds both documents' bodies, and the side whose events arrive. */
export interface MixedSides {
  bodies: { old: ResolvedSchema; new: ResolvedSchema };
  content: 'old' | 'new';
}

/**
 * Makes events of such as came near, with something else around the difference: an alternative beside the one that changed may
 * have allowed them, and refuses what is mixed of both.
 */
export function* mixedEvents(
  { trail }: Difference,
  near: NearMisses,
  sides: MixedSides,
  sampling: Sampling,
): Generator<Json> {
  const levels = levelsOf(trail, sides, sampling);
  const draw = drawing();
  let characters = 0;
  for (const event of [...near.allowed, ...near.unsent])
    for (let times = 0; times < most.mixtures; times++) {
      if (characters > most.characters) return;
      const mixed = mixture(event, levels, draw);
      characters += JSON.stringify(mixed).length;
      yield mixed;
    }
}

/** Holds what may stand at one level of the way to a difference, by name and for items. */
interface Level {
  token: string | undefined;
  names: readonly string[];
  valuesAt(name: string | undefined): readonly Json[];
}

/** Finds what any alternative of both documents says at each level of the way. */
function levelsOf(trail: Trail, { bodies, content }: MixedSides, sampling: Sampling): Level[] {
  const { places } = sampling;
  let ways: ResolvedSchema[] = [bodies.old, bodies.new];
  return trail.map((step) => {
    const all = ways.flatMap((way) => innerWays(way, places)).slice(0, mostWays);
    const { token } = step;
    ways = token === undefined ? [] : all.flatMap((way) => inner(way, token) ?? []).slice(0, mostWays);
    const names = new Set(all.flatMap((way) => [...way.names.keys(), ...way.required.keys()]));
    const known = new Map<string | undefined, readonly Json[]>();
    const valuesAt = (name: string | undefined) => {
      const values = known.get(name) ?? valuesIn(all, name, { own: step[content], sampling });
      known.set(name, values);
      return values;
    };
    return { token, names: [...names, undeclared], valuesAt };
  });
}

/** Resolves what is asked under a name, or of items; undefined where nothing is. */
function inner(way: ResolvedSchema, token: string | undefined): ResolvedSchema | undefined {
  const isIndex = token === undefined || (/^(\*|\d+)$/.test(token) && !way.names.has(token));
  const members = isIndex
    ? [...itemMembers(way, Number.isNaN(Number(token ?? '*')) ? undefined : Number(token)), ...undeclaredIn(way, token)]
    : propertyMembers(way, token);
  return members.length === 0 ? undefined : resolveMembers(way.context, members);
}

/** Finds what is asked of names that nobody declares, where no list may stand. */
function undeclaredIn(way: ResolvedSchema, token: string | undefined) {
  return token === '*' && !way.types?.value.includes('array') ? propertyMembers(way, undeclared) : [];
}

/** Makes values that some of the ways ask for, and odd ones, as far as the side that sends may have them. */
function valuesIn(
  ways: readonly ResolvedSchema[],
  name: string | undefined,
  { own, sampling }: { own: ResolvedSchema; sampling: Sampling },
): readonly Json[] {
  const asked = inner(own, name);
  const values = ways.flatMap((way) => {
    const place = inner(way, name);
    if (!place || isImpossible(place)) return [];
    const sampled = (['minimal', 'maximal'] as const).map((extent) => sampleResolved(place, { ...sampling, extent }));
    // What one of them must not be is what it refuses.
    const denied = denials(place).flatMap((each) => [
      ...(each.values?.value.slice(0, 4) ?? []),
      sampleResolved(each, { ...sampling, extent: 'minimal' }),
    ]);
    return [...(place.values?.value.slice(0, 4) ?? []), ...(place.takesNull ? [null] : []), ...denied, ...sampled];
  });
  const known = new Map([...values, ...oddities].map((value) => [JSON.stringify(value), value]));
  return [...known.values()].filter((value) => !asked || isPlainlyWithin(value, asked)).slice(0, mostMixed);
}

/** Draws whole numbers below a bound: the same ones each time, so that a search finds the same. */
type Draw = (bound: number) => number;

function drawing(): Draw {
  let state = 20_261_130;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Mixes something else into a value on the way to a difference, at each level or at some. */
function mixture(value: Json, [level, ...deeper]: readonly Level[], draw: Draw): Json {
  if (!level) return value;
  if (Array.isArray(value)) return mixedList(value, level, { deeper, draw });
  return isObject(value) ? mixedObject(value, level, { deeper, draw }) : value;
}

interface Mixing {
  deeper: readonly Level[];
  draw: Draw;
}

function mixedObject(value: JsonObject, { token, names, valuesAt }: Level, { deeper, draw }: Mixing): JsonObject {
  const own = token === '*' ? Object.keys(value).at(-1) : token;
  const mixed: JsonObject = { ...value };
  for (const name of names) {
    if (name === own || draw(name === undeclared ? 4 : 2) > 0) continue;
    const values = valuesAt(name);
    const other = values[draw(values.length + 1)];
    if (other === undefined) delete mixed[name];
    else mixed[name] = other;
  }
  if (own !== undefined && Object.hasOwn(value, own)) mixed[own] = mixture(value[own] as Json, deeper, draw);
  return mixed;
}

function mixedList(list: readonly Json[], { token, valuesAt }: Level, { deeper, draw }: Mixing): Json[] {
  const index = token === undefined || token === '*' ? list.length - 1 : Number(token);
  const mixed = list.map((item, at) => {
    if (at === index && token !== undefined) return mixture(item, deeper, draw);
    const values = valuesAt(String(at));
    return draw(2) === 0 ? item : (values[draw(values.length)] ?? item);
  });
  const values = valuesAt(undefined);
  const more = Array.from({ length: draw(3) }, () => values[draw(values.length)] ?? null);
  return token === '*' && draw(2) === 0 ? [...more, ...mixed] : [...mixed, ...more];
}
