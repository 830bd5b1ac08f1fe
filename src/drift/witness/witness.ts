import type { Witness } from '../../change.ts';
import type { Json } from '../../schema/json.ts';
import { type Difference, nameToken, type Step, type Trail } from '../schemas/difference.ts';
import { facts, frontLength, propertyParts, type Shape, shapeOf } from '../schemas/model/resolved-schema.ts';
import { candidates } from './candidates.ts';
import { beginDifference, beginEvent, type Extent, filled, objectOf, sampleOf } from './samples.ts';
import { type Body, judgesOf, type Tools } from './validators.ts';

/** Finds events that show a difference. */
export interface Detective {
  /**
   * An event that the one side allows and the other refuses; `content` is the side whose events arrive. Both are asked
   * before it is given. Undefined where none was found.
   */
  find(difference: Difference, content: 'old' | 'new'): Witness | undefined;
}

const mostTries = 3_000;
/** Where each event needs a validator of its own. */
const fewTries = 60;
/** The likeliest events come first, and a validator of what they hold is made faster than one of the whole body. */
const likely = 2;

/**
 * Validators are made when the first event is to be judged: most comparisons need none. `also` must allow what the new
 * body allows.
 */
export function detective(old: Body, now: Body, tools: Tools, also?: Body): Detective {
  const judges = { old: judgesOf(old, tools), new: judgesOf(now, tools), also: also && judgesOf(also, tools) };
  return {
    find(difference, content) {
      const [sent, kept] = content === 'new' ? [judges.new, judges.old] : [judges.old, judges.new];
      let second: Witness | undefined;
      let misread: Witness | undefined;
      let tries = 0;
      beginDifference();
      for (const event of events(difference, content)) {
        if (!beginEvent()) break;
        const first = ++tries <= likely;
        if (!first && tries > (sent.whole && kept.whole ? mostTries : fewTries)) break;
        const [sends, keeps, adds] = [sent, kept, judges.also].map((each) => each?.judgeOf(event, first));
        if (sends?.allows('lenient') !== true || (content === 'new' && adds?.allows('lenient') === false)) continue;
        const finding = keeps?.finding('lenient');
        if (finding) {
          const witness: Witness = { event, kind: 'refused', says: tools.sentence(finding) };
          // By the letter as well as by what is meant, where the two differ.
          if (sends.allows('strict') && keeps?.finding('strict')) return witness;
          second ??= witness;
        } else if (difference.misread && keeps?.allows('lenient')) {
          misread ??= { event, kind: 'misread', says: 'it is allowed, and taken for what it was before' };
        }
      }
      return second ?? misread;
    },
  };
}

/** Whole events with each candidate at the place of the difference, in scant and in full surroundings. */
function* events(difference: Difference, content: 'old' | 'new'): Generator<Json> {
  const { trail } = difference;
  const last = trail.at(-1);
  if (!last) return;
  for (const value of unlike(candidates(difference, last, content))) {
    for (const extent of ['least', 'most'] as const) yield around(trail, value, content, extent);
  }
}

function* unlike(values: Iterable<Json>): Generator<Json> {
  const seen = new Set<string>();
  for (const value of values) {
    const text = JSON.stringify(value);
    if (text.length < 2_000) {
      if (seen.has(text)) continue;
      seen.add(text);
    }
    yield value;
  }
}

function around(trail: Trail, value: Json, content: 'old' | 'new', extent: Extent): Json {
  return trail
    .slice(0, -1)
    .toReversed()
    .reduce((inner: Json, step) => holding(step, inner, content, extent), value);
}

/** An object with one property of the name, which is whatever may stand there. */
function namedSo(shape: Shape, name: string, extent: Extent): Json {
  const value = sampleOf(shapeOf(shape.world, propertyParts(shape, name)), 'least');
  return objectOf(shape, extent, 0, { [name]: value });
}

function holding(step: Step, inner: Json, content: 'old' | 'new', extent: Extent): Json {
  const shape = step[content];
  const { token = '' } = step;
  if (token === nameToken) return namedSo(shape, String(inner), extent);
  const list =
    shape.types?.value.includes('array') ||
    (token === '*' &&
      !shape.types?.value.includes('object') &&
      shape.names.size === 0 &&
      facts(shape, 'items').length > 0);
  if (!list) return objectOf(shape, extent, 0, { [token === '*' ? 'hookproofOther' : token]: inner });
  const least = Math.max(0, ...facts<number>(shape, 'minItems').map(({ value }) => value));
  const index = token === '*' ? frontLength(shape) : Number(token);
  const front = filled(shape, [], index, extent);
  return filled(shape, [...front, inner], least, extent);
}
