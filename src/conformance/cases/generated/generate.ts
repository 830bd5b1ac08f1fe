import { compileEvents } from '../../../contract/compile-events.ts';
import type { Contract } from '../../../contract/load.ts';
import type { Finding } from '../../../finding.ts';
import type { Coverage } from '../../../report.ts';
import { resolveSchema } from '../../../schema/definitions.ts';
import { valueAt } from '../../../schema/pointer.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import { type Case, eventCase, pointerOf } from '../case.ts';
import { invalidBounds, validBounds } from './bounds.ts';
import { triedSites, triedVariants } from './budget.ts';
import { coverageOf, missedSites } from './coverage.ts';
import { evolutionEvents } from './evolution.ts';
import type { GeneratedEvent } from './generated-event.ts';
import { invalidCompositions, validCompositions } from './invalid/compositions.ts';
import { invalidForEachType, invalidVariants } from './invalid/discriminators.ts';
import { invalidUnions, unionsOf } from './invalid/unions.ts';
import { invalidValues } from './invalid/values.ts';
import { type CaseSite, caseSites, type Generation, originAt } from './sites.ts';
import { validValues, wholeEvents } from './valid-events.ts';

/** Holds the cases of one contract, and what became of the others. */
interface Generated {
  cases: Case[];
  /** Lists the places that they are about. */
  sites: readonly CaseSite[];
  /** Ids of events that turned out not to be what they were made for, and were left out. */
  discarded: string[];
  coverage: Coverage;
}

/**
 * Generates the cases that follow from the contract's schemas, the same for the same seed. Each event is validated by the
 * contract before it becomes a case: a valid one must be so, an invalid one must break the contract at the one place it was
 * made for and nowhere else; `validate` reports all that is wrong with it.
 */
export function generateCases(
  contract: Contract,
  seed: number,
  validate: Validator = compileEvents(contract, { every: true }),
  others: Pick<Generation, 'isTried' | 'isTaken' | 'wanted'> = {},
): Generated {
  const resolve: Generation['resolve'] = (schema) => resolveSchema(schema, contract.definitions);
  const { taken: variants, left: leftVariants } = triedVariants(contract);
  const generation: Generation = { contract, variants, seed, unions: unionsOf(contract), resolve, ...others };
  const all = caseSites(generation, validate);
  const sites = triedSites(contract, all).taken.filter(isPresent);
  const isWanted = others.wanted?.isWanted ?? (() => true);
  const { taken: wanted, left: leftSites } = triedSites(
    contract,
    all.filter((site) => isWanted(site.said) || isWanted(originAt(site, 'required'))),
  );
  const own = wanted.filter(isPresent);
  const { isSpent, isFit } = fitting(generation, validate);
  const fit: GeneratedEvent[] = [];
  const discarded: string[] = [];
  const isNew = once();
  for (const made of eventsOf(generation, sites, own)) {
    if (isSpent()) break;
    if (!isWanted(pointerOf(made.requirement)) || !isNew(made)) continue;
    if (isFit(made)) fit.push(made);
    else discarded.push(made.id);
  }
  const exercised = new Set(fit.flatMap(({ exercises }) => exercises ?? []));
  for (const site of missedSites(wanted, exercised).flatMap(({ again }) => again.filter(isPresent))) {
    if (isSpent()) break;
    const more = invalidEventsAt(site).filter((made) => !exercised.has(made.exercises ?? '') && isFit(made));
    fit.push(...more);
    for (const { exercises } of more) exercised.add(exercises ?? '');
  }
  return {
    cases: [...fit.filter(once()), ...evolutionEvents(isSpent() ? [] : sites, isFit)].map((made) =>
      generatedCase(made, contract),
    ),
    sites,
    discarded,
    coverage: coverageOf(generation, wanted, exercised, { variants: leftVariants, sites: leftSites }),
  };
}

/** Makes what tells whether events are what they were made for, as long as more may be judged: everything, where nothing is said. */
function fitting({ wanted, isTaken }: Generation, validate: Validator) {
  let left = wanted?.characters ?? Number.POSITIVE_INFINITY;
  const isSpent = (): boolean => {
    if (wanted && left <= 0) wanted.isCut = true;
    return left <= 0;
  };
  const isFit = (made: GeneratedEvent): boolean => {
    if (isSpent()) return false;
    if (wanted) left -= JSON.stringify(made.event).length;
    const findings = validate(made.event);
    if (!isWhatItIsMadeFor(made, findings)) return false;
    return (isTaken?.(made.event, findings) ?? !made.blamed) === !made.blamed;
  };
  return { isSpent, isFit };
}

/** Makes all events, each when it is asked for: there are thousands, and of a large document but the first are judged. */
function* eventsOf(
  generation: Generation,
  sites: readonly CaseSite[],
  own: readonly CaseSite[],
): Generator<GeneratedEvent> {
  for (const variant of generation.variants) yield* wholeEvents(generation.contract, variant);
  for (const site of own) yield* [...validValues(site), ...validBounds(site), ...validCompositions(site)];
  for (const site of own) yield* invalidEventsAt(site);
  yield* invalidForEachType(generation, sites);
  yield* invalidUnions(generation, sites);
  yield* invalidVariants(generation);
}

function invalidEventsAt(site: CaseSite): GeneratedEvent[] {
  return [...invalidValues(site), ...invalidBounds(site), ...invalidCompositions(site)];
}

function isPresent({ event, place }: CaseSite): boolean {
  return valueAt(event, place) !== undefined;
}

/** Takes each id once; should two events have one, the first keeps it, and the other exercises nothing. */
function once(): (made: GeneratedEvent) => boolean {
  const seen = new Set<string>();
  return ({ id }) => !seen.has(id) && seen.add(id).has(id);
}

function generatedCase(made: GeneratedEvent, contract: Contract): Case {
  const { id, title, level, requirement, event, keepsIdentity, blamed, isHostile, ignored } = made;
  const { group = blamed ? 'schema.bad' : 'schema.good' } = made;
  const delivered = {
    ...(keepsIdentity ? { keepsIdentity } : {}),
    isValid: !blamed,
    isJudged: true as const,
    // Thousands of events share most of their values, until they are written.
    get body() {
      return Buffer.from(JSON.stringify(event));
    },
  };
  const single = eventCase({ id, title, group, level, requirement }, delivered, contract);
  const steps = isHostile ? single.steps.map((step) => ({ ...step, isHostile })) : single.steps;
  return { ...single, steps, ...(ignored ? { ignored } : {}) };
}

/** Names the rules by which a schema is reported for the sake of another inside it. */
const wrappers = new Set(['oneOf', 'anyOf', 'if']);

/** Names the rules by which a broken keyword may be reported: its own, or one that no event can break apart from it. */
const companions: Record<string, string[]> = {
  // A fraction is no multiple of a whole number either, nor of a format for whole numbers.
  type: ['type', 'enum', 'const', 'not', 'multipleOf', 'format'],
  enum: ['enum', 'const', 'type'],
  const: ['const', 'enum', 'type'],
  // A property whose schema is `false` may not stand there at all.
  properties: ['false schema'],
  items: ['false schema', 'items', 'additionalItems'],
  minContains: ['contains'],
  maxContains: ['contains'],
};

/** Tells whether an event is valid, or breaks what it was made to break, there, and nothing else. */
function isWhatItIsMadeFor({ blamed, keyword }: GeneratedEvent, findings: readonly Finding[]): boolean {
  if (!blamed) return findings.length === 0;
  if (findings.length === 0 || !findings.every((finding) => isMeant(finding, blamed))) return false;
  const broken = findings.map(({ rule }) => rule).filter((rule) => rule === keyword || !wrappers.has(rule));
  if (keyword === undefined || broken.length === 0) return true;
  // What is left over may be given a schema of its own, which then tells what is wrong.
  if (keyword.startsWith('unevaluated')) return true;
  // A name that is no name is told of by the rules for names, too.
  if (keyword === 'propertyNames') return broken.includes(keyword);
  return broken.every((rule) => (companions[keyword] ?? [keyword]).includes(rule));
}

/** Tells whether a finding is about a blamed place; what is wrong inside `then` or `else` is reported for the condition, too. */
function isMeant({ pointer, rule }: Finding, blamed: readonly string[]): boolean {
  return blamed.includes(pointer) || (rule === 'if' && blamed.some((place) => place.startsWith(`${pointer}/`)));
}
