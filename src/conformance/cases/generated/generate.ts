import { compileEvents } from '../../../contract/compile-events.ts';
import type { Contract } from '../../../contract/load.ts';
import type { Coverage } from '../../../report.ts';
import { sameJson } from '../../../schema/json.ts';
import { toPointer, valueAt } from '../../../schema/pointer.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import { type Case, eventCase } from '../case.ts';
import { invalidBounds, validBounds } from './bounds.ts';
import { coverageOf, missedSites } from './coverage.ts';
import { constraintOf, type GeneratedEvent } from './generated-event.ts';
import { invalidCompositions, validCompositions } from './invalid/compositions.ts';
import { invalidVariants } from './invalid/discriminators.ts';
import { invalidForEachType } from './invalid/per-event-type.ts';
import { enclosingUnions, invalidUnions, type Union, unionsOf } from './invalid/unions.ts';
import { invalidValues } from './invalid/values.ts';
import { isSingleViolation } from './single-violation.ts';
import { type CaseSite, caseSites, requirementAt } from './sites.ts';
import { validValues } from './valid/values.ts';
import { wholeEvents } from './valid/whole-events.ts';

/** Holds the cases of one contract, and what became of the others. */
export interface Generated {
  cases: Case[];
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
): Generated {
  const { sites: all, again } = caseSites(contract, validate);
  const unions = unionsOf(contract);
  const context: GenerationContext = { contract, seed, unions };
  const sites = all.filter(isPresent);
  const isFit = (made: GeneratedEvent): boolean => isSingleViolation(made, validate(made.event));
  const valid = Object.groupBy(validEvents(context, sites).filter(once()), ({ event }) =>
    validate(event).length === 0 ? 'fit' : 'unfit',
  );
  const invalid = Object.groupBy(invalidEvents(context, sites).filter(once()), (made) =>
    isFit(made) ? 'fit' : 'unfit',
  );
  const fitting = invalid.fit ?? [];
  const exercised = new Set(fitting.flatMap(({ exercises }) => exercises ?? []));
  for (const { words } of missedSites(contract, all, exercised)) {
    for (const site of again.get(words)?.filter(isPresent) ?? []) {
      const missing = invalidChanges(context, site).filter(({ exercises }) => !exercised.has(exercises ?? ''));
      const more = missing.filter(isFit);
      fitting.push(...more);
      for (const { exercises } of more) exercised.add(exercises ?? '');
    }
  }
  return {
    cases: [
      ...(valid.fit ?? []).map((made) => caseOf(made, 'good', contract)),
      ...fitting.filter(once()).map((made) => caseOf(made, 'bad', contract)),
    ],
    discarded: [...(valid.unfit ?? []), ...(invalid.unfit ?? [])].map(({ id }) => id),
    coverage: coverageOf(contract, all, unions, exercised),
  };
}

/** Holds what all events of one run are generated from. */
interface GenerationContext {
  contract: Contract;
  seed: number;
  unions: readonly Union[];
}

function validEvents({ contract, seed }: GenerationContext, sites: readonly CaseSite[]): GeneratedEvent[] {
  const changed = sites.flatMap((site) =>
    [...validValues(site), ...validBounds(site, seed), ...validCompositions(site)].map(
      ([id, title, event]): GeneratedEvent => ({
        id,
        title,
        event,
        level: 'MUST',
        requirement: requirementAt(contract, site),
        ...aboutIdentity(contract, site),
      }),
    ),
  );
  return [...contract.variants.flatMap((variant) => wholeEvents(contract, variant)), ...changed];
}

function invalidEvents(context: GenerationContext, sites: readonly CaseSite[]): GeneratedEvent[] {
  const { contract, unions } = context;
  const changed = sites.flatMap((site) => invalidChanges(context, site));
  const forEachType = invalidForEachType(contract, sites).map((made) => ({
    ...made,
    blamed: [...(made.blamed ?? []), ...unions.map(({ path }) => toPointer(path))],
  }));
  return [...changed, ...forEachType, ...invalidUnions(contract, sites, unions), ...invalidVariants(contract)];
}

/** Makes the invalid events of one place. */
function invalidChanges({ contract, seed, unions }: GenerationContext, site: CaseSite): GeneratedEvent[] {
  const changes = [...invalidValues(site, contract), ...invalidBounds(site, seed), ...invalidCompositions(site, seed)];
  return changes.map(
    ({ keyword, blamed, ...change }): GeneratedEvent => ({
      level: 'MUST',
      ...change,
      blamed: [...blamed, ...enclosingUnions(unions, site)],
      keyword,
      exercises: constraintOf(site.words, keyword),
      requirement: requirementAt(contract, site, keyword),
      ...aboutIdentity(contract, site),
    }),
  );
}

/** Keeps the identity of an event that is about it: a fresh one would undo what is done to the one that is there. */
function aboutIdentity({ identity }: Contract, { path }: CaseSite): Pick<GeneratedEvent, 'keepsIdentity'> {
  return sameJson(path, identity) ? { keepsIdentity: true } : {};
}

function isPresent({ event, place }: CaseSite): boolean {
  return valueAt(event, place) !== undefined;
}

/** Takes each name once; should two events have one, the first keeps it, and the other exercises nothing. */
function once(): (made: GeneratedEvent) => boolean {
  const seen = new Set<string>();
  return ({ id }) => !seen.has(id) && seen.add(id).has(id);
}

function caseOf(
  { id, title, level, requirement, event, keepsIdentity }: GeneratedEvent,
  kind: 'good' | 'bad',
  contract: Contract,
): Case {
  const names = { id: `schema.${kind}.${id}`, title, group: `schema.${kind}`, level, requirement };
  const kept = keepsIdentity ? { keepsIdentity } : {};
  return eventCase(names, { ...kept, body: Buffer.from(JSON.stringify(event)), isValid: kind === 'good' }, contract);
}
