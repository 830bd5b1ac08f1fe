import type { Json } from '../../schema/json.ts';
import type { SampleBudget } from '../../schema/samples/sample.ts';
import type { Difference, Trail, TrailStep } from '../schemas/difference.ts';
import type { Member } from '../schemas/model/conjunction.ts';
import { type ResolvedSchema, resolveMembers } from '../schemas/model/resolved-schema.ts';
import type { Patch } from './alone/patch.ts';
import { witnessCandidates } from './candidates.ts';
import { mixedEvents, type NearMisses } from './mixed-events.ts';
import { overlapCandidates } from './overlap-candidates.ts';
import type { SampledPlaces } from './samples.ts';
import { below, within } from './surroundings.ts';

type Side = 'old' | 'new';

/** Holds an event that is tried, and the value that it has at the place itself; undefined where it is no single one. */
interface TriedEvent {
  event: Json;
  value?: Json;
}

/**
 * Makes whole events that may show a difference, in scant and in full surroundings: both documents allow what lies around it;
 * where that cannot be, the one whose events arrive does.
 */
export function* witnessEvents(difference: Difference, search: Search): Generator<TriedEvent> {
  const { trail } = difference;
  const { content, budget, bodies, places } = search;
  const last = trail.at(-1);
  if (!last) return;
  const seen = new Set<string>();
  const way = trail.slice(0, -1);
  const shared = way.map((step) => sharedBy(step, content));
  const all = [shared, withoutChoices(way, sharedBy(bodies, content)), way.map((step) => step[content])];
  for (const value of likeliest(candidates(difference, last, search), difference, search))
    for (const extent of ['minimal', 'maximal'] as const)
      for (const surroundings of all) {
        if (!surroundings) continue;
        if (!renewed(budget)) return;
        const event = within(trail, surroundings, value, { extent, budget, places });
        const text = JSON.stringify(event);
        budget.characters -= text.length;
        if (text.length < 5_000 && seen.has(text)) continue;
        if (text.length < 5_000) seen.add(text);
        yield { event, value };
      }
  if (!difference.suspected)
    for (const event of mixedEvents(difference, search.near, search, { extent: 'minimal', budget, places })) {
      if (!renewed(budget)) return;
      yield { event };
    }
}

/**
 * Resolves what is asked on the way where no union is chosen from: what a tag seems to choose may leave no way through.
 * Undefined where the way leads through alternatives.
 */
function withoutChoices(way: Trail, body: ResolvedSchema): ResolvedSchema[] | undefined {
  const steps: ResolvedSchema[] = [];
  let here: ResolvedSchema | undefined = body;
  for (const { token = '' } of way) {
    if (!here) return undefined;
    steps.push(here);
    here = below(here, token);
  }
  return steps;
}

/** Of values that do not look like it so many are tried, after all others. */
const mostUnlikely = 8;

function* likeliest(
  values: Iterable<Json>,
  { suspected, trail }: Difference,
  { isLikely, budget }: Search,
): Generator<Json> {
  const others: Json[] = [];
  for (const value of values) {
    // Whole bodies are judged here as they are when they are tried, and count alike.
    if (suspected && trail.length < 2) budget.characters -= JSON.stringify(value).length;
    if (budget.characters <= 0 && !renewed(budget)) return;
    if (isLikely(value)) yield value;
    // What may well be no difference at all is looked for by what shows it where it stands.
    else if (others.length < mostUnlikely && !suspected) others.push(value);
  }
  yield* others;
}

const mostValues = { event: 3_000, difference: 60_000 };
/** Large events take long to judge: of those fewer are tried. */
const mostCharacters = 1_000_000;

/** Counts the values that may still be made for one event, and for all events of a difference. */
export interface EventBudget extends SampleBudget {
  left: number;
  /** Counts what may still be tried, as it is written. */
  characters: number;
  /** Names the bound that cut something short. */
  reached?: string;
}

/** Makes what bounds the search for one difference, in steps: a slow machine goes as far. */
export function newEventBudget(): EventBudget {
  return { values: mostValues.event, left: mostValues.difference, characters: mostCharacters };
}

/** Gives the next event its share; false where nothing is left. */
function renewed(budget: EventBudget): boolean {
  budget.left -= mostValues.event - budget.values;
  if (budget.values <= 0) budget.reached ??= `${mostValues.event} values in an event`;
  if (budget.left <= 0) budget.reached = `${mostValues.difference} values`;
  if (budget.characters <= 0) budget.reached = `${mostCharacters} characters`;
  budget.values = mostValues.event;
  return budget.left > 0 && budget.characters > 0;
}

/** Says what is looked for, and by what bounds. */
export interface Search {
  /** The side whose events arrive. */
  content: Side;
  budget: EventBudget;
  /** Makes the change alone in the old document. */
  patch: Patch | undefined;
  /** Tells whether a value at the place itself shows the difference, as far as that place alone can tell. */
  isLikely: (value: Json) => boolean;
  /** Holds events that came near so far. */
  near: NearMisses;
  /** What is known of the places of these bodies. */
  places: SampledPlaces;
  /** Holds values that showed the same at places of the same name, to which others are added. */
  shownElsewhere: Json[];
  /** The whole bodies. */
  bodies: Omit<TrailStep, 'token'>;
}

/** Makes values for the place itself: first such as the change alone lets in and the new document has too. */
function* candidates(
  difference: Difference,
  place: TrailStep,
  { content, budget, patch, places, shownElsewhere }: Search,
): Generator<Json> {
  const { old, new: now } = place;
  yield* shownElsewhere;
  const sampling = { budget, places };
  yield* overlapCandidates(difference, sampling, () => renewed(budget));
  if (content === 'new' && patch) {
    const changed = old.leaves.map((leaf): Member => {
      const edit = patch.get(leaf.pointer);
      return { ...leaf, home: leaf.home ?? old.context, schema: edit ? edit(leaf.schema, 'letter') : leaf.schema };
    });
    const both = resolveMembers(now.context, [...now.members, ...changed]);
    yield* witnessCandidates(difference, { old, new: both }, content, sampling);
  }
  yield* witnessCandidates(difference, place, content, sampling);
}

const shared = new WeakMap<TrailStep, ResolvedSchema>();

/** Resolves what both documents ask of a step on the way, once. */
function sharedBy(step: TrailStep, content: Side): ResolvedSchema {
  const known = shared.get(step);
  if (known) return known;
  const [own, other] = content === 'new' ? [step.new, step.old] : [step.old, step.new];
  const foreign = other.members.map((member) => ({ ...member, home: member.home ?? other.context }));
  const both = resolveMembers(own.context, [...own.members, ...foreign]);
  shared.set(step, both);
  return both;
}
