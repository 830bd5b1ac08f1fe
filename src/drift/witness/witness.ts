import type { Witness } from '../../change.ts';
import type { Json } from '../../schema/json.ts';
import type { SampleBudget } from '../../schema/samples/sample.ts';
import { compileSchema, type Validator } from '../../schema/validate/compile.ts';
import { sentence } from '../../schema/validate/describe.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import type { MessageKind } from '../operations/compare.ts';
import { contentOf } from '../operations/contents.ts';
import { type DescribedOperation, describedOperations, type OperationSides, operationKey } from '../operations/find.ts';
import { type Comparison, type Difference, nameToken, type Trail, type TrailStep } from '../schemas/difference.ts';
import type { Member } from '../schemas/model/conjunction.ts';
import { documentContext } from '../schemas/model/context.ts';
import { facts, type ResolvedSchema } from '../schemas/model/resolved-schema.ts';
import { witnessCandidates } from './candidates.ts';
import { propertyAt, type Sampling, sampleListWith, sampleResolved, sampleResolvedObject } from './samples.ts';
import { type Body, type UnionReading, writeJsonSchema } from './to-json-schema.ts';

/**
 * Finds an event that the one side allows and the other refuses; `content` is the side whose events arrive. Both are asked
 * before it is given. Undefined where none was found.
 */
export type WitnessFinder = (difference: Difference, content: 'old' | 'new') => Witness | undefined;

const mostValues = { event: 3_000, difference: 60_000 };
const mostEvents = 3_000;
/** Says where each event needs a validator of its own. */
const fewEvents = 60;
/** The likeliest events come first, and a validator of what they hold is made faster than one of the whole body. */
const likely = 2;

/** Makes what finds events that show how a body of an operation differs; `beside` names further documents that must agree. */
export function witnessFinder(
  { comparison, ...operations }: OperationSides & { comparison: Comparison },
  bodies: { old: Member; new: Member },
  way: MessageKind,
  beside: CompareOptions['beside'],
): WitnessFinder {
  const other = (side: 'old' | 'new'): Body | undefined =>
    beside?.[side] && way === 'event' ? requestBodyIn(beside[side], operations[side]) : undefined;
  const validators = {
    old: bodyValidator(other('old') ?? { context: comparison.old, members: [bodies.old] }),
    new: bodyValidator({ context: comparison.new, members: [bodies.new] }),
  };
  const besideNew = other('new');
  const also = besideNew && bodyValidator(besideNew);
  return (difference, content) => {
    const [sent, kept] = content === 'new' ? [validators.new, validators.old] : [validators.old, validators.new];
    const budget: SampleBudget = { values: mostValues.event };
    let left = mostValues.difference;
    let second: Witness | undefined;
    let misread: Witness | undefined;
    let tries = 0;
    for (const event of witnessEvents(difference, content, budget)) {
      left -= mostValues.event - budget.values;
      if (left <= 0) break;
      budget.values = mostValues.event;
      const first = ++tries <= likely;
      if (!first && tries > (sent.hasWhole() && kept.hasWhole() ? mostEvents : fewEvents)) break;
      const [sender, keeper] = [sent.validate(event, first), kept.validate(event, first)];
      if (sender('lenient')?.length !== 0) continue;
      if (content === 'new' && also && also.validate(event, first)('lenient')?.length !== 0) continue;
      const findings = keeper('lenient');
      if (findings?.[0]) {
        const witness: Witness = { event, kind: 'refused', says: sentence(findings[0]) };
        // By the letter as well as by what is meant, where the two differ.
        if (sender('strict')?.length === 0 && keeper('strict')?.length) return witness;
        second ??= witness;
      } else if (difference.misread && findings)
        misread ??= { event, kind: 'misread', says: 'it is allowed, and taken for what it was before' };
    }
    return second ?? misread;
  };
}

function requestBodyIn({ document, source }: NamedDocument, like: DescribedOperation): Body | undefined {
  const context = documentContext(document, source);
  const found = describedOperations(context).find((each) => operationKey(each) === operationKey(like));
  const content = found && contentOf(context, found.node.requestBody, `${found.pointer}/requestBody`);
  const [media] = content?.media.values() ?? [];
  return media && { context, members: [media.schema] };
}

/**
 * Makes validators of a body, each when it is first asked: `hasWhole` tells whether one does for all events; `validate` gives
 * what is wrong with an event by one reading of unions, `alone` by a validator of what this event holds. Undefined where
 * nobody can say.
 */
function bodyValidator(body: Body) {
  const whole = validatorsOf(body);
  return {
    hasWhole: () => whole('lenient') !== undefined,
    validate(event: Json, alone: boolean) {
      const own = validatorsOf(body, [event]);
      return (reading: UnionReading) => ((alone ? undefined : whole(reading)) ?? own(reading))?.(event);
    },
  };
}

/** Makes a validator for each reading, once; undefined for what is too large, or a schema that no validator takes. */
function validatorsOf(body: Body, events?: readonly Json[]): (reading: UnionReading) => Validator | undefined {
  const known = new Map<string, Validator | undefined>();
  return (reading) => {
    if (known.has(reading)) return known.get(reading);
    known.set(reading, undefined);
    try {
      const schema = writeJsonSchema(body, reading, events);
      // Most bodies read the same either way.
      const text = JSON.stringify(schema);
      const validator = known.get(text) ?? compileSchema(schema, { written: true });
      known.set(text, validator).set(reading, validator);
      return validator;
    } catch {
      return undefined;
    }
  };
}

/** Makes whole events with each candidate at the location of the difference, in scant and in full surroundings. */
function* witnessEvents(difference: Difference, content: 'old' | 'new', budget: SampleBudget): Generator<Json> {
  const { trail } = difference;
  const last = trail.at(-1);
  if (!last) return;
  const seen = new Set<string>();
  for (const value of witnessCandidates(difference, last, content, budget)) {
    const text = JSON.stringify(value);
    if (text.length < 2_000 && seen.has(text)) continue;
    if (text.length < 2_000) seen.add(text);
    for (const extent of ['minimal', 'maximal'] as const) yield around(trail, value, content, { extent, budget });
  }
}

function around(trail: Trail, value: Json, content: 'old' | 'new', sampling: Sampling): Json {
  return trail
    .slice(0, -1)
    .reduceRight((inner: Json, step) => holding(step[content], step.token ?? '', inner, sampling), value);
}

function holding(resolved: ResolvedSchema, token: TrailStep['token'] & string, inner: Json, sampling: Sampling): Json {
  if (token === nameToken) {
    const name = String(inner);
    const property = sampleResolved(propertyAt(resolved, name), { ...sampling, extent: 'minimal' });
    return sampleResolvedObject(resolved, sampling, { [name]: property });
  }
  const types = resolved.types?.value;
  const hasItems = resolved.names.size === 0 && facts(resolved, 'items').length > 0;
  if (!types?.includes('array') && !(token === '*' && !types?.includes('object') && hasItems))
    return sampleResolvedObject(resolved, sampling, { [token === '*' ? 'hookproofOther' : token]: inner });
  return sampleListWith(resolved, token, inner, sampling);
}
