import type { Witness } from '../../change.ts';
import type { Json } from '../../schema/json.ts';
import type { SampleBudget } from '../../schema/samples/sample.ts';
import { sentence } from '../../schema/validate/describe.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import type { MessageKind } from '../operations/compare.ts';
import { type DescribedOperation, describedOperations } from '../operations/find.ts';
import { contentOf } from '../operations/media-types.ts';
import { type Comparison, type Difference, nameToken, type Trail, type TrailStep } from '../schemas/difference.ts';
import type { Member } from '../schemas/model/conjunction.ts';
import { documentContext } from '../schemas/model/context.ts';
import { facts, type ResolvedSchema } from '../schemas/model/resolved-schema.ts';
import { witnessCandidates } from './candidates.ts';
import { propertyAt, type Sampling, sampleListWith, sampleResolved, sampleResolvedObject } from './samples.ts';
import type { Body } from './to-json-schema.ts';
import { bodyValidator } from './validators.ts';

/**
 * Finds an event that the one side allows and the other refuses; `content` is the side whose events arrive. Both are asked
 * before it is given. Undefined where none was found.
 */
export type WitnessFinder = (difference: Difference, content: 'old' | 'new') => Witness | undefined;

/** Makes what finds events that show how a body of an operation differs; `beside` names further documents that must agree. */
export function witnessFinder(
  { comparison, ...operations }: { comparison: Comparison; old: DescribedOperation; new: DescribedOperation },
  bodies: { old: Member; new: Member },
  way: MessageKind,
  beside: CompareOptions['beside'],
): WitnessFinder {
  const other = (named: NamedDocument | undefined, like: DescribedOperation): Body | undefined =>
    named && way === 'event' ? requestBodyIn(named, like) : undefined;
  return finderOf({
    old: other(beside?.old, operations.old) ?? { context: comparison.old, members: [bodies.old] },
    new: { context: comparison.new, members: [bodies.new] },
    also: other(beside?.new, operations.new),
  });
}

/** Finds the body of the same operation in another document. */
function requestBodyIn({ document, source }: NamedDocument, like: DescribedOperation): Body | undefined {
  const context = documentContext(document, source);
  const found = describedOperations(context).find(
    ({ home, name, method }) => home === like.home && name === like.name && method === like.method,
  );
  const content = found && contentOf(context, found.node.requestBody, `${found.pointer}/requestBody`);
  const [media] = content?.media.values() ?? [];
  return media && { context, members: [media.schema] };
}

const mostValues = { event: 3_000, difference: 60_000 };
const mostEvents = 3_000;
/** Says where each event needs a validator of its own. */
const fewEvents = 60;
/** The likeliest events come first, and a validator of what they hold is made faster than one of the whole body. */
const likely = 2;

/** Makes a finder for two bodies; `also` must allow what the new body allows. */
function finderOf(bodies: { old: Body; new: Body; also: Body | undefined }): WitnessFinder {
  const validators = { old: bodyValidator(bodies.old), new: bodyValidator(bodies.new) };
  const also = bodies.also && bodyValidator(bodies.also);
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

/** Makes an object or a list that holds a value where a step leads. */
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
