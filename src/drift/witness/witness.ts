import type { Proof, Witness } from '../../change.ts';
import type { Json } from '../../schema/json.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import type { MessageKind } from '../operations/compare.ts';
import { contentOf } from '../operations/contents.ts';
import { type DescribedOperation, describedOperations, type OperationSides, operationKey } from '../operations/find.ts';
import type { Comparison, Difference } from '../schemas/difference.ts';
import type { Member } from '../schemas/model/conjunction.ts';
import { documentContext } from '../schemas/model/context.ts';
import { resolveMembers } from '../schemas/model/resolved-schema.ts';
import { changeAlone } from './alone/change-alone.ts';
import { newEventBudget, type Search, witnessEvents } from './events.ts';
import { bodyJudge } from './judges.ts';
import { judgeOfPlace, type PlaceJudges } from './likely.ts';
import { keepNear } from './mixed-events.ts';
import { type Compile, newCompiler } from './parts.ts';
import { newSampledPlaces } from './samples.ts';
import { shortest } from './shorter.ts';
import { newTally, provedBy, type Tally } from './tally.ts';
import type { Body } from './to-json-schema.ts';
import { type Court, tryEvent, type Verdict } from './trial.ts';

/**
 * Finds an event that the one side allows and the other refuses, for this difference: `content` is the side whose events
 * arrive. All of that is asked before it is given, and so is what the old document with this change alone says of it.
 */
export type WitnessFinder = (difference: Difference, content: 'old' | 'new') => FoundWitness;

export interface FoundWitness {
  witness: Witness | null;
  proof: Proof;
}

const mostEvents = 3_000;
/** Says where each event needs a validator of its own. */
const fewEvents = 60;
/** Bounds the events that are refused for something else as well, or shown by one reading only. */
const mostHalves = 30;

/** Holds the bodies of an operation that are compared, and what else judges them. */
interface WitnessSides extends OperationSides {
  comparison: Comparison;
  bodies: { old: Member; new: Member };
  way: MessageKind;
  /** Names further documents that must agree. */
  beside: CompareOptions['beside'];
}

/** Compiles for all bodies of a comparison, which have much in common. */
const compilers = new WeakMap<Comparison, Compile>();

function compilerOf(comparison: Comparison): Compile {
  const compile = compilers.get(comparison) ?? newCompiler();
  compilers.set(comparison, compile);
  return compile;
}

/** Makes what finds events that show how a body of an operation differs. */
export function witnessFinder(sides: WitnessSides): WitnessFinder {
  const { comparison, bodies, way, beside } = sides;
  const other = (side: 'old' | 'new'): Body | undefined =>
    beside?.[side] && way === 'event' ? requestBodyIn(beside[side], sides[side]) : undefined;
  const own = { context: comparison.old, members: [bodies.old] };
  const [repaired, besideNew] = [other('old'), other('new')];
  const compile = compilerOf(comparison);
  const judgeOf = (body: Body) => bodyJudge(body, compile);
  const judges = { old: judgeOf(repaired ?? own), new: judgeOf({ context: comparison.new, members: [bodies.new] }) };
  const also = besideNew && judgeOf(besideNew);
  const whole = {
    old: resolveMembers(comparison.old, [bodies.old]),
    new: resolveMembers(comparison.new, [bodies.new]),
  };
  const places: PlaceJudges = { known: new Map(), compile };
  const sampled = newSampledPlaces();
  const experience = experienceOf(comparison);
  return (difference, content) => {
    const words = difference.suspected && difference.trail.length > 1 ? wordsOf(difference, content) : undefined;
    if (words !== undefined && experience.fruitless.has(words)) return provedBy(undefined, newTally(true));
    const patch = changeAlone(difference);
    const olds = [own, ...(repaired ? [repaired] : [])];
    const alone = patch && olds.map((body) => judgeOf({ ...body, patch }));
    const [sent, kept] = content === 'new' ? [judges.new, judges.old] : [judges.old, judges.new];
    const isLikely = judgeOfPlace(difference, content, patch, places);
    const near = { allowed: [], unsent: [] };
    const shownElsewhere = difference.suspected ? shownAlike(experience, difference, content) : [];
    const bounds = { budget: newEventBudget(), places: sampled };
    const search = { content, patch, isLikely, near, bodies: whole, shownElsewhere, ...bounds };
    const tally = newTally(alone !== undefined || difference.misread === true);
    const found = searched({ difference, content, sent, kept, also, alone }, search, {
      tally,
      besides: beside ? 'meaning' : 'letter',
    });
    if (words !== undefined && tally.events === 0) experience.fruitless.add(words);
    return found;
  };
}

/** Holds what the searches of a comparison found of suspected differences: many documents say the same in many places. */
interface Experience {
  /** In these words places stand where no value shows what is suspected of them. */
  fruitless: Set<string>;
  /** Holds values that showed a difference, by its kind and the name of its place. */
  shown: Map<string, Json[]>;
}

const experiences = new WeakMap<Comparison, Experience>();

function experienceOf(comparison: Comparison): Experience {
  const known = experiences.get(comparison) ?? { fruitless: new Set(), shown: new Map() };
  experiences.set(comparison, known);
  return known;
}

/** Gives the values that showed a suspected difference at places that are called alike, to which others are added. */
function shownAlike({ shown }: Experience, { rule, trail }: Difference, content: 'old' | 'new'): Json[] {
  const like = [rule, content, ...trail.slice(-3, -1).map(({ token }) => token)].join(' ');
  const known = shown.get(like) ?? [];
  shown.set(like, known);
  return known;
}

function wordsOf({ rule, trail }: Difference, content: 'old' | 'new'): string {
  const place = trail.at(-1);
  const words = [place?.old, place?.new].map((side) => side?.members.map(({ schema }) => schema));
  return JSON.stringify([rule, content, words]);
}

/**
 * Tries events until both readings show one, or a bound is reached. What is repaired is read as it is meant, and so `besides`
 * is `meaning` there.
 */
function searched(
  court: Court,
  search: Search,
  { tally, besides }: { tally: Tally; besides: 'meaning' | 'letter' },
): FoundWitness {
  const { difference, sent, kept } = court;
  const { budget } = search;
  const found: Partial<Record<Showing, Witness>> = {};
  let halves = 0;
  for (const { event, value } of witnessEvents(difference, search)) {
    const most = sent.isSlow() || kept.isSlow() ? fewEvents : mostEvents;
    if (tally.events >= most || halves >= mostHalves) {
      tally.bound = `${tally.events} events`;
      break;
    }
    tally.events++;
    const verdict = tryEvent(court, event);
    const meant = verdict('meaning');
    const written = besides === 'meaning' ? meant : verdict('letter');
    const shown = shownBy(meant, written);
    if (shown.both) {
      found.both = shown.both;
      if (value !== undefined && !search.shownElsewhere.includes(value)) search.shownElsewhere.push(value);
      break;
    }
    for (const [showing, witness] of Object.entries(shown)) found[showing as Showing] ??= witness;
    for (const each of [meant, written]) if (typeof each === 'string') tally[each]++;
    if (meant === 'allowed' || meant === 'unsent') keepNear(search.near, meant, event);
    if (meant === 'elsewhere' || isRefusal(meant) || isRefusal(written)) halves++;
  }
  if (!found.both) tally.bound ??= budget.reached;
  const showing = showings.find((each) => found[each]);
  const witness = showing && shortened(found[showing] as Witness, showing, court, besides);
  return provedBy(witness, tally, found.both ? undefined : difference.pointer);
}

/**
 * Lists how an event may show a difference, what shows most first: by both readings; by one, and to the letter first. What the sending
 * document takes by both readings (`sound`) shows more than what it takes by one.
 */
const showings = ['both', 'letter', 'sound', 'meaning', 'misread'] as const;
type Showing = (typeof showings)[number];

function shownBy(meant: Verdict, written: Verdict): Partial<Record<Showing, Witness>> {
  const misread = [meant, written].find((each) => typeof each === 'object' && each.kind === 'misread');
  return {
    ...(isRefusal(meant) && isRefusal(written) && { both: meant }),
    ...(isRefusal(written) && !isRefusal(meant) && { letter: written }),
    ...(isRefusal(meant) && written !== 'unsent' && { sound: meant }),
    ...(isRefusal(meant) && { meaning: meant }),
    ...(misread && { misread: misread as Witness }),
  };
}

/** Makes an event shorter that still shows the same in the same way. */
function shortened(witness: Witness, showing: Showing, court: Court, besides: 'meaning' | 'letter'): Witness {
  return shortest(witness.event as Json, witness, (event) => {
    const verdict = tryEvent(court, event);
    const meant = verdict('meaning');
    return shownBy(meant, besides === 'meaning' ? meant : verdict('letter'))[showing];
  });
}

function isRefusal(verdict: string | Witness): verdict is Witness {
  return typeof verdict === 'object' && verdict.kind === 'refused';
}

function requestBodyIn({ document, source }: NamedDocument, like: DescribedOperation): Body | undefined {
  const context = documentContext(document, source);
  const found = describedOperations(context).find((each) => operationKey(each) === operationKey(like));
  const content = found && contentOf(context, found.node.requestBody, `${found.pointer}/requestBody`);
  const [media] = content?.media.values() ?? [];
  return media && { context, members: [media.schema] };
}
