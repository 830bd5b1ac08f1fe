import { compileEvents } from '../../../contract/compile-events.ts';
import type { Contract } from '../../../contract/load.ts';
import type { Coverage } from '../../../report.ts';
import { sameJson } from '../../../schema/json.ts';
import { toPointer, valueAt } from '../../../schema/pointer.ts';
import { type Case, type Expectation, oneStep, plainSend } from '../case.ts';
import { badBounds, goodBounds } from './bounds.ts';
import { coverageOf, missedSites } from './coverage.ts';
import { constraintOf, type MadeEvent } from './generated-event.ts';
import { badCompositions, goodCompositions } from './invalid/compositions.ts';
import { wrongVariants } from './invalid/discriminators.ts';
import { badForEach } from './invalid/per-event-type.ts';
import { badUnions, enclosing, unionsOf } from './invalid/unions.ts';
import { badValues } from './invalid/values.ts';
import { brokenOnce } from './single-violation.ts';
import { type CaseSite, caseSites, requirementAt } from './sites.ts';
import { goodValues } from './valid/values.ts';
import { wholes } from './valid/whole-events.ts';

export interface Generated {
  cases: Case[];
  /** Ids of events that turned out not to be what they were made for, and were left out. */
  discarded: string[];
  coverage: Coverage;
}

/**
 * The cases that follow from the contract's schemas, the same for the same seed. Each event is judged by the contract
 * before it becomes a case: a good one must be legal, a bad one must break the contract at the one place it was made for
 * and nowhere else; `judge` reports all that is wrong with it.
 */
export function generateCases(
  contract: Contract,
  seed: number,
  judge = compileEvents(contract, { every: true }),
): Generated {
  const { sites: all, again } = caseSites(contract, judge);
  const sites = all.filter(present);
  const good = goodEvents(contract, sites, seed)
    .filter(once())
    .map((made) => ({ made, fit: judge(made.event).length === 0 }));
  const unions = unionsOf(contract.body.schema).map(({ path }) => path);
  const judged = (made: MadeEvent[]) => made.map((each) => ({ made: each, fit: brokenOnce(each, judge(each.event)) }));
  const bad = judged(badEvents(contract, sites, seed, unions).filter(once()));
  const fitting = bad.filter(({ fit }) => fit).map(({ made }) => made);
  const exercised = new Set(fitting.flatMap(({ exercises }) => exercises ?? []));
  for (const { words } of missedSites(contract, all, exercised)) {
    for (const site of again.get(words)?.filter(present) ?? []) {
      const missing = edited(contract, site, seed, unions).filter(({ exercises }) => !exercised.has(exercises ?? ''));
      const more = judged(missing)
        .filter(({ fit }) => fit)
        .map(({ made }) => made);
      fitting.push(...more);
      for (const { exercises } of more) exercised.add(exercises ?? '');
    }
  }
  return {
    cases: [
      ...good.filter(({ fit }) => fit).map(({ made }) => caseOf(made, 'good', contract)),
      ...fitting.filter(once()).map((made) => caseOf(made, 'bad', contract)),
    ],
    discarded: [...good, ...bad].filter(({ fit }) => !fit).map(({ made }) => made.id),
    coverage: coverageOf(contract, all, exercised),
  };
}

function goodEvents(contract: Contract, sites: readonly CaseSite[], seed: number): MadeEvent[] {
  const edited = sites.flatMap((site) =>
    [...goodValues(site), ...goodBounds(site, seed), ...goodCompositions(site)].map(
      ([id, title, event]): MadeEvent => ({
        id,
        title,
        event,
        level: 'MUST',
        requirement: requirementAt(contract, site),
        ...aboutIdentity(contract, site),
      }),
    ),
  );
  return [...contract.variants.flatMap((variant) => wholes(contract, variant)), ...edited];
}

function badEvents(
  contract: Contract,
  sites: readonly CaseSite[],
  seed: number,
  unions: readonly string[][],
): MadeEvent[] {
  const all = sites.flatMap((site) => edited(contract, site, seed, unions));
  const each = badForEach(contract, sites).map((made) => ({
    ...made,
    blamed: [...(made.blamed ?? []), ...unions.map((path) => toPointer(path))],
  }));
  return [...all, ...each, ...badUnions(contract, sites, unions), ...wrongVariants(contract)];
}

/** The bad events of one place. */
function edited(contract: Contract, site: CaseSite, seed: number, unions: readonly string[][]): MadeEvent[] {
  const edits = [...badValues(site, contract), ...badBounds(site, seed), ...badCompositions(site, seed)];
  return edits.map(
    ({ keyword, blamed, ...edit }): MadeEvent => ({
      level: 'MUST',
      ...edit,
      blamed: [...blamed, ...enclosing(unions, site)],
      keyword,
      exercises: constraintOf(site.words, keyword),
      requirement: requirementAt(contract, site, keyword),
      ...aboutIdentity(contract, site),
    }),
  );
}

/** A fresh identity would undo what is done to the one that is there. */
function aboutIdentity({ identity }: Contract, { path }: CaseSite): Pick<MadeEvent, 'keepsIdentity'> {
  return sameJson(path, identity) ? { keepsIdentity: true } : {};
}

function present({ event, place }: CaseSite): boolean {
  return valueAt(event, place) !== undefined;
}

/** Names are taken once; should two events have one, the first keeps it, and the other exercises nothing. */
function once(): (made: MadeEvent) => boolean {
  const seen = new Set<string>();
  return ({ id }) => !seen.has(id) && seen.add(id).has(id);
}

function caseOf(
  { id, title, level, requirement, event, keepsIdentity }: MadeEvent,
  kind: 'good' | 'bad',
  contract: Contract,
): Case {
  const expect: Expectation = level === 'OBSERVE' ? 'observed' : kind === 'good' ? 'accepted' : 'refused';
  const method = contract.operation.method.toUpperCase();
  const send = plainSend(Buffer.from(JSON.stringify(event)), method, kind === 'good' ? 'legal' : 'illegal');
  const kept = keepsIdentity ? { ...send, keepsIdentity } : send;
  return { id: `schema.${kind}.${id}`, title, group: `schema.${kind}`, level, requirement, ...oneStep(kept, expect) };
}
