import { isObject, sameJson } from '../../../schema/json.ts';
import { type Effect, type Pair, type SchemaRule, type StatedDifference, stated } from '../difference.ts';
import type { Fact } from '../model/conjunction.ts';
import { facts, type ResolvedSchema } from '../model/resolved-schema.ts';
import { effectOf, innerMembers, type Relation, relationOf, reversed, together } from './inner.ts';

/** Lists keywords that ask for something else where a condition is met, or forbid it; each is compared by this rule. */
export const conditionKeywords = ['not', 'dependentRequired', 'dependentSchemas', 'if', 'then', 'else'] as const;
type ConditionKeyword = (typeof conditionKeywords)[number];

/** Compares what must not be, and what is asked for under conditions. */
export const compareConditions: SchemaRule = (pair) => {
  const found: [keywords: readonly ConditionKeyword[], relation: Relation][] = [
    [['not'], comparedNot(pair)],
    [['dependentRequired'], comparedNames(pair)],
    [['dependentSchemas'], comparedDependents(pair)],
    [['if', 'then', 'else'], comparedBranches(pair)],
  ];
  return found.flatMap(([keywords, relation]) =>
    relation === 'same' ? [] : conditionChange(pair, keywords, relation),
  );
};

function conditionChange(pair: Pair, keywords: readonly ConditionKeyword[], relation: Relation): StatedDifference[] {
  const said = (side: ResolvedSchema) => new Map(keywords.map((keyword) => [keyword, facts(side, keyword)] as const));
  const [before, after] = [said(pair.old), said(pair.new)];
  const valuesOf = (all: Fact<unknown>[] | undefined): unknown[] => (all ?? []).map(({ value }) => value);
  // Where only what they refer to changed, the first one stands for it.
  const keyword =
    keywords.find((each) => !sameJson(valuesOf(before.get(each)), valuesOf(after.get(each)))) ?? keywords[0];
  if (keyword === undefined) return [];
  const [was, is] = [before.get(keyword)?.[0], after.get(keyword)?.[0]];
  return [stated(assertionChange(keyword, was, is, effectOf[relation]), was, is)];
}

/** Says by which rule a change of an assertion is told: it came, went, or asks for more, for less, or for something else. */
export function assertionChange(keyword: string, was: unknown, is: unknown, effect: Effect) {
  // What asks for less by the same keyword allows more; what came or went may be said by another one.
  const isDecided = was !== undefined && is !== undefined && effect !== 'unclear';
  const common = { effect, provable: !isDecided };
  if (effect === 'widens')
    return is === undefined
      ? { rule: 'assertion-removed', ...common, what: `${keyword} no longer limits it` }
      : { rule: 'assertion-loosened', ...common, what: `${keyword} limits it less` };
  if (effect === 'narrows')
    return was === undefined
      ? { rule: 'assertion-added', ...common, what: `${keyword} limits it now` }
      : { rule: 'assertion-tightened', ...common, what: `${keyword} limits it more` };
  return { rule: 'keyword-undecided', ...common, what: `${keyword} changed, which is not compared` };
}

/** Compares what is forbidden: less of it allows more. Several prohibitions are compared as they are written. */
function comparedNot(pair: Pair): Relation {
  const [before, after] = [innerMembers(pair.old, 'not'), innerMembers(pair.new, 'not')];
  if (before.length === 0) return after.length === 0 ? 'same' : 'narrower';
  if (after.length === 0) return 'wider';
  if (before.length === 1 && after.length === 1) return reversed(relationOf(pair, before, after));
  const isKept = (all: typeof before, each: (typeof before)[number]): boolean =>
    all.some((other) => relationOf(pair, [other], [each]) === 'same');
  const [gone, come] = [
    before.some((each) => !after.some((other) => relationOf(pair, [each], [other]) === 'same')),
    after.some((each) => !isKept(before, each)),
  ];
  return gone && come ? 'other' : gone ? 'wider' : come ? 'narrower' : 'same';
}

/** Compares which names ask for which others, pair by pair. */
function comparedNames(pair: Pair): Relation {
  const pairsOf = (side: ResolvedSchema): Set<string> =>
    new Set(
      facts<object>(side, 'dependentRequired')
        .flatMap(({ value }) => (isObject(value) ? Object.entries(value) : []))
        .flatMap(([name, asked]) => (Array.isArray(asked) ? asked.map((other) => JSON.stringify([name, other])) : [])),
    );
  const [before, after] = [pairsOf(pair.old), pairsOf(pair.new)];
  const [gone, come] = [!after.isSupersetOf(before), !before.isSupersetOf(after)];
  return gone && come ? 'other' : gone ? 'wider' : come ? 'narrower' : 'same';
}

function comparedDependents(pair: Pair): Relation {
  const namesIn = (side: ResolvedSchema): string[] =>
    facts<object>(side, 'dependentSchemas').flatMap(({ value }) => (isObject(value) ? Object.keys(value) : []));
  const names = new Set([...namesIn(pair.old), ...namesIn(pair.new)]);
  const found = [...names].map((name) => {
    const [before, after] = [pair.old, pair.new].map((side) => innerMembers(side, 'dependentSchemas', name));
    return relationOf(pair, before ?? [], after ?? []);
  });
  return unlessUnevaluated(pair, together(found));
}

/** Compares what is asked where a condition is met and where it is not. The condition itself may differ where one of them is free. */
function comparedBranches(pair: Pair): Relation {
  const read = (side: ResolvedSchema) => ({
    condition: innerMembers(side, 'if'),
    met: innerMembers(side, 'then'),
    unmet: innerMembers(side, 'else'),
  });
  const [before, after] = [read(pair.old), read(pair.new)];
  // Without one of the two a condition asks for nothing.
  const isFree = ({ condition, met, unmet }: typeof before) =>
    condition.length === 0 || met.length + unmet.length === 0;
  if (isFree(before) || isFree(after))
    return isFree(before) && isFree(after) ? 'same' : unlessUnevaluated(pair, isFree(before) ? 'narrower' : 'wider');
  if (before.condition.length > 1 || after.condition.length > 1) return comparedWords(pair);
  const condition = relationOf(pair, before.condition, after.condition);
  const [met, unmet] = [relationOf(pair, before.met, after.met), relationOf(pair, before.unmet, after.unmet)];
  const isOneSided = [before, after].every((each) => each.unmet.length === 0)
    ? reversed(condition)
    : [before, after].every((each) => each.met.length === 0)
      ? condition
      : undefined;
  const chosen = condition === 'same' ? 'same' : (isOneSided ?? 'other');
  return unlessUnevaluated(pair, together([chosen, met, unmet]));
}

/** Says that several conditions of one place are the same where they are the same words. */
function comparedWords({ old, new: now }: Pair): Relation {
  const words = (side: ResolvedSchema) =>
    ['if', 'then', 'else'].map((keyword) => facts(side, keyword).map(({ value }) => value));
  return sameJson(words(old), words(now)) ? 'same' : 'other';
}

/** Takes no difference for more or less where unevaluated values matter: what a condition tells of counts as evaluated. */
function unlessUnevaluated({ old, new: now }: Pair, relation: Relation): Relation {
  const isCounted = [old, now].some((side) =>
    ['unevaluatedProperties', 'unevaluatedItems'].some((keyword) => facts(side, keyword).length > 0),
  );
  return isCounted && relation !== 'same' ? 'other' : relation;
}
