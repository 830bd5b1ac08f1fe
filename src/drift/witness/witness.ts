import type { Witness } from '../../change.ts';
import { sentence } from '../../schema/describe.ts';
import type { Json } from '../../schema/json.ts';
import { type Difference, nameToken, type Step, type Trail } from '../schemas/difference.ts';
import {
  facts,
  frontLength,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
} from '../schemas/model/resolved-schema.ts';
import { candidates } from './candidates.ts';
import { fillList, highest, type Sampling, sampleObject, sampleResolved, type WitnessBudget } from './samples.ts';
import type { Body } from './to-json-schema.ts';
import { bodyValidator } from './validators.ts';

/**
 * Finds an event that the one side allows and the other refuses; `content` is the side whose events arrive. Both are asked
 * before it is given. Undefined where none was found.
 */
export type WitnessFinder = (difference: Difference, content: 'old' | 'new') => Witness | undefined;

const mostValues = { event: 3_000, difference: 60_000 };
const mostTries = 3_000;
/** Where each event needs a validator of its own. */
const fewTries = 60;
/** The likeliest events come first, and a validator of what they hold is made faster than one of the whole body. */
const likely = 2;

/** Makes a finder for two bodies; `also` must allow what the new body allows. */
export function witnessFinder(bodies: { old: Body; new: Body; also: Body | undefined }): WitnessFinder {
  const validators = { old: bodyValidator(bodies.old), new: bodyValidator(bodies.new) };
  const also = bodies.also && bodyValidator(bodies.also);
  return (difference, content) => {
    const [sent, kept] = content === 'new' ? [validators.new, validators.old] : [validators.old, validators.new];
    const budget = { ...mostValues };
    let second: Witness | undefined;
    let misread: Witness | undefined;
    let tries = 0;
    for (const event of events(difference, content, budget)) {
      budget.event = mostValues.event;
      if (budget.difference <= 0) break;
      const first = ++tries <= likely;
      if (!first && tries > (sent.hasWhole() && kept.hasWhole() ? mostTries : fewTries)) break;
      const [sender, keeper] = [sent.read(event, first), kept.read(event, first)];
      if (!sender.allows('lenient')) continue;
      if (content === 'new' && also?.read(event, first).allows('lenient') === false) continue;
      const finding = keeper.finding('lenient');
      if (finding) {
        const witness: Witness = { event, kind: 'refused', says: sentence(finding) };
        // By the letter as well as by what is meant, where the two differ.
        if (sender.allows('strict') && keeper.finding('strict')) return witness;
        second ??= witness;
      } else if (difference.misread && keeper.allows('lenient'))
        misread ??= { event, kind: 'misread', says: 'it is allowed, and taken for what it was before' };
    }
    return second ?? misread;
  };
}

/** Makes whole events with each candidate at the location of the difference, in scant and in full surroundings. */
function* events(difference: Difference, content: 'old' | 'new', budget: WitnessBudget): Generator<Json> {
  const { trail } = difference;
  const last = trail.at(-1);
  if (!last) return;
  const seen = new Set<string>();
  for (const value of candidates(difference, last, content, budget)) {
    const text = JSON.stringify(value);
    if (text.length < 2_000 && seen.has(text)) continue;
    if (text.length < 2_000) seen.add(text);
    for (const extent of ['minimal', 'maximal'] as const)
      yield around(trail, value, content, { extent, budget, depth: 0 });
  }
}

function around(trail: Trail, value: Json, content: 'old' | 'new', sampling: Sampling): Json {
  return trail
    .slice(0, -1)
    .reduceRight((inner: Json, step) => holding(step[content], step.token ?? '', inner, sampling), value);
}

/** Makes an object or a list that holds a value where a step leads. */
function holding(resolved: ResolvedSchema, token: Step['token'] & string, inner: Json, sampling: Sampling): Json {
  if (token === nameToken) {
    const name = String(inner);
    const property = resolveMembers(resolved.context, propertyMembers(resolved, name));
    return sampleObject(resolved, sampling, { [name]: sampleResolved(property, { ...sampling, extent: 'minimal' }) });
  }
  const types = resolved.types?.value;
  const hasItems = resolved.names.size === 0 && facts(resolved, 'items').length > 0;
  if (!types?.includes('array') && !(token === '*' && !types?.includes('object') && hasItems))
    return sampleObject(resolved, sampling, { [token === '*' ? 'hookproofOther' : token]: inner });
  const front = fillList(resolved, [], token === '*' ? frontLength(resolved) : Number(token), sampling);
  return fillList(resolved, [...front, inner], highest(resolved, 'minItems'), sampling);
}
